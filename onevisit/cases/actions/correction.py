"""Putting right what is wrong: on the spot, by the one notice, within it once more (rules 5, 7, 8; XK-32)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import Field

from onevisit.cases import papers
from onevisit.cases.act import Act, Inputs, handles
from onevisit.cases.form import keep_corrected, material_hashes, require_complete_form
from onevisit.cases.models import CaseMaterial, Correction, CorrectionPoint, MaterialFile
from onevisit.cases.notices import answer_proves_service, counts_when_served
from onevisit.cases.pre_review_contents import note_what_pre_review_missed
from onevisit.cases.representation import require_agent_may
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.lifecycle import Action
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.people.models import Authorization
from onevisit.records import privacy


class CorrectedFields(Inputs):
    """Corrections made on the spot: answers as they now stand."""

    answers: dict[str, Any] = Field(min_length=1)


@handles(Action.CORRECT_ON_THE_SPOT, CorrectedFields)
def correct_on_the_spot(act: Act) -> None:
    """Errors that can be put right on the spot are; on record, at no cost to the applicant (XK-32.3)."""
    case = act.case
    known = {question.key for question in act.definition.questions()}
    unknown = sorted(set(act.inputs.answers) - known)
    if unknown:
        raise Refusal("unknown_question", Sentence("申请表里没有这个栏目。"), clauses=("XK-29",))
    case.answers = {**case.answers, **act.inputs.answers}
    keep_corrected(act, require_complete_form(act))
    act.data.update(
        fields=sorted(act.inputs.answers),
        answers=privacy.commitment("case_answers", case.pk, papers.exact_text(case.answers)),
    )


class PointInput(Inputs):
    """One point of the notice: ``material:<key>``, ``question:<key>`` or ``condition:<key>``."""

    subject: str = Field(pattern=r"^(material|question|condition):[a-z0-9_]{1,60}$")
    demand: str = Field(min_length=2, max_length=500)


class CorrectionInputs(Inputs):
    """Everything that is missing or wrong, in one go (JH-22)."""

    points: tuple[PointInput, ...] = Field(min_length=1, max_length=60)


@handles(Action.REQUEST_CORRECTION, CorrectionInputs)
def request_correction(act: Act) -> None:
    """One notice, itemised, with basis per point; a notice counts when served (rules 5, 7; XK-32.4)."""
    case = act.case
    correction = Correction.objects.create(case=case, issued_at=act.now)
    points = points_from(act, correction)
    CorrectionPoint.objects.bulk_create(points)
    uncheck(act, [point.subject for point in points])
    case.correction_stage = "given"
    act.data["points"] = [point.subject for point in points]
    note_what_pre_review_missed(act, [point.subject for point in points])
    act.papers.append(papers.correction_notice(act, points))


def points_from(act: Act, correction: Correction) -> list[CorrectionPoint]:
    """The points as given, each with its name and basis from the guide. Raises Refusal for others."""
    return [
        CorrectionPoint(
            correction=correction,
            subject=point.subject,
            label=point_label(act, point.subject),
            demand=point.demand,
            basis=point_basis(act, point.subject),
        )
        for point in act.inputs.points
    ]


@counts_when_served(DocumentKind.CORRECTION)
def correction_served(act: Act) -> None:
    """The silence of the organ ends, the applicant's time begins (XK-32.4, rule 7)."""
    act.correction_served = True
    Correction.objects.filter(case=act.case).update(served_at=act.now)


def uncheck(act: Act, subjects: Sequence[str]) -> None:
    """What the notice finds wrong no longer counts as checked: it is looked at again when it comes back."""
    keys = [subject.partition(":")[2] for subject in subjects if subject.startswith("material:")]
    if keys:
        CaseMaterial.objects.filter(case=act.case, key__in=keys).update(checked=False)


def point_label(act: Act, subject: str) -> str:
    """What a point is called: only what the item lists can be asked for (XK-31)."""
    kind, _, key = subject.partition(":")
    try:
        if kind == "material":
            material = act.definition.material(key)
            if key not in {row.key for row in act.case.materials.all()}:
                raise KeyError(key)
            if any(
                row.key == key and row.supply == CaseMaterial.Supply.COMMITTED
                for row in act.case.materials.all()
            ):
                raise Refusal(
                    "committed_material",
                    Sentence("“%(material)s”已由申请人告知承诺，不得再要求提交。", material=material.name),
                    clauses=("YS-40",),
                    next_step=Sentence("对承诺有疑问的，请在决定以后核查。"),
                )
            if material.shared:
                raise Refusal(
                    "shared_material",
                    Sentence("“%(material)s”由系统共享获取，不得要求申请人提交。", material=material.name),
                    clauses=("JH-31", "AS-2.3"),
                    next_step=Sentence("共享信息有误的，请向提供部门核实。"),
                )
            return material.name
        if kind == "question":
            return act.definition.question(key).label
        return next(condition.text for condition in act.definition.conditions if condition.key == key)
    except (KeyError, StopIteration):
        raise Refusal(
            "point_not_listed",
            Sentence("补正内容只能针对本事项清单中的材料、申请表栏目和受理条件。"),
            clauses=("XK-31",),
            next_step=Sentence("请从清单中选择。"),
        ) from None


