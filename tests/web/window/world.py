"""Clerks at their windows, cards, papers, and what they send."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from onevisit.accounts.models import Account
from onevisit.cases.models import Case, CaseMaterial
from onevisit.people.models import Applicant
from tests.accounts.signing_in import be_signed_in
from tests.cases.world import version
from tests.web.apply.world import pdf

HEALTH_LICENCE = "公共场所卫生许可"
"""Delegated: the window accepts, the department decides."""

PREPACKED_FOOD = "仅销售预包装食品备案"
"""Delegated and immediate: the window decides on the spot."""

LI_MIN = {
    "identity_type": "resident_number",
    "identity_number": "22028119880312002X",
    "name": "李敏",
    "phone": "13804420004",
    "address": "",
}
NOBODY_YET = "11010519491231002X"
COMPANY = "91220281MA0Y00112B"


def desk(username: str) -> Client:
    """A browser in which this member of staff is signed in with both factors."""
    client = Client()
    be_signed_in(client, Account.objects.get(username=username))
    return client


def key() -> str:
    """An idempotency key as a page makes it."""
    return uuid.uuid4().hex


def begin(client: Client, item: str = HEALTH_LICENCE, *, code: str | None = None, **typed: str) -> Any:
    """Chooses an item, by its name or its code, for the person whose card was read."""
    chosen = version(item).item.code if code is None else code
    data = {**LI_MIN, "idempotency_key": key(), **typed, "item": chosen}
    return client.post(reverse("window:start"), data)


def begun(client: Client, item: str = HEALTH_LICENCE, **typed: str) -> Case:
    """The draft that was begun."""
    response = begin(client, item, **typed)
    assert response.status_code == 302, response.content.decode()
    return Case.objects.get(pk=int(response["Location"].rstrip("/").rpartition("/")[2]))


def answer_scenario(client: Client, case: Case) -> None:
    """Chooses the last answer of each scenario question: no extra materials in the demo items."""
    data = {f"a-{one.key}": one.options[-1].value for one in case.version.definition.scenarios}
    assert client.post(reverse("window:scenario", args=[case.pk]), data).status_code == 302


def check_all(client: Client, case: Case) -> None:
    """The one key for all rows."""
    assert client.post(reverse("window:check_all", args=[case.pk])).status_code == 302


def press(client: Client, case: Case, act: str, page_key: str | None = None) -> Any:
    """Presses the button of an act."""
    address = reverse("window:do", args=[case.pk])
    return client.post(address, {"act": act, "idempotency_key": page_key or key()})


def state_of(case: Case) -> str:
    """The state as it is now."""
    case.refresh_from_db()
    return str(case.state)


def demanded(case: Case) -> list[CaseMaterial]:
    """The materials that the applicant hands in himself."""
    return list(CaseMaterial.objects.filter(case=case, required=True).exclude(supply="shared").order_by("pk"))


def scan(client: Client, case: Case, material: str, content: bytes | None = None, **headers: str) -> Any:
    """Puts a scan into the row of a material."""
    address = reverse("window:upload", args=[case.pk, material])
    file = SimpleUploadedFile("扫描.pdf", pdf() if content is None else content)
    return client.post(address, {"file": file}, headers=headers or None)


def applicant(name: str) -> Applicant:
    """The demo applicant of this name."""
    return next(one for one in Applicant.objects.order_by("pk") if one.name == name)
