"""The vertical line of a case: what happened (from the ledger), who has it now, what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onevisit.cases import queries
from onevisit.cases.models import Case, Outcome
from onevisit.cases.own_documents import OwnDocument, documents_of
from onevisit.documents.models import Document
from onevisit.law.clauses import citation, enforces
from onevisit.law.clock_kinds import ClockKind
from onevisit.law.items import DeliveryWay, ResultKind, StepKind
from onevisit.law.lifecycle import Action, State, transition_for
from onevisit.law.limits import Unit
from onevisit.law.powers import PowerKind
from onevisit.law.procedures import procedure_name
from onevisit.organization.models import Hall, Staff
from onevisit.records import clocks
from onevisit.records.page_language import in_page_language
from onevisit.web.words import act_done, limit_in_words

INTERNAL = frozenset(
    {
        Action.PROPOSE_REFUSAL_OF_ACCEPTANCE,
        Action.RETURN_DRAFT,
        Action.REQUEST_EXTENSION,
        Action.REJECT_EXTENSION,
        Action.NAME_INTERESTED_PARTY,
    }
)
"""Deliberation inside the organ: it is in the ledger and open to supervision, but no stage of the case."""

OF_THE_WINDOW = frozenset({PowerKind.RECEIVE, PowerKind.ISSUE})
INTAKE = frozenset({State.SUBMITTED, State.RECEIVED, State.CORRECTING})
UNDER_WAY = frozenset({State.ACCEPTED, State.IN_REVIEW, State.REPORTED_UP})


@enforces("AS-4.3", "JH-24")
def events_of(case: Case, *, documents_url: str = "", own: bool = False) -> list[dict[str, Any]]:
    """The line for the ``timeline`` component: past, present and future.

    ``documents_url`` names the address of a document's file; without it documents are only named.
    ``own``: for the applicant himself, with the names of the staff who acted. At most three statements.
    """
    entries = [entry for entry in queries.course(case) if entry.action not in INTERNAL]
    papers = {bytes(one.document.content_hash).hex(): one for one in documents_of(case)}
    names = _names(entries) if own else {}
    found = [_event(case, entry, papers, names, documents_url) for entry in entries]
    if not State(case.state).ended:
        found.append(_present(case, own=own))
        found.extend(_future(case, [str(entry.data.get("step", "")) for entry in entries]))
    return found


def _names(entries: Sequence[queries.CourseEntry]) -> dict[int, str]:
    ids = {entry.actor_id for entry in entries if entry.actor_kind == "staff"}
    return dict(Staff.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}


def _event(
    case: Case,
    entry: queries.CourseEntry,
    papers: dict[str, OwnDocument],
    names: dict[int, str],
    documents_url: str,
) -> dict[str, Any]:
    links = []
    for one in entry.data.get("documents", []):
        paper = papers.get(one["hash"])
        if paper is not None and documents_url and paper.open:
            url = reverse(documents_url, args=[case.pk, paper.document.pk])
            links.append({"url": url, "text": paper.document.title})
    return {
        "title": _title(case, entry),
        "when": entry.acted_at,
        "who": _who(case, entry, names),
        "note": _note(entry),
        "state": "done",
        "links": links,
    }


def _title(case: Case, entry: queries.CourseEntry) -> str:
    if entry.action is Action.RECORD_STEP:
        try:
            return case.version.definition.step(str(entry.data.get("step", ""))).name
        except KeyError:
            return act_done(entry.action)
    if entry.action in (Action.SIGN_DECISION, Action.DECIDE_AT_ONCE) and case.outcome:
        word = _("准予") if case.outcome == Outcome.GRANT else _("不予")
        return _("%(act)s：%(outcome)s") % {"act": act_done(entry.action), "outcome": word}
    return act_done(entry.action)


def _who(case: Case, entry: queries.CourseEntry, names: dict[int, str]) -> str:
    if entry.actor_kind == "applicant":
        return _("申请人")
    if entry.actor_kind == "system":
        by = {"courier": _("快递公司"), "terminal": _("自助终端")}
        return by.get(str(entry.data.get("by", "")), _("依法自动"))
    place = case.hall.name if transition_for(entry.action).power in OF_THE_WINDOW else case.department.name
    name = names.get(entry.actor_id, "")
    return f"{place} {name}".strip()


def _note(entry: queries.CourseEntry) -> str:
    if entry.action in (Action.START_SPECIAL_PROCEDURE, Action.END_SPECIAL_PROCEDURE):
        return _(procedure_name(str(entry.data["procedure"]))) if "procedure" in entry.data else ""
    if entry.action in (Action.REQUEST_CORRECTION, Action.RETURN_PRE_REVIEW):
        return _("共 %(count)d 项，已一次列明") % {"count": len(entry.data.get("points", []))}
    return ""


@dataclass(frozen=True)
class Holder:
    """Who has the case now, and what is being done with it."""

    doing: str
    who: str
    phone: str = ""


@enforces("AS-4.4")
def holder_of(case: Case, *, own: bool = False) -> Holder:
    """Who has the case now; nobody when it is ended. ``own``: said to the applicant himself."""
    hall, department = case.hall, case.department
    window = Holder("", hall.name, hall.phone)
    organ = Holder("", department.name, department.phone)
    state = State(case.state)
    if state is State.PRE_REVIEW:
        place = window if case.acceptance_delegated else organ
        return Holder(_("正在预审"), place.who, place.phone)
    if state is State.SUBMITTED:
        return Holder(_("等窗口收件登记，并转给办理部门"), window.who, window.phone)
    if state is State.RECEIVED:
        place = window if case.acceptance_delegated else organ
        return Holder(_("正在决定是否受理"), place.who, place.phone)
    if state is State.CORRECTING:
        if own:
            return Holder(_("等您按补正告知书补正"), _("您"))
        return Holder(_("等申请人按补正告知书补正"), _("申请人"))
    if state is State.REPORTED_UP:
        above = case.version.definition.reported_to
        return Holder(_("已报上级机关，等候答复"), above.organ if above else organ.who, organ.phone)
    if state in UNDER_WAY:
        if case.running_procedure:
            doing = _("特别程序：%(name)s") % {"name": procedure_name(case.running_procedure)}
            return Holder(doing, organ.who, organ.phone)
        return Holder(_("正在审查"), organ.who, organ.phone)
    if state is State.DECIDED:
        return Holder(_("已作出决定，正在制作和移交结果"), organ.who, organ.phone)
    if state is State.RESULT_AT_WINDOW:
        words = {
            DeliveryWay.POST.value: _("结果已到窗口，准备寄出"),
            DeliveryWay.ELECTRONIC.value: _("结果已到窗口，准备电子送达"),
        }
        to_collect = _("结果已到窗口，等您领取") if own else _("结果已到窗口，等申请人领取")
        return Holder(words.get(case.delivery_way, to_collect), window.who, window.phone)
    if state is State.IN_SLOT:
        to_collect = _("结果在自助柜，等您领取") if own else _("结果在自助柜，等申请人领取")
        return Holder(to_collect, window.who, window.phone)
    if state is State.POSTED:
        doing = _("已寄出，等您签收") if own else _("已寄出，等申请人签收")
        return Holder(doing, _("快递公司"), window.phone)
    return Holder("", "")


def collect_at(case: Case) -> Hall | None:
    """The hall where a result waits to be collected; None while there is none, or when it is sent."""
    sent = (DeliveryWay.POST.value, DeliveryWay.ELECTRONIC.value)
    if case.state != State.RESULT_AT_WINDOW.value or case.delivery_way in sent:
        return None
    return case.hall


def _present(case: Case, *, own: bool) -> dict[str, Any]:
    holder = holder_of(case, own=own)
    return {"title": holder.doing, "when_words": "", "who": holder.who, "state": "current", "links": []}


def _future(case: Case, done_steps: Sequence[str]) -> list[dict[str, Any]]:
    definition = case.version.definition
    state = State(case.state)
    ahead: list[str] = [_("提交申请")] if state is State.PRE_REVIEW else []
    if state in INTAKE | {State.PRE_REVIEW}:
        ahead.append(_("受理"))
    if state in INTAKE | UNDER_WAY | {State.PRE_REVIEW}:
        if not definition.is_immediate:
            ahead += [
                step.name
                for step in definition.steps
                if step.key not in done_steps and step.kind not in (StepKind.SIGN, StepKind.CERTIFICATE)
            ]
        ahead.append(_("作出决定"))
        if definition.result.kind is ResultKind.LICENCE:
            ahead.append(_("制证"))
    ahead.append(_last(case))
    return [
        {"title": title, "state": "later" if place else "next", "links": []}
        for place, title in enumerate(ahead)
    ]


def _last(case: Case) -> str:
    words = {
        DeliveryWay.POST.value: _("邮寄送达"),
        DeliveryWay.ELECTRONIC.value: _("电子送达"),
        DeliveryWay.TERMINAL.value: _("自助终端领取"),
    }
    return words.get(case.delivery_way, _("窗口领取"))


def document_rows(case: Case, url_name: str = "") -> list[dict[str, Any]]:
    """The official documents for the ``documents`` component; ``url_name`` is the address of their files."""
    return [
        {
            "title": one.document.title,
            "number": one.document.number,
            "made_at": one.document.issued_on,
            "url": reverse(url_name, args=[case.pk, one.document.pk]) if url_name and one.open else "",
            "state_words": "" if one.open else _not_yet_open(one),
            "verify_url": "",
        }
        for one in documents_of(case)
    ]


def _not_yet_open(one: OwnDocument) -> str:
    if one.awaits_service:
        return _("送达后可以下载")
    if one.document.state == Document.State.WAITING_SEAL:
        return _("正在等待盖章")
    if one.document.state == Document.State.REVOKED:
        return _("已作废：%(why)s") % {"why": one.document.state_note}
    return _("正在生成，马上就好")


# What the last day of each limit means to the applicant; its formal name heads the explanation.
# The stages inside the organ are the organ's own matter; the whole they are part of is the applicant's.
LIMITS_IN_WORDS = {
    ClockKind.PRE_REVIEW: gettext_lazy("最晚答复预审"),
    ClockKind.REGISTRATION: gettext_lazy("最晚登记并转交"),
    ClockKind.ONE_TIME_NOTICE: gettext_lazy("材料有问题，最晚告知您"),
    ClockKind.ACCEPTANCE: gettext_lazy("最晚决定是否受理"),
    ClockKind.STATUTORY: gettext_lazy("法定最晚作出决定"),
    ClockKind.PROMISE: gettext_lazy("承诺最晚办好"),
    ClockKind.SUPERIOR_ANSWER: gettext_lazy("上级机关最晚答复"),
    ClockKind.DELIVERY: gettext_lazy("最晚送到您手里"),
    ClockKind.SUPPLY: gettext_lazy("您最晚补正"),
    ClockKind.RENEWAL: gettext_lazy("许可到期前答复，到期没有答复即视为准予延续"),
    ClockKind.COMMITMENT_CHECK: gettext_lazy("最晚核查您的承诺"),
    ClockKind.RECTIFICATION: gettext_lazy("您最晚整改到位"),
    ClockKind.ANNULMENT_STATEMENT: gettext_lazy("您最晚提出陈述申辩"),
    ClockKind.GAP_SUPPLY: gettext_lazy("您最晚补齐容缺材料"),
    ClockKind.HEARING_REQUEST: gettext_lazy("您最晚要求听证"),
    ClockKind.PARTY_HEARING_REQUEST: gettext_lazy("利害关系人最晚要求听证"),
    ClockKind.STATEMENT: gettext_lazy("您最晚陈述申辩"),
    ClockKind.PARTY_STATEMENT: gettext_lazy("利害关系人最晚陈述申辩"),
    ClockKind.HEARING: gettext_lazy("最晚举行听证"),
    ClockKind.HEARING_NOTICE: gettext_lazy("最晚送达听证通知"),
}


def limit_rows(case: Case, url_name: str) -> list[dict[str, Any]]:
    """The running limits, each with its light and the address of its explanation. One statement."""
    return [
        {
            "label": LIMITS_IN_WORDS[ClockKind(view.clock.kind)],
            "due": view.clock.due_on,
            "days_left": view.days_left,
            "provisional": view.clock.provisional,
            "light": view.light,
            "paused": view.clock.state == "paused",
            "url": reverse(url_name, args=[case.pk, view.clock.kind]),
        }
        for view in queries.clocks_of(case)
        if view.clock.stopped_at is None and ClockKind(view.clock.kind) in LIMITS_IN_WORDS
    ]


@enforces("HOUSE-24", "RULE-20")
def limit_context(case: Case, kind: str) -> dict[str, Any] | None:
    """What the page says that explains a limit of the case day by day; None when it never ran."""
    found = [one for one in queries.clocks_of(case, explained=True) if one.clock.kind == kind]
    if not found or ClockKind(kind) not in LIMITS_IN_WORDS:
        return None
    view = found[-1]
    rule_book = case.city.rule_book
    return {
        "case": case,
        "view": view,
        "limit_words": limit_in_words(clocks.limit_of(view.clock)),
        "in_working_days": view.clock.limit_unit == Unit.WORKING_DAY.value,
        "basis": in_page_language(citation((view.clause,), rule_book)),
    }
