"""Every address of the site for everybody who might try it: who gets in, who doesn't, and nothing forgotten.

A view without a row here fails the test: whoever adds a page says for whom it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from onevisit.accounts.models import Account
from onevisit.cases.actions import drafts
from onevisit.cases.models import Case
from onevisit.documents.models import Document
from onevisit.people.models import Applicant
from onevisit.records import installation
from tests.accounts.signing_in import be_signed_in
from tests.cases import world
from tests.cases.joint import world as joint_world
from tests.web.access_matrix import ANONYMOUS, EVERYBODY, MATRIX, OWNER, STAFF, STRANGER
from tests.web.access_town import Town, build

ABOUT_ONESELF = ("account_", "mfa_")
"""Pages of sign-in and second factors: they show and change nothing but the asker's own account."""

LIVE = frozenset({"live"})
FORBIDDEN = (401, 403, 404)
ONLY_WRITTEN_TO = frozenset({"desk:materials", "desk:at_once"})
"""Addresses that lead a reader to the case itself, which has its own row."""


@pytest.fixture(scope="module")
def town(demo_city_of_module: None) -> Iterator[Town]:
    """The town, built once; what the tries change is taken back after each of them."""
    with transaction.atomic():
        yield build()
        transaction.set_rollback(True)
    installation.store_clock_offset(timedelta(0))


def addresses() -> dict[str, URLPattern]:
    """Every address of the site by its full name."""
    found: dict[str, URLPattern] = {}

    def walk(resolver: URLResolver, space: str) -> None:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                walk(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)
            else:
                assert pattern.name, f"{pattern.pattern} has no name"
                found[f"{space}{pattern.name}"] = pattern

    walk(get_resolver(), "")
    return found


def address_of(name: str, pattern: URLPattern, town: Town) -> str:
    """The address with the ids of the town in it."""
    held = town.arguments
    space = name.partition(":")[0]
    in_a_draft = "drafts/" in str(pattern.pattern)
    values: dict[str, object] = {
        "case_id": town.draft if in_a_draft else town.filed,
        "file_id": held["filed_file"],
        "document_id": held["document_id"],
        "consent_id": held["consent_id"],
        "attachment_id": held["attachment_id"],
        "pk": 1,
        "kind": "one_time_notice",
        "key": held["group"] if in_a_draft else held["material"],
        "material": held["material"],
        "action": "accept",
        "sequence": 1,
        "code": held["item"],
        "audience": "person",
        "theme": "创业开店",
        "face": "portal",
        "sheet": "ABCDEFGHJKMN",
        "staff_id": held["staff"],
        "act": "disable",
        "delegation_id": held["delegation"],
        "post_id": held["post"],
        "absence_id": held["absence"],
        "cabinet_id": held["cabinet"],
        "bar_id": held["bar"],
        "exemption_id": held["exemption"],
        "referral_id": held["referral"],
        "hall_id": held["hall"],
        "department_id": held["department"],
        "change_id": held["change"],
        "import_id": held["import"],
        "law_id": held["law"],
        "licence_id": held["licence_id"],
        "seal_id": held["seal_id"],
        "move_id": held["move_id"],
        "decision_id": held["decision_id"],
        "token": held["token"],
        "use_id": held["use_id"],
        "proposal_id": held["proposal_id"],
        "name": "request",
    }
    if space in ("wallet", "register"):
        values.update(document_id=held["decision_document"], act="deregister")
    if "joint_id" in pattern.pattern.converters:
        joint_draft = "joint-drafts/" in str(pattern.pattern)
        values.update(joint_id=held["joint_draft" if joint_draft else "joint"], sha256="0" * 64)
        if space == "window":
            values["joint_id"] = held["joint_parked"]
        values["key"] = "m__fire__fire_rules" if "materials/" in str(pattern.pattern) else "shared"
    if name in ("portal:package", "apply:joint_begin"):
        values["code"] = joint_world.RESTAURANT
    if space == "window":
        values.update(case_id=town.parked, file_id=held["parked_file"])
    if space == "archive":
        values["case_id"] = town.archived
    if space == "issuing":
        values.update(case_id=town.result, action="collect")
    if name in ("catalogue:base", "catalogue:publish_base"):
        values["code"] = str(held["item"])[19:]
    if name.partition(":")[2] in ("law", "law_article", "set_article"):
        values.update(name="食品安全法", article="35")
    if space == "catalogue":
        values.update(kind="change", act="submit", number=1, section="materials", row=0)
    if name == "seals:seal":
        values["document_id"] = held["waiting_id"]
    if name == "verify:by_code":
        values["code"] = held["code"]
    if name == "portal:department":
        values["code"] = "220281031"
    if name in ("apply:upload", "apply:remove_file"):
        values.update(case_id=town.draft, file_id=held["draft_file"])
    wanted = {key: values[key] for key in pattern.pattern.converters}
    return reverse(name, kwargs=wanted)


