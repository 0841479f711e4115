"""Reading hearings, interested parties and the rights they were told of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet

from onevisit.cases.models import Case, CaseStep, ChairChallenge, Hearing, InterestedParty, ToldRight
from onevisit.documents.models import Document
from onevisit.law.hearings import (
    HEARING,
    Answer,
    ChairFacts,
    HeardFacts,
    HeardRight,
    HearingStage,
    ToldRightFacts,
    chair_refusal,
)
from onevisit.law.lifecycle import State
from onevisit.organization.models import Staff
from onevisit.records import clock

OPEN_STAGES = [stage.value for stage in HearingStage if stage.is_open]
PAGE = 30


def hearing_required(case: Case) -> bool:
    """Whether a law orders a hearing for the item (XK-46), as its version says."""
    return any(one.key == HEARING and one.required for one in case.version.definition.special_procedures)


def heard_facts(case: Case) -> HeardFacts:
    """What the guards need to know; no statement for a case in which nobody has to be heard, else three."""
    required = hearing_required(case)
    if not case.heard:
        return HeardFacts(required=required)
    parties = set(InterestedParty.objects.filter(case=case).values_list("pk", flat=True))
    told = list(ToldRight.objects.filter(case=case).defer("words", "matter"))
    hearings = list(_with_challenges(Hearing.objects.filter(case=case)))
    last = hearings[-1] if hearings else None
    stage = HearingStage(last.stage) if last else HearingStage.NONE
    return HeardFacts(
        required=required,
        parties=len(parties),
        parties_untold=len(parties - {one.party_id for one in told}),
        untold=_untold(parties, told),
        rights=tuple(
            ToldRightFacts(HeardRight(one.right), one.party_id is None, one.ends_on, Answer(one.answer))
            for one in told
        ),
        stage=stage,
        held_before=any(one.stage == HearingStage.HELD for one in hearings),
        chair_id=last.chair_id if last else None,
        challenge_open=stage.is_open and bool(getattr(last, "challenged", False)),
    )


def _untold(parties: set[int], told: Sequence[ToldRight]) -> frozenset[HeardRight]:
    found = set()
    for right in HeardRight:
        reached = {one.party_id for one in told if one.right == right}
        if None not in reached or parties - reached:
            found.add(right)
    return frozenset(found)


def _with_challenges(rows: QuerySet[Hearing]) -> QuerySet[Hearing]:
    undecided = ChairChallenge.objects.filter(hearing=OuterRef("pk"), upheld__isnull=True)
    return rows.annotate(challenged=Exists(undecided)).defer("record", "ground").order_by("pk")


def open_hearing(case: Case) -> Hearing | None:
    """The hearing that is still to be held."""
    return Hearing.objects.filter(case=case, stage__in=OPEN_STAGES).first()


def last_hearing(case: Case) -> Hearing | None:
    """The last hearing of the case, whatever became of it."""
    if not case.heard:
        return None
    return Hearing.objects.select_related("chair").filter(case=case).order_by("pk").last()


def rights_waiting(case: Case) -> list[date]:
    """The last days of those who were told of a right, have not answered and still may."""
    if not case.heard:
        return []
    silent = ToldRight.objects.filter(case=case, answer="", ends_on__gte=clock.today())
    return [one for one in silent.values_list("ends_on", flat=True) if one is not None]


def own_rights(case: Case) -> list[ToldRight]:
    """The rights of which the applicant was told by a served notice, with his answers."""
    if not case.heard:
        return []
    own = ToldRight.objects.filter(case=case, party__isnull=True, served_on__isnull=False)
    return list(own.order_by("pk"))


def last_held(case: Case) -> Hearing | None:
    """The last hearing that was held, on whose record the decision rests (XK-48p2)."""
    if not case.heard:
        return None
    return (
        Hearing.objects.select_related("chair")
        .filter(case=case, stage=HearingStage.HELD.value, appeared=True)
        .order_by("pk")
        .last()
    )


def statements_made(case: Case) -> list[ToldRight]:
    """The statements of the applicant and the interested parties, in the order in which they were told."""
    if not case.heard:
        return []
    made = ToldRight.objects.filter(case=case, right=HeardRight.STATEMENT.value, answer=Answer.STATED.value)
    return list(made.select_related("party").order_by("pk"))


def party_of(document: Document) -> InterestedParty | None:
    """The interested party a document is addressed to; None where it is the applicant's."""
    return None if document.party_id is None else InterestedParty.objects.get(pk=document.party_id)