def point_basis(act: Act, subject: str) -> str:
    """The rule on which a point rests."""
    kind, _, key = subject.partition(":")
    if kind == "material":
        return "；".join(act.definition.material(key).basis)
    if kind == "condition":
        return "；".join(next(one.basis for one in act.definition.conditions if one.key == key))
    return "《中华人民共和国行政许可法》第三十一条" if act.is_licence else "；".join(act.definition.basis)


class SupplyInputs(Inputs):
    """Answers to the points of the notice: corrected form answers; files are in the materials already."""

    answers: dict[str, Any] = Field(default_factory=dict)


@handles(Action.SUPPLY_CORRECTION, SupplyInputs)
def supply_correction(act: Act) -> None:
    """The applicant hands in what was asked for; every listed point must be answered (rules 7, 8)."""
    require_agent_may(act, Authorization.Act.SUPPLY)
    case = act.case
    correction = case.correction
    points = list(correction.points.select_related("correction").order_by("pk"))
    if act.inputs.answers:
        _require_asked_for(act, points)
        case.answers = {**case.answers, **act.inputs.answers}
        keep_corrected(act, require_complete_form(act))
    unanswered = [point.label for point in points if not _is_answered(act, point)]
    if unanswered:
        raise Refusal(
            "points_unanswered",
            Sentence("还有没有补正的内容：%(points)s。", points=tuple(unanswered)),
            clauses=("XK-32.5",),
            next_step=Sentence("请按补正告知书逐项补齐后提交；已上传的文件都在。"),
        )
    for point in points:
        point.answered = True
    CorrectionPoint.objects.filter(correction=correction).update(answered=True)
    correction.supplied_at = act.now
    correction.save(update_fields=["supplied_at"])
    case.correction_stage = "supplied"
    _answer_proves_service(act, correction)
    act.data.update(points=[point.subject for point in points], materials=material_hashes(case))


def _answer_proves_service(act: Act, correction: Correction) -> None:
    """Who answers a notice has it, whether or not its service was entered."""
    if correction.served_at is not None:
        return
    correction.served_at = act.now
    correction.save(update_fields=["served_at"])
    answer_proves_service(act, DocumentKind.CORRECTION)


def _require_asked_for(act: Act, points: Sequence[CorrectionPoint]) -> None:
    """A correction changes the answers that the notice names, and those that open or close with them."""
    allowed = {point.subject.partition(":")[2] for point in points if point.subject.startswith("question:")}
    for question in act.definition.questions():
        if any(condition.question in allowed for condition in question.when):
            allowed.add(question.key)
    if not set(act.inputs.answers) <= allowed:
        raise Refusal(
            "not_asked_for",
            Sentence("补正告知书没有要求更正这些栏目。"),
            clauses=("XK-32.4",),
            next_step=Sentence("请按补正告知书列明的内容补正。"),
        )


def _is_answered(act: Act, point: CorrectionPoint) -> bool:
    if point.answered:
        return True
    kind, _, key = point.subject.partition(":")
    since = point.correction.reminded_at or point.correction.issued_at
    if kind == "material":
        return MaterialFile.objects.filter(
            material__case=act.case, material__key=key, removed_at__isnull=True, added_at__gte=since
        ).exists() or _seen_at_window(act, key)
    if kind == "question":
        return key in act.inputs.answers
    return True


def _seen_at_window(act: Act, key: str) -> bool:
    return (
        act.performer.worker is not None
        and CaseMaterial.objects.filter(case=act.case, key=key, checked=True).exists()
    )


class ReminderInputs(Inputs):
    """The listed points that were answered badly."""

    subjects: tuple[str, ...] = Field(min_length=1, max_length=60)


@handles(Action.REMIND_OF_POINT, ReminderInputs)
def remind_of_point(act: Act) -> None:
    """A listed point answered badly is a reminder within the same notice, never a new demand (rule 8)."""
    correction = act.case.correction
    listed = {point.subject for point in correction.points.all()}
    fresh = sorted(set(act.inputs.subjects) - listed)
    if fresh:
        raise Refusal(
            "second_correction",
            Sentence("不能再次要求补正：提醒只能针对补正告知书已列明的内容。"),
            clauses=("XK-32.4",),
            next_step=Sentence("已列明而未补到位的可以提醒；其他内容不得再要求。"),
        )
    CorrectionPoint.objects.filter(correction=correction, subject__in=act.inputs.subjects).update(
        answered=False
    )
    uncheck(act, act.inputs.subjects)
    correction.reminded_at = act.now
    correction.save(update_fields=["reminded_at"])
    act.case.correction_stage = "given"
    act.data["points"] = sorted(act.inputs.subjects)