def browser(person: str) -> Client:
    """The browser of a person of the matrix."""
    client = Client()
    if person == ANONYMOUS:
        return client
    applicants = Applicant.objects.filter(kind="person", account__isnull=False).order_by("pk")
    if person == OWNER:
        account = world.person().account
    elif person == STRANGER:
        last = applicants.last()
        assert last is not None
        account = last.account
    else:
        account = Account.objects.get(username=STAFF[person])
    assert account is not None
    be_signed_in(client, account)
    return client


def answer(client: Client, address: str, seal: object = "", *, write: bool = False) -> HttpResponseBase:
    """What the address answers to reading, or, where it is only for writing, to writing nothing."""
    with transaction.atomic():
        nothing = {"idempotency_key": "a" * 32, "act": "receive", "start_review": "", "seal": seal}
        response: HttpResponseBase = client.post(address, nothing) if write else client.get(address)
        if response.status_code == 405:
            response = client.post(address, nothing)
        transaction.set_rollback(True)
    return response


def is_let_in(response: HttpResponseBase) -> bool:
    """Whether the page was given, not withheld and not replaced by sign-in."""
    led_to = response.headers.get("Location", "")
    turned_away = "/sign-in/" in led_to or led_to.startswith("/progress/")
    return response.status_code not in FORBIDDEN and not turned_away


NOT_TRIED = frozenset(
    {
        "portal:kept_guidance",
        "portal:kept_guidance_pdf",
        "portal:sample_pdf",
        "portal:hearing_announcement",
        "portal:blank_pdf",
        "web:components_save",
        "web:payment_message",
    }
)
"""Public pages of things that the town does not have, the sample page of an ended session, and where the
payment provider alone is heard, by its signature."""


def test_every_address_has_its_row() -> None:
    named = {name for name in addresses() if not name.startswith(ABOUT_ONESELF) or name in MATRIX}
    assert named - LIVE == set(MATRIX)


@pytest.mark.clause("HOUSE-10")
@pytest.mark.parametrize("person", sorted(EVERYBODY))
def test_everybody_gets_exactly_the_pages_that_are_for_him(person: str, town: Town) -> None:
    client = browser(person)
    wrong = []
    for name, pattern in addresses().items():
        if name not in MATRIX or name in NOT_TRIED:
            continue
        address = address_of(name, pattern, town)
        response = answer(client, address, town.arguments["seal"], write=name in ONLY_WRITTEN_TO)
        expected = person in MATRIX[name]
        if response.status_code >= 500 or is_let_in(response) != expected:
            wrong.append(f"{name}: {response.status_code} {response.headers.get('Location', '')}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.clause("HOUSE-10")
@pytest.mark.parametrize("person", sorted(EVERYBODY))
def test_pages_about_oneself_never_fail_and_show_a_stranger_the_way_in(person: str, town: Town) -> None:
    client = browser(person)
    for name, pattern in addresses().items():
        if name.startswith(ABOUT_ONESELF):
            response = answer(client, address_of(name, pattern, town))
            assert response.status_code < 500, name
            if person == ANONYMOUS and name.startswith("mfa_"):
                assert response.status_code in (302, 403, 404), name


@pytest.mark.clause("JH-32", "JH-33")
def test_a_keeper_of_another_organ_seals_nothing_here(town: Town) -> None:
    """The page leads him back to his own list; the document goes on waiting for its keeper."""
    address = reverse("seals:seal", args=[town.arguments["waiting_id"]])
    for person, state in (("agency keeper", "waiting_seal"), ("keeper", "queued")):
        with transaction.atomic():
            browser(person).post(address, {"seal": town.arguments["seal"]})
            assert Document.objects.get(pk=int(str(town.arguments["waiting_id"]))).state == state, person
            transaction.set_rollback(True)


@pytest.mark.clause("HOUSE-10")
def test_papers_of_one_case_are_not_given_under_the_number_of_another(town: Town) -> None:
    """By id: a file or document goes with its own case only."""
    client = browser("handler")
    for name, argument in (("desk:document", "document_id"), ("desk:file", "file_id")):
        foreign = town.arguments["document_id" if argument == "document_id" else "filed_file"]
        address = reverse(name, kwargs={"case_id": town.result, argument: foreign})
        assert client.get(address).status_code == 404


@pytest.mark.clause("HOUSE-10", "RULE-35")
@pytest.mark.parametrize("person", ["handler", "outsider", "far clerk", STRANGER])
def test_lists_name_only_cases_that_can_be_opened(person: str, town: Town) -> None:
    """By list: the number of the case stands on no page of somebody who can't open it."""
    number = Case.objects.get(pk=town.filed).number
    assert number is not None
    client = browser(person)
    pages = ["/my/"] if person == STRANGER else ["/desk/", "/desk/worklist/"]
    seen = any(number in client.get(page).content.decode() for page in pages)
    assert seen == (person == "handler" and seen)
    if person != "handler":
        assert not seen


def test_a_draft_that_was_discarded_is_gone_for_everybody(town: Town) -> None:
    with transaction.atomic():
        drafts.discard(town.draft)
        assert browser(OWNER).get(reverse("apply:draft", args=[town.draft])).status_code == 404
        transaction.set_rollback(True)
