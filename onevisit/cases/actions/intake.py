"""Filing, receiving, registering, correcting: what happens before acceptance is decided (rules 1-8)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import Field

from onevisit.cases import papers
from onevisit.cases.act import Act, Inputs, handles
from onevisit.cases.actions.review import end_with_case
from onevisit.cases.models import Case, CaseMaterial, Correction, CorrectionPoint, MaterialFile
from onevisit.cases.notices import counts_when_served, void_unserved
from onevisit.cases.numbers import number_for
from onevisit.cases.representation import require_agent_may
from onevisit.catalog import evaluate
from onevisit.documents import queries as documents
from onevisit.documents.models import Service
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.items import DeliveryWay
from onevisit.law.lifecycle import Action
from onevisit.law.powers import PowerKind, delegated_items
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.law.service import ServiceMethod
from onevisit.organization.workers import delegations_in_force
from onevisit.people.models import Authorization
from onevisit.records import privacy


class ReceiptInputs(Inputs):
    """How the applicant wants to be served and to get the result (rule 30, JH-25b)."""

    delivery_way: DeliveryWay = DeliveryWay.WINDOW
    electronic_service_agreed: bool = False
    service_address: str = Field(default="", max_length=300)


@handles(Action.FILE, ReceiptInputs)
def file(act: Act) -> None:
    """The applicant submits on the web: from this second on the papers are received (rules 2, 4; DZ-11)."""
    require_agent_may(act, Authorization.Act.SUBMIT)
    _require_version_in_effect(act)
    _keep_answers_asked_for(act, _require_complete_form(act))
    _require_materials_supplied(act)
    _register_receipt(act)


@handles(Action.RECEIVE, ReceiptInputs)
def receive(act: Act) -> None:
    """The window takes the papers in, complete or not: no judgement yet (AS-4.2)."""
    if act.case.applicant_id is None:
        raise Refusal(
            "no_applicant",
            Sentence("还没有登记申请人。"),
            clauses=("XK-29",),
            next_step=Sentence("请先读取或者录入申请人。"),
        )
    _register_receipt(act)
    act.data["transferred_at"] = act.now.isoformat()


def _register_receipt(act: Act) -> None:
    case, given = act.case, act.inputs
    case.received_at = act.now
    case.number = number_for(case, act.today)
    case.delivery_way = given.delivery_way.value
    case.electronic_service_agreed = given.electronic_service_agreed
    case.service_address = given.service_address
    worker = act.performer.worker
    delegations = delegations_in_force(act.today) if worker is None else worker.delegations
    case.acceptance_delegated = case.item_code in delegated_items(
        delegations, case.department_id, PowerKind.ACCEPT
    )
    case.decision_delegated = case.item_code in delegated_items(
        delegations, case.department_id, PowerKind.DECIDE_AT_ONCE
    )
    act.data.update(
        version=case.version_id,
        applicant=case.applicant_id,
        answers=privacy.commitment("case_answers", case.pk, papers.exact_text(case.answers)),
        materials=_material_hashes(case),
        received_at=act.now.isoformat(),
    )
    act.papers.append(papers.receipt(act))


def _material_hashes(case: Case) -> list[dict[str, Any]]:
    files: dict[str, list[str]] = {}
    rows = MaterialFile.objects.filter(material__case=case, removed_at__isnull=True).order_by("pk")
    for key, sha256 in rows.values_list("material__key", "sha256"):
        files.setdefault(key, []).append(sha256)
    return [{"key": key, "files": hashes} for key, hashes in sorted(files.items())]


def _keep_answers_asked_for(act: Act, checked: evaluate.CheckedAnswers) -> None:
    """Files what the form asks this applicant, in its clean form, and nothing left over from the draft."""
    act.case.answers = {
        question.key: _as_stored(checked.values[question.key])
        for question in act.definition.questions()
        if question.key in checked.values
    }


def _as_stored(answer: evaluate.Answer) -> str | list[str]:
    return answer if isinstance(answer, str) else list(answer)


def _require_complete_form(act: Act) -> evaluate.CheckedAnswers:
    answers = {**act.case.scenario, **act.case.answers}
    checked = evaluate.check_answers(act.definition, answers)
    faults = checked.faults
    if faults:
        labels = tuple(act.definition.question(key).label for key in list(faults)[:5])
        raise Refusal(
            "form_incomplete",
            Sentence("申请表还没有填完整：%(labels)s。", labels=labels),
            clauses=("XK-31",),
            next_step=Sentence("您填写的内容都已保存，请补充后再提交。"),
        )
    return checked


def _require_version_in_effect(act: Act) -> None:
    """What is filed is filed under the guide in effect at that moment (rule 4, JH-9)."""
    ends = act.case.version.valid_to
    if ends is not None and ends <= act.now:
        raise Refusal(
            "superseded_version",
            Sentence("这个事项的办事指南已经更新，您的草稿还是按旧版填写的。"),
            clauses=("JH-9", "AS-3.1b"),
            next_step=Sentence("请先看清变化、按新版核对后再提交；您填写和上传的内容都在。"),
        )


def _require_materials_supplied(act: Act) -> None:
    """Every required material is there; what the scenario does not call for is not taken in (XK-31)."""
    rows = list(CaseMaterial.objects.filter(case=act.case).order_by("pk"))
    wanted = {one.key for one in evaluate.materials_for(act.definition, act.case.scenario)}
    names = [row.name for row in rows if row.required and row.supply == CaseMaterial.Supply.MISSING]
    if names:
        raise Refusal(
            "materials_missing",
            Sentence("还缺少材料：%(names)s。", names=tuple(names)),
            clauses=("XK-32.4",),
            next_step=Sentence("请上传后再提交；您填写的内容都已保存。"),
        )
    superfluous = [row.pk for row in rows if row.key not in wanted]
    if superfluous:
        CaseMaterial.objects.filter(pk__in=superfluous).delete()


@handles(Action.REGISTER)
def register(act: Act) -> None:
    """The clerk's receipt of a web filing: a registering step without effect on statutory clocks (rule 4)."""
    if act.performer.worker is not None:
        act.case.window_id = act.performer.worker.window_id
    act.data["transferred_at"] = act.now.isoformat()


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
    _keep_corrected(act, _require_complete_form(act))
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
    points = [
        CorrectionPoint(
            correction=correction,
            subject=point.subject,
            label=_label(act, point.subject),
            demand=point.demand,
            basis=_basis(act, point.subject),
        )
        for point in act.inputs.points
    ]
    CorrectionPoint.objects.bulk_create(points)
    _uncheck(act, [point.subject for point in points])
    case.correction_stage = "given"
    act.data["points"] = [point.subject for point in points]
    act.papers.append(papers.correction_notice(act, points))


