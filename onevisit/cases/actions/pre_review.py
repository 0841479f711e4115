"""The pre-review: asked for on the web, answered by whoever will accept, taken back at any time (JH-20)."""

from __future__ import annotations

from pydantic import Field

from onevisit.cases import papers
from onevisit.cases.act import Act, Inputs, handles
from onevisit.cases.actions.correction import CorrectionInputs, point_basis, point_label
from onevisit.cases.actions.intake import note_delegations, require_version_in_effect
from onevisit.cases.form import keep_answers_asked_for, material_hashes, require_complete_form
from onevisit.cases.models import CaseMaterial, MaterialFile, PreReview, PreReviewPoint
from onevisit.cases.numbers import number_for
from onevisit.cases.pre_review_contents import contents_of
from onevisit.cases.representation import require_agent_may
from onevisit.law.clauses import enforces
from onevisit.law.lifecycle import Action
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.people.models import Authorization
from onevisit.records import privacy


@handles(Action.ASK_PRE_REVIEW)
@enforces("JH-20a")
def ask_pre_review(act: Act) -> None:
    """The applicant asks to have the draft looked at; it gets the number it will keep.

    Nothing is filed by it: no receipt, no statutory clock (rule 4). The form is whole; which materials are
    still missing is what the pre-review tells.
    """
    require_agent_may(act, Authorization.Act.SUBMIT)
    require_version_in_effect(act)
    keep_answers_asked_for(act, require_complete_form(act))
    case = act.case
    seen = contents_of(case)
    _require_returned_points_touched(act, seen)
    PreReview.objects.create(case=case, asked_at=act.now, seen=seen)
    if case.number is None:
        case.number = number_for(case, act.today)
    note_delegations(act)
    case.pre_review = PreReview.Outcome.WAITING
    act.data.update(
        version=case.version_id,
        applicant=case.applicant_id,
        answers=privacy.commitment("case_answers", case.pk, papers.exact_text(case.answers)),
        materials=material_hashes(case),
        contents=seen,
    )


def _require_returned_points_touched(act: Act, seen: dict[str, str]) -> None:
    """A point can't be returned twice (rule 4), so what was returned has to be worked on before asking again.

    The way past the pre-review stays open: who does not agree files as it is.
    """
    last = PreReview.objects.filter(case=act.case, outcome=PreReview.Outcome.RETURNED).order_by("-pk").first()
    if last is None:
        return
    untouched = tuple(
        point.label
        for point in last.points.order_by("pk")
        if not point.subject.startswith("condition:")
        and last.seen.get(point.subject) == seen.get(point.subject)
    )
    if untouched:
        raise Refusal(
            "returned_points_open",
            Sentence("预审退回时列明的内容还没有改动：%(points)s。", points=untouched),
            clauses=("JH-20b",),
            next_step=Sentence("请修改后再申请预审；不同意预审意见的，可以不再预审，直接提交申请。"),
        )


class PassInputs(Inputs):
    """What the applicant should know before he comes."""

    note: str = Field(default="", max_length=500)


@handles(Action.PASS_PRE_REVIEW, PassInputs)
@enforces("JH-20b")
def pass_pre_review(act: Act) -> None:
    """Passed: he comes once, with identity and paper, or files on the web."""
    found = _waiting(act)
    found.note = act.inputs.note
    _answer(act, found, PreReview.Outcome.PASSED)


@handles(Action.RETURN_PRE_REVIEW, CorrectionInputs)
@enforces("RULE-4", "JH-20b")
def return_pre_review(act: Act) -> None:
    """Returned with everything itemised, each point with its basis; never again for an old point."""
    found = _waiting(act)
    _require_no_old_point(act, found)
    points = [
        PreReviewPoint(
            pre_review=found,
            subject=point.subject,
            label=point_label(act, point.subject),
            demand=point.demand,
            basis=point_basis(act, point.subject),
        )
        for point in act.inputs.points
    ]
    PreReviewPoint.objects.bulk_create(points)
    _answer(act, found, PreReview.Outcome.RETURNED)
    act.data["points"] = [point.subject for point in points]


def _require_no_old_point(act: Act, found: PreReview) -> None:
    """What stood there unchanged at an earlier return was to be said then (rule 4)."""
    earlier = list(
        PreReview.objects.filter(case=act.case, outcome=PreReview.Outcome.RETURNED).values_list(
            "seen", flat=True
        )
    )
    for point in act.inputs.points:
        if any(
            point.subject in seen and seen[point.subject] == found.seen.get(point.subject) for seen in earlier
        ):
            raise Refusal(
                "old_point",
                Sentence(
                    "不能以“%(point)s”再次退回：上次预审以后它没有改动。",
                    point=point_label(act, point.subject),
                ),
                clauses=("JH-20b", "AS-3.3b"),
                next_step=Sentence("预审应当一次列明；没有新问题的，请通过预审。"),
            )


@handles(Action.TAKE_BACK_PRE_REVIEW)
@enforces("JH-20a")
def take_back_pre_review(act: Act) -> None:
    """The applicant need not wait: he goes on with the draft, or files it as it is."""
    found = _waiting(act)
    found.outcome = PreReview.Outcome.TAKEN_BACK
    found.answered_at = act.now
    found.save()
    act.case.pre_review = PreReview.Outcome.TAKEN_BACK
    act.data["pre_review"] = found.pk


@handles(Action.DROP_DRAFT)
@enforces("GX-47")
def drop_draft(act: Act) -> None:
    """No application after all: contents and files go, that somebody looked at them stays on record."""
    case = act.case
    PreReview.objects.filter(case=case, outcome=PreReview.Outcome.WAITING).update(
        outcome=PreReview.Outcome.TAKEN_BACK, answered_at=act.now
    )
    MaterialFile.objects.filter(material__case=case, removed_at__isnull=True).update(removed_at=act.now)
    CaseMaterial.objects.filter(case=case, supply=CaseMaterial.Supply.SUPPLIED).update(
        supply=CaseMaterial.Supply.MISSING, checked=False
    )
    case.answers = {}
    case.scenario = {}


def _waiting(act: Act) -> PreReview:
    return PreReview.objects.get(case=act.case, outcome=PreReview.Outcome.WAITING)


def _answer(act: Act, found: PreReview, outcome: PreReview.Outcome) -> None:
    found.outcome = outcome
    found.answered_at = act.now
    found.answered_by_id = act.staff_id
    found.save()
    act.case.pre_review = outcome
    act.data["pre_review"] = found.pk
