"""Renewal: silence before expiry renews a timely application at the moment of expiry (rule 17, 许可法 50)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from onevisit.cases import engine
from onevisit.cases.actions import drafts
from onevisit.cases.actions.drafts import AboutLicence
from onevisit.cases.known_answers import known_answers
from onevisit.cases.models import Case, Irregularity
from onevisit.documents.models import Document
from onevisit.law.items import Channel
from onevisit.law.licences.acts import Ground, LicenceAct
from onevisit.law.licences.states import LicenceMatter, LicenceState
from onevisit.law.licences.validity import RenewalWindow, renewed_last_day
from onevisit.law.lifecycle import Action
from onevisit.law.refusal import Refusal
from onevisit.licences import queries
from onevisit.licences.models import Licence, LicenceEvent
from onevisit.organization.models import Hall
from onevisit.records import alerts, clock, installation
from onevisit.records.models import Clock, LedgerRow, OutboxEvent
from onevisit.records.partitions import ensure_partitions
from tests.cases import world
from tests.licences.test_decisions import propose, serve, sign

pytestmark = pytest.mark.usefixtures("demo_city")

NUMBER = "JY12202810004321"


@pytest.fixture(autouse=True)
def _clock_back() -> Iterator[None]:
    """The shifted clock is put back after each test."""
    yield
    installation.store_clock_offset(timedelta(0))


@pytest.fixture
def licence(demo_city: None) -> Licence:
    """Li Min's food licence, with half a year to go; the months to come have their partitions."""
    ensure_partitions(clock.today(), 12)
    found = Licence.objects.get(number=NUMBER)
    found.valid_to = clock.today() + timedelta(days=180)
    found.save(update_fields=["valid_to"])
    return found


def go_to(day: date) -> None:
    """Moves the clock to this day, to the hour."""
    clock.shift(by=timedelta(days=(day - clock.today()).days))


def drafted(licence: Licence, matter: LicenceMatter = LicenceMatter.RENEWAL) -> Case:
    """A complete draft at the window about the licence."""
    item = world.version(world.FOOD_LICENCE)
    case = drafts.begin(
        item,
        Hall.objects.get(kind="hall"),
        Channel.WINDOW,
        applicant=licence.holder,
        worker=world.worker(world.CLERK),
        about=AboutLicence(licence.pk, matter, known_answers(licence, item.definition)),
    )
    definition = item.definition
    drafts.save_answers(
        case.pk,
        {question.key: world.example(question) for question in definition.questions()},
        scenario={question.key: world.example(question) for question in definition.scenarios},
    )
    return Case.objects.get(pk=case.pk)


def received(licence: Licence, matter: LicenceMatter = LicenceMatter.RENEWAL) -> Case:
    """The same, received at the window."""
    case = drafted(licence, matter)
    world.do(case, Action.RECEIVE, world.CLERK)
    return case


def granted(case: Case) -> None:
    """Accepted, reviewed and signed."""
    world.check_all(case)
    world.do(case, Action.ACCEPT, world.HANDLER)
    world.review(case)
    world.do(case, Action.DRAFT_DECISION, world.HANDLER, outcome="grant")
    world.do(case, Action.SIGN_DECISION, world.SIGNER)


def window_of(licence: Licence) -> RenewalWindow:
    """The renewal window of the licence."""
    found = queries.window_of(licence)
    assert found is not None
    return found