@counts_when_served(DocumentKind.CORRECTION)
def correction_served(act: Act) -> None:
    """The silence of the organ ends, the applicant's time begins (XK-32.4, rule 7)."""
    act.correction_served = True
    Correction.objects.filter(case=act.case).update(served_at=act.now)


def _uncheck(act: Act, subjects: Sequence[str]) -> None:
    """What the notice finds wrong no longer counts as checked: it is looked at again when it comes back."""
    keys = [subject.partition(":")[2] for subject in subjects if subject.startswith("material:")]
    if keys:
        CaseMaterial.objects.filter(case=act.case, key__in=keys).update(checked=False)


def _label(act: Act, subject: str) -> str:
    kind, _, key = subject.partition(":")
    try:
        if kind == "material":
            material = act.definition.material(key)
            if key not in {row.key for row in act.case.materials.all()}:
                raise KeyError(key)
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


def _basis(act: Act, subject: str) -> str:
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
        _keep_corrected(act, _require_complete_form(act))
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
    act.data.update(points=[point.subject for point in points], materials=_material_hashes(case))


def _answer_proves_service(act: Act, correction: Correction) -> None:
    """Who answers a notice has it, whether or not its service was entered."""
    if correction.served_at is not None:
        return
    correction.served_at = act.now
    correction.save(update_fields=["served_at"])
    method = ServiceMethod.ELECTRONIC if act.performer.worker is None else ServiceMethod.DIRECT
    for document in documents.waiting_for_service(act.case.pk).filter(kind=DocumentKind.CORRECTION):
        Service.objects.create(document=document, method=method, served_at=act.now)
        act.case.notices_to_serve -= 1


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


def _keep_corrected(act: Act, checked: evaluate.CheckedAnswers) -> None:
    """Keeps the corrected answers in their clean form; an answer that no longer applies goes."""
    for key in act.inputs.answers:
        if key in checked.values:
            act.case.answers[key] = _as_stored(checked.values[key])
        else:
            act.case.answers.pop(key, None)


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
    _uncheck(act, act.inputs.subjects)
    correction.reminded_at = act.now
    correction.save(update_fields=["reminded_at"])
    act.case.correction_stage = "given"
    act.data["points"] = sorted(act.inputs.subjects)


class WithdrawalInputs(Inputs):
    """Why the applicant withdraws; he need not say."""

    reason: str = Field(default="", max_length=500)


@handles(Action.WITHDRAW, WithdrawalInputs)
def withdraw(act: Act) -> None:
    """The applicant takes the application back (撤回申请, rule 32); never called 退件."""
    require_agent_may(act, Authorization.Act.WITHDRAW)
    act.data["reason_given"] = bool(act.inputs.reason)
    end_with_case(act)
    void_unserved(act, "申请已撤回")
    act.papers.append(papers.withdrawal(act))


@handles(Action.TERMINATE)
def terminate(act: Act) -> None:
    """No answer in time ends the case, where the item cites a rule for it (rule 8)."""
    act.papers.append(papers.termination(act))


@handles(Action.ARCHIVE)
def archive(act: Act) -> None:
    """An ended case goes to the archive; nothing in it changes any more."""