def chair_facts(case: Case, staff: Staff | None, hearing: Hearing | None) -> ChairFacts:
    """The part that somebody who is to preside has in the case."""
    if staff is None:
        return ChairFacts("", in_department=False, reviewed=False, related=False)
    people = [person for person in (case.applicant, case.agent) if person is not None]
    own = bytes(staff.identity_hash) if staff.identity_hash else None
    return ChairFacts(
        name=staff.name,
        in_department=staff.active and staff.department_id == case.department_id,
        reviewed=staff.pk in reviewers(case),
        related=own is not None and any(bytes(person.identity_hash) == own for person in people),
        challenged=hearing is not None
        and ChairChallenge.objects.filter(hearing=hearing, chair=staff, upheld=True).exists(),
    )


def reviewers(case: Case) -> set[int]:
    """Staff who examine the application: the handler, who drafted, who did a step or was on site."""
    found = {case.handler_id, case.drafted_by_id}
    for done_by, officers in CaseStep.objects.filter(case=case).values_list("done_by_id", "officers"):
        found.add(done_by)
        found.update(officers)
    return {one for one in found if one is not None}


def possible_chairs(case: Case, hearing: Hearing | None) -> list[Staff]:
    """Who of the department could preside."""
    colleagues = Staff.objects.filter(department_id=case.department_id, active=True).order_by("pk")
    return [one for one in colleagues if chair_refusal(chair_facts(case, one, hearing)) is None]


APPLICANT, OFFICER, CHAIR, CLERK = 0, -1, -2, -3
"""Keys of those in a record who are no interested party; a party has its own key, which is above zero."""


@dataclass(frozen=True)
class Expected:
    """One who has to be named in the record of a hearing; ``key`` as above."""

    key: int
    role: str
    name: str


def expected_attendants(case: Case, hearing: Hearing, clerk_id: int, clerk_name: str) -> list[Expected]:
    """Chair, clerk who writes the record, case officer, applicant and every interested party."""
    assert hearing.chair is not None
    found = [Expected(CHAIR, "听证主持人", hearing.chair.name)]
    if hearing.chair_id != clerk_id:
        found.append(Expected(CLERK, "记录人", clerk_name))
    found.append(Expected(OFFICER, "审查人员", "" if case.handler is None else case.handler.name))
    found.append(Expected(APPLICANT, "申请人", "" if case.applicant is None else case.applicant.name))
    parties = InterestedParty.objects.filter(case=case).order_by("pk")
    return [*found, *(Expected(one.pk, "利害关系人", one.name) for one in parties)]


@dataclass(frozen=True)
class AnnouncedPage:
    """Announced hearings to come, the next first; ``after`` is the key of the next page, None on the last."""

    hearings: tuple[Hearing, ...]
    after: str | None


def announced(after: tuple[datetime, int] | None = None) -> AnnouncedPage:
    """The announced hearings that are still to be held, by keyset. One statement."""
    rows = Hearing.objects.filter(
        announced=True,
        stage=HearingStage.NOTICED.value,
        starts_at__gte=clock.now(),
        case__state=State.IN_REVIEW.value,
    )
    if after is not None:
        moment, key = after
        rows = rows.filter(starts_at__gte=moment).exclude(starts_at=moment, pk__lte=key)
    found = list(
        rows.select_related("case__version", "case__department", "case__applicant", "chair")
        .defer("record", "ground", "case__answers", "case__decision_draft", "case__version__content")
        .order_by("starts_at", "pk")[: PAGE + 1]
    )
    last = found[PAGE - 1] if len(found) > PAGE else None
    following = f"{last.starts_at.isoformat()}_{last.pk}" if last and last.starts_at else None
    return AnnouncedPage(tuple(found[:PAGE]), following)