@pytest.mark.clause("RULE-17", "XK-50p2")
def test_silence_until_expiry_renews_a_timely_application_when_anybody_looks(licence: Licence) -> None:
    last_day = licence.valid_to
    assert last_day is not None
    go_to(window_of(licence).latest)
    case = received(licence)
    world.check_all(case)
    world.do(case, Action.ACCEPT, world.HANDLER)
    go_to(last_day)
    engine.bring_up_to_date(case.pk)
    case.refresh_from_db()
    assert case.state == "accepted", "the last day belongs to the organ"
    go_to(last_day + timedelta(days=1))
    engine.bring_up_to_date(case.pk)
    case.refresh_from_db()
    licence.refresh_from_db()
    assert (case.state, case.outcome, case.decided_by_id) == ("decided", "grant", None)
    assert licence.valid_to == renewed_last_day(last_day, 5)
    assert licence.current_state is LicenceState.VALID
    paper = Document.objects.get(case_id=case.pk, kind="deemed_renewal")
    assert paper.effective_on == last_day + timedelta(days=1)
    assert paper.issued_on == clock.today()
    assert paper.state == Document.State.WAITING_SEAL, "nothing seals itself"
    row = LedgerRow.objects.get(case_id=case.pk, action=Action.DEEM_RENEWED.value)
    assert row.actor_kind == "system"
    assert LicenceEvent.objects.get(licence=licence).kind == LicenceEvent.Kind.DEEMED_RENEWED
    assert Irregularity.objects.filter(case=case, kind="deemed_renewed").exists()


@pytest.mark.clause("RULE-17")
@pytest.mark.parametrize("when", ["received", "correcting", "in procedure", "drafted decision"])
def test_no_pause_and_no_correction_moves_the_moment_of_expiry(licence: Licence, when: str) -> None:
    last_day = licence.valid_to
    assert last_day is not None
    go_to(window_of(licence).latest)
    case = received(licence)
    if when == "correcting":
        point = {"subject": f"material:{case.version.definition.materials[0].key}", "demand": "请补签名。"}
        world.do(case, Action.REQUEST_CORRECTION, world.HANDLER, points=[point])
    if when in ("in procedure", "drafted decision"):
        world.check_all(case)
        world.do(case, Action.ACCEPT, world.HANDLER)
        world.review(case)
    if when == "in procedure":
        key = case.version.definition.special_procedures[0].key
        world.do(case, Action.START_SPECIAL_PROCEDURE, world.HANDLER, procedure=key, reason="需要", days=200)
    if when == "drafted decision":
        world.do(
            case, Action.DRAFT_DECISION, world.HANDLER, outcome="refuse", reasons=["不符"], legal_basis=["法"]
        )
    go_to(last_day + timedelta(days=1))
    engine.bring_up_to_date(case.pk)
    case.refresh_from_db()
    licence.refresh_from_db()
    assert case.state == "decided"
    assert case.running_procedure == ""
    assert licence.valid_to == renewed_last_day(last_day, 5)


@pytest.mark.clause("RULE-17")
def test_an_act_after_expiry_meets_the_renewal_first(licence: Licence) -> None:
    go_to(window_of(licence).latest)
    case = received(licence)
    world.check_all(case)
    assert licence.valid_to is not None
    go_to(licence.valid_to + timedelta(days=3))
    with pytest.raises(Refusal) as refused:
        world.do(case, Action.ACCEPT, world.HANDLER)
    assert refused.value.code == "wrong_state"
    case.refresh_from_db()
    assert case.state == "decided"


@pytest.mark.clause("RULE-17")
def test_a_late_application_is_received_and_answered_but_silence_renews_nothing(licence: Licence) -> None:
    assert licence.valid_to is not None
    go_to(window_of(licence).latest + timedelta(days=1))
    case = received(licence)
    assert case.licence_expires_on is None
    row = LedgerRow.objects.get(case_id=case.pk, action=Action.RECEIVE.value)
    assert row.data["renewal_in_time"] is False
    go_to(licence.valid_to + timedelta(days=1))
    engine.bring_up_to_date(case.pk)
    case.refresh_from_db()
    licence.refresh_from_db()
    assert not case.outcome
    assert licence.current_state is LicenceState.EXPIRED
    world.check_all(case)
    if case.state == "received":
        world.do(case, Action.ACCEPT, world.HANDLER)
    world.review(case)
    world.do(case, Action.DRAFT_DECISION, world.HANDLER, outcome="grant")
    world.do(case, Action.SIGN_DECISION, world.SIGNER)
    licence.refresh_from_db()
    assert licence.valid_to > clock.today()


@pytest.mark.clause("RULE-17", "XK-50p1")
def test_after_expiry_there_is_nothing_to_renew(licence: Licence) -> None:
    assert licence.valid_to is not None
    case = drafted(licence)
    go_to(licence.valid_to + timedelta(days=1))
    with pytest.raises(Refusal) as refused:
        world.do(case, Action.RECEIVE, world.CLERK)
    assert refused.value.code == "licence_not_in_force"


