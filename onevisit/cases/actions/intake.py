"""Filing, receiving, registering: how an application comes in (rules 1-4)."""

from __future__ import annotations

from pydantic import Field

from onevisit.cases import papers
from onevisit.cases.act import Act, Inputs, Paper, handles
from onevisit.cases.actions.declarations import take_in_declaration
from onevisit.cases.form import keep_answers_asked_for, material_hashes, require_complete_form
from onevisit.cases.joint import papers as joint_papers
from onevisit.cases.licensing import note_renewal
from onevisit.cases.models import CaseMaterial, JointMember
from onevisit.cases.numbers import number_for
from onevisit.cases.representation import require_agent_may
from onevisit.catalog import evaluate
from onevisit.law.clauses import enforces
from onevisit.law.items import Channel, DeliveryWay
from onevisit.law.lifecycle import Action
from onevisit.law.powers import PowerKind, delegated_items
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.organization.models import Hall
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
    require_version_in_effect(act)
    keep_answers_asked_for(act, require_complete_form(act))
    _require_materials_supplied(act)
    _register_receipt(act)


@handles(Action.FILE_AFTER, ReceiptInputs)
def file_after(act: Act) -> None:
    """A member of a joint case that waited is filed by itself when its predecessors are granted (JH-18).

    The applicant filed the whole before; the version stays the one he filed under.
    """
    keep_answers_asked_for(act, require_complete_form(act))
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
    if act.case.channel == Channel.WEB.value:
        _bring_to_the_window(act)
    _register_receipt(act)
    act.data["transferred_at"] = act.now.isoformat()


@enforces("JH-20b")
def _bring_to_the_window(act: Act) -> None:
    """After a passed pre-review he comes with identity and paper: it is the window that receives (rule 3)."""
    case, worker = act.case, act.performer.worker
    assert worker is not None
    at_sub_hall = case.hall.kind == Hall.Kind.SUB_HALL
    case.channel = (Channel.SUB_HALL if at_sub_hall else Channel.WINDOW).value
    case.window_id = worker.window_id


def _register_receipt(act: Act) -> None:
    case, given = act.case, act.inputs
    case.received_at = act.now
    note_renewal(act)
    case.number = case.number or number_for(case, act.today)
    case.delivery_way = given.delivery_way.value
    case.electronic_service_agreed = given.electronic_service_agreed
    case.service_address = given.service_address
    note_delegations(act)
    act.data.update(
        version=case.version_id,
        applicant=case.applicant_id,
        answers=privacy.commitment("case_answers", case.pk, papers.exact_text(case.answers)),
        materials=material_hashes(case),
        received_at=act.now.isoformat(),
    )
    paper = papers.receipt(act) if case.joint_id is None else _receipt_of_member(act)
    if paper is not None:
        act.papers.append(paper)
    take_in_declaration(act)


def _receipt_of_member(act: Act) -> Paper | None:
    """A member filed with its package shares the one receipt; one that had to wait gets its own (JH-18)."""
    member = JointMember.objects.get(case=act.case)
    return papers.receipt(act) if member.after else joint_papers.receipt_of_filing(act)


def note_delegations(act: Act) -> None:
    """Whether the windows accept and decide for the department, as it stands today (JH-13)."""
    case, worker = act.case, act.performer.worker
    known = worker is not None and worker.day == act.today
    delegations = worker.delegations if worker and known else delegations_in_force(act.today)
    case.acceptance_delegated = case.item_code in delegated_items(
        delegations, case.department_id, PowerKind.ACCEPT
    )
    case.decision_delegated = case.item_code in delegated_items(
        delegations, case.department_id, PowerKind.DECIDE_AT_ONCE
    )


def require_version_in_effect(act: Act) -> None:
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
