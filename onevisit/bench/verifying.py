"""The rows of what anybody may check: how a licence stands, and whether a PDF is genuine."""

from __future__ import annotations

import uuid
from itertools import count

from django.urls import reverse

from onevisit.bench.context import Bench
from onevisit.bench.figures import BenchError, Row, generator_cpu, require_no_faults
from onevisit.bench.in_process import recorded, send
from onevisit.bench.load import Journey, Load, Request, get
from onevisit.bench.processor import noise, spent
from onevisit.bench.replay import replay, rolled_back
from onevisit.documents.models import Document
from onevisit.documents.production import make_file
from onevisit.documents.verification import MESSAGES, Outcome
from onevisit.licences.models import Licence
from onevisit.web.licence_tokens import make_token

READERS = 4
"""Clients who upload files at once."""


def licence_status(bench: Bench) -> Row:
    """The public status of a licence by the code on its holder's screen, pages a second."""
    licence = Licence.objects.order_by("pk").values_list("pk", flat=True)[0]
    began = noise()
    loads, limits, costs = [], [], []
    with bench.place.pages() as port:
        for _ in range(bench.sizes.rounds):
            # A fresh code for each round, because a code is good for minutes only.
            request = get("licence-status", reverse("verify:licence", args=[make_token(licence)]))
            kept = recorded([Journey((request,))] * 2)[-1]
            _sent(bench, port, [request] * bench.sizes.clients * 2)
            before = spent(port, bench.place.runtime)
            loads.append(_sent(bench, port, [request] * bench.sizes.guide_views))
            costs.append(spent(port, bench.place.runtime).since(before, bench.sizes.guide_views))
            limits.append(
                require_no_faults(
                    replay(
                        bench.generator,
                        bench.place.runtime,
                        [kept] * bench.sizes.guide_views,
                        bench.sizes.clients,
                    )
                )
            )
    return Row(
        "licence-status",
        "pages/s",
        tuple(len(one.answers) / one.seconds for one in loads),
        "≥ 800/s",
        tuple(len(one.answers) / one.seconds for one in limits),
        generator_cpu=generator_cpu(loads),
        noise=began,
        details={"cost_of_one": costs[len(costs) // 2], "statements": len(kept.texts)},
    )


def pdf_verify(bench: Bench) -> Row:
    """Signed PDFs uploaded and checked, a second; the files are read by the processes of the page server."""
    file = _signed_file(bench)
    address = count()
    began = noise()
    loads, costs = [], []
    with bench.place.pages() as port:
        _sent(bench, port, _uploads(file, address, READERS * 4), READERS)
        for _ in range(bench.sizes.rounds):
            before = spent(port, bench.place.runtime)
            loads.append(_sent(bench, port, _uploads(file, address, bench.sizes.files), READERS))
            costs.append(spent(port, bench.place.runtime).since(before, bench.sizes.files))
    return Row(
        "pdf-verify",
        "files/s",
        tuple(len(one.answers) / one.seconds for one in loads),
        "≥ 60/s",
        generator_cpu=generator_cpu(loads),
        noise=began,
        details={"cost_of_one": costs[len(costs) // 2], "kilobytes": len(file) // 1024},
    )


def _signed_file(bench: Bench) -> bytes:
    """A sealed document of a life that is rolled back. Raises BenchError unless the page finds it genuine."""
    city = bench.city
    with rolled_back():
        draft = city.drafts(1)[0]
        for request in city.lives([draft])[0].requests:
            send(request)
        sealed = Document.objects.filter(case_id=draft.case_id, seal__isnull=False)
        file = make_file(sealed.select_related("seal", "hall").order_by("pk")[0])
        page = send(_uploads(file, count(), 1)[0]).decode()
    if MESSAGES[Outcome.GENUINE] not in page:
        raise BenchError("pdf-verify: the page did not find the file genuine")
    return file


def _uploads(file: bytes, address: count[int], times: int) -> list[Request]:
    """The file as a browser sends it, each from a reader of his own: checks are budgeted for each address."""
    token = "a" * 32
    boundary = uuid.uuid4().hex
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n'
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="document.pdf"\r\n'
        "Content-Type: application/pdf\r\n\r\n"
    ).encode("ascii")
    body = head + file + f"\r\n--{boundary}--\r\n".encode("ascii")
    made = []
    for _ in range(times):
        number = next(address)
        lines = (
            f"POST {reverse('verify:document')} HTTP/1.1",
            "Host: 127.0.0.1",
            f"Cookie: csrftoken={token}",
            f"X-Forwarded-For: 10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}",
            f"Content-Type: multipart/form-data; boundary={boundary}",
            f"Content-Length: {len(body)}",
        )
        made.append(Request("pdf-verify", "\r\n".join(lines).encode("ascii") + b"\r\n\r\n" + body, 200))
    return made


def _sent(bench: Bench, port: int, requests: list[Request], clients: int = 0) -> Load:
    journeys = [Journey((request,)) for request in requests]
    return require_no_faults(bench.generator.run(port, journeys, clients or bench.sizes.clients))