@pytest.mark.clause("RULE-17")
def test_the_department_is_warned_ten_five_and_one_working_days_before(licence: Licence) -> None:
    assert licence.valid_to is not None
    go_to(window_of(licence).latest)
    case = received(licence)
    limit = Clock.objects.get(subject_kind="case", subject_id=case.pk, kind="renewal")
    assert limit.due_on <= licence.valid_to
    assert limit.owner_department_id == case.department_id
    told = []
    while clock.today() < limit.due_on:
        before = OutboxEvent.objects.count()
        alerts.watch()
        events = OutboxEvent.objects.order_by("pk")[before:]
        told += [
            one.data["before"]
            for one in events
            if one.kind == "clock.due_soon" and one.data["kind"] == "renewal"
        ]
        clock.shift(by=timedelta(days=1))
    assert told == [10, 5, 1]


@pytest.mark.clause("RULE-17", "RULE-31", "XK-39")
def test_a_granted_renewal_joins_the_terms_and_supersedes_the_old_edition(licence: Licence) -> None:
    last_day = licence.valid_to
    assert last_day is not None
    go_to(window_of(licence).latest)
    case = received(licence)
    granted(case)
    licence.refresh_from_db()
    assert licence.valid_to == renewed_last_day(last_day, 5)
    assert not Clock.objects.filter(subject_id=case.pk, kind="renewal", stopped_at=None).exists()
    world.do(case, Action.MAKE_CERTIFICATE, world.HANDLER, proof_read=True)
    new = Licence.objects.get(case_id=case.pk)
    licence.refresh_from_db()
    assert (new.number, new.edition, new.valid_to) == (NUMBER, 2, licence.valid_to)
    assert licence.current_state is LicenceState.SUPERSEDED
    assert queries.status_of(licence.pk).differences  # type: ignore[union-attr]


@pytest.mark.clause("RULE-31", "XK-49")
@pytest.mark.parametrize(
    "matter", [LicenceMatter.CHANGE, LicenceMatter.CORRECTION, LicenceMatter.REPLACEMENT]
)
def test_a_change_correction_or_replacement_keeps_number_and_last_day(
    licence: Licence, matter: LicenceMatter
) -> None:
    case = received(licence, matter)
    granted(case)
    world.do(case, Action.MAKE_CERTIFICATE, world.HANDLER, proof_read=True)
    new = Licence.objects.get(case_id=case.pk)
    licence.refresh_from_db()
    assert (new.number, new.edition, new.valid_to, new.matter) == (NUMBER, 2, licence.valid_to, matter.value)
    assert licence.current_state is LicenceState.SUPERSEDED


@pytest.mark.clause("RULE-32", "RULE-17")
def test_a_licence_that_ended_meanwhile_is_not_renewed_by_silence(licence: Licence) -> None:
    assert licence.valid_to is not None
    go_to(window_of(licence).latest)
    case = received(licence)
    serve(sign(propose(licence, LicenceAct.REVOKE, Ground.PENALTY)).pk)
    go_to(licence.valid_to + timedelta(days=1))
    engine.bring_up_to_date(case.pk)
    case.refresh_from_db()
    licence.refresh_from_db()
    assert case.state == "terminated"
    assert licence.current_state is LicenceState.REVOKED


@pytest.mark.clause("RULE-17")
def test_a_change_meanwhile_does_not_cost_the_renewal(licence: Licence) -> None:
    last_day = licence.valid_to
    assert last_day is not None
    go_to(window_of(licence).latest)
    renewal = received(licence)
    change = received(licence, LicenceMatter.CHANGE)
    granted(change)
    world.do(change, Action.MAKE_CERTIFICATE, world.HANDLER, proof_read=True)
    go_to(last_day + timedelta(days=1))
    engine.bring_up_to_date(renewal.pk)
    renewal.refresh_from_db()
    assert renewal.state == "decided"
    assert Licence.objects.get(case_id=change.pk).valid_to == renewed_last_day(last_day, 5)
