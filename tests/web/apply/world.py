"""People, drafts and files for the tests of the applicant's pages."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from onevisit.accounts.models import Account
from onevisit.cases import telling
from onevisit.cases.actions import drafts, material_files, service_choice
from onevisit.cases.models import Case, CaseMaterial
from onevisit.documents import production
from onevisit.documents.models import Document
from onevisit.law.items import Channel
from onevisit.law.lifecycle import Action
from onevisit.organization.models import Hall
from onevisit.people.models import Applicant
from onevisit.people.service import ServiceFacts
from onevisit.records.files import store
from tests.accounts.signing_in import be_signed_in
from tests.cases.world import CLERK, FOOD_LICENCE, SMALL_PDF, do, example, version

RARE = "堃喆昇祎玥翀𠮷"


def pdf(number: int = 0) -> bytes:
    """A small whole PDF; another number makes another content."""
    return SMALL_PDF.replace(b"%PDF-1.4\n", b"%%PDF-1.4\n%%%d\n" % number)


def citizen(name: str) -> Applicant:
    """The demo applicant with an account and this name."""
    people = Applicant.objects.filter(account__isnull=False).select_related("account")
    return next(person for person in people if person.name == name)


def browser_of(person: Applicant) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    assert isinstance(person.account, Account)
    be_signed_in(client, person.account)
    return client


def begun(applicant: Applicant, item: str = FOOD_LICENCE) -> Case:
    """A web draft with its situation answered, nothing else."""
    found = version(item)
    assert applicant.account_id is not None
    return drafts.begin(
        found,
        Hall.objects.get(kind="hall"),
        Channel.WEB,
        applicant=applicant,
        account_id=applicant.account_id,
        scenario={question.key: example(question) for question in found.definition.scenarios},
    )


def completed(applicant: Applicant, item: str = FOOD_LICENCE) -> Case:
    """A web draft ready to be submitted: form, a file for each material, delivery and service address."""
    case = begun(applicant, item)
    definition = case.version.definition
    drafts.save_answers(case.pk, {question.key: example(question) for question in definition.questions()})
    for number, row in enumerate(missing(case)):
        put_file(case, row.key, number)
    service_choice.choose(case.pk, "window", service_facts())
    return Case.objects.get(pk=case.pk)


def missing(case: Case) -> list[CaseMaterial]:
    """The materials still to be handed in."""
    return list(CaseMaterial.objects.filter(case=case, supply="missing", required=True).order_by("pk"))


def put_file(case: Case, key: str, number: int = 0, **options: bool) -> None:
    """A PDF for one material."""
    stored = store(SimpleUploadedFile("图.pdf", pdf(number)))
    material_files.add_file(case.pk, key, stored, f"图{number}.pdf", **options)


def service_facts(**changes: str | None) -> ServiceFacts:
    """A confirmed address with consent to electronic service on the site."""
    facts: dict[str, Any] = {
        "recipient": "李敏",
        "phone": "13804420004",
        "postal_address": "吉林省蛟河市长安街道振兴街 5 号",
        "electronic_way": "site",
    }
    return ServiceFacts(**{**facts, **changes})


def key() -> str:
    """An idempotency key as a page makes it."""
    return uuid.uuid4().hex


def submit(client: Client, case: Case, page_key: str | None = None) -> Any:
    """Presses "submit" on the page of checking."""
    return client.post(reverse("apply:submit", args=[case.pk]), {"idempotency_key": page_key or key()})


def filed(client: Client, applicant: Applicant, item: str = FOOD_LICENCE) -> Case:
    """A case that was submitted on the web."""
    case = completed(applicant, item)
    submit(client, case)
    case.refresh_from_db()
    assert case.number
    return case


def register(case: Case) -> None:
    """The window registers the case, and the worker tells of it."""
    do(case, Action.REGISTER, CLERK)
    telling.after_act(case.pk, case.sequence, Action.REGISTER.value, [])


def make_documents(case: Case) -> None:
    """The worker makes the files of the documents of the case."""
    production.produce(Document.objects.filter(case_id=case.pk).values_list("pk", flat=True))
