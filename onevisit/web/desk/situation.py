"""What has to be known about a case before anything is done: at the top of its page, only where it is so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onevisit.cases.facts import unsettled_materials
from onevisit.cases.models import (
    Case,
    Correction,
    Extension,
    Irregularity,
    Outcome,
    SpecialProcedureRun,
)
from onevisit.documents import queries as documents
from onevisit.documents.models import Document
from onevisit.law.clauses import citation
from onevisit.law.lifecycle import State
from onevisit.law.procedures import procedure_name
from onevisit.records.page_language import in_page_language
from onevisit.web.desk.case_tabs import stopped_words
from onevisit.web.desk.hearing_tab import heard_words
from onevisit.web.desk.matters import Matter
from onevisit.web.desk.pre_review_matters import pre_review_words
from onevisit.web.desk.promise_matters import declaration_matters, gap_matters
from onevisit.web.desk.recusal_matters import recusal_matters
from onevisit.web.desk.upward_rows import upward_words
from onevisit.web.desk.visit_rows import visit_words
from onevisit.web.templatetags.onevisit import in_words

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

IRREGULARITIES: dict[str, StrOrPromise] = {
    "deemed_accepted": gettext_lazy("五个工作日内没有一次性告知，依法自收到材料之日起视为受理。"),
    "pre_review_missed": gettext_lazy("预审时就能看出的问题，预审没有提出，受理环节又要求补正。"),
    "extension_told_too_late": gettext_lazy("延期告知书在法定时限届满后才送达，延期没有发生效力。"),
    "hearing_notice_too_late": gettext_lazy("听证通知没有在举行的七个工作日前送达，听证应当改期。"),
    "hearing_held_too_late": gettext_lazy("听证没有在提出申请之日起二十个工作日内举行。"),
    "procedure_repeated_too_soon": gettext_lazy("同一种特别程序结束后两个工作日内又再次启动。"),
}
TAKEN_BACK: dict[str, StrOrPromise] = {
    "hearing": gettext_lazy("拟定以后有人要求听证，请举行听证后重新拟定。"),
    "statement": gettext_lazy("拟定以后收到了陈述申辩，请答复后重新拟定。"),
}
"""Why a drafted decision has to be drafted anew."""
INTAKE = (State.SUBMITTED.value, State.RECEIVED.value)
BEFORE_DECISION = (State.ACCEPTED.value, State.IN_REVIEW.value, State.REPORTED_UP.value)


def matters_of(case: Case) -> list[Matter]:
    """Everything open or irregular about the case, what went wrong first."""
    return [
        *_irregularities(case),
        *recusal_matters(case),
        *_unfinished_documents(case),
        *_unserved(case),
        *[Matter("info", title, text) for title, text in pre_review_words(case)],
        *_correction(case),
        *_unsettled(case),
        *gap_matters(case),
        *declaration_matters(case),
        *_refusal_proposal(case),
        *[Matter(kind, title, text) for kind, title, text in heard_words(case)],
        *_procedure(case),
        *[Matter("info", *words) for words in (visit_words(case), upward_words(case)) if words is not None],
        *_extension(case),
        *_draft(case),
    ]


def _irregularities(case: Case) -> list[Matter]:
    rule_book = case.city.rule_book
    return [
        Matter(
            "error",
            _("违规记录：%(day)s") % {"day": in_words(one.found_at)},
            f"{IRREGULARITIES.get(one.kind, one.kind)}{_basis((one.clause,), rule_book)}",
        )
        for one in Irregularity.objects.filter(case=case).order_by("pk")
    ]


def _basis(clauses: tuple[str, ...], rule_book: str) -> str:
    cited = in_page_language(citation(clauses, rule_book))
    return _("（依据%(clause)s）") % {"clause": cited} if cited else ""


def _unfinished_documents(case: Case) -> list[Matter]:
    waiting = (Document.State.WAITING_SEAL, Document.State.WAITING_GLYPH, Document.State.FAILED)
    return [
        Matter(
            "warning",
            _("《%(title)s》%(state)s") % {"title": document.title, "state": _(document.get_state_display())},
            document.state_note,
        )
        for document in Document.objects.filter(case_id=case.pk, state__in=waiting).order_by("pk")
    ]


def _unserved(case: Case) -> list[Matter]:
    if not case.notices_to_serve:
        return []
    return [
        Matter(
            "warning",
            _("《%(title)s》等待送达") % {"title": document.title},
            _(
                "请当面、邮寄或者用其他法定方式送达后登记。文书送达以前，它的效力还没有开始，有关时限照常计算。"
            ),
        )
        for document in documents.waiting_for_service(case.pk)
    ]


def _correction(case: Case) -> list[Matter]:
    if not case.correction_stage or case.state not in (*INTAKE, State.CORRECTING.value):
        return []
    found = Correction.objects.prefetch_related("points").get(case=case)
    issued = in_words(found.issued_at)
    if case.state == State.CORRECTING.value:
        title = _("%(day)s已一次性告知补正，等申请人补正") % {"day": issued}
        if found.served_at is None:
            title = _("%(day)s已作出补正告知书，还没有送达") % {"day": issued}
        text = _("%(day)s又提醒过一次。") % {"day": in_words(found.reminded_at)} if found.reminded_at else ""
        return [Matter("info", title, text, list(found.points.all()))]
    title = _("申请人%(day)s提交了补正，请对照告知的内容核对") % {"day": in_words(found.supplied_at)}
    text = _("补正齐全的应当受理；已告知而没有补到位的，只能在原告知范围内提醒一次。")
    return [Matter("info", title, text, list(found.points.all()))]


def _unsettled(case: Case) -> list[Matter]:
    missing = unsettled_materials(case) if case.state in INTAKE else ()
    if not missing:
        return []
    return [Matter("info", _("受理前还要收齐、核对的材料"), "、".join(missing))]


def _refusal_proposal(case: Case) -> list[Matter]:
    if case.refusal_proposed_by is None or case.state not in INTAKE:
        return []
    name = case.refusal_proposed_by.name
    reasons = "；".join(case.refusal_proposal.get("reasons", ()))
    return [Matter("warning", _("%(name)s提出不予受理，等另一人确认") % {"name": name}, reasons)]


def _procedure(case: Case) -> list[Matter]:
    if not case.running_procedure:
        return []
    run = SpecialProcedureRun.objects.get(case=case, ended_at__isnull=True)
    if run.paused_from is None or run.announced_end is None:
        title = _("%(name)s：告知书还没有送达，时限照常计算") % {"name": _(procedure_name(run.key))}
        return [Matter("warning", title, run.reason)]
    title = _("正在%(name)s：%(first)s起 %(days)s 个工作日，%(end)s恢复") % {
        "name": _(procedure_name(run.key)),
        "first": in_words(run.paused_from),
        "days": run.announced_days,
        "end": in_words(run.announced_end),
    }
    return [
        Matter(
            "special",
            title,
            _("%(reason)s。%(stops)s。") % {"reason": run.reason.rstrip("。"), "stops": stopped_words(run)},
        )
    ]


def _extension(case: Case) -> list[Matter]:
    if case.state not in BEFORE_DECISION or not (case.extension_requested or case.extension_granted):
        return []
    found = (
        Extension.objects.select_related("requested_by", "decided_by").filter(case=case).order_by("-pk")[0]
    )
    words = {"name": found.requested_by.name, "days": found.days}
    if found.state == Extension.Decision.REQUESTED:
        title = _("%(name)s申请延长 %(days)s 个工作日，等部门负责人批准") % words
        return [Matter("warning", title, found.reason)]
    return [Matter("info", _("法定时限已批准延长 %(days)s 个工作日") % words, found.reason)]


def _draft(case: Case) -> list[Matter]:
    draft = case.decision_draft
    if case.state != State.IN_REVIEW.value or not draft:
        return []
    if case.drafted_by is None and "taken_back" in draft:
        return [Matter("warning", _("拟定的决定需要重新拟定"), str(TAKEN_BACK[draft["taken_back"]]))]
    if case.drafted_by is None:
        text = _("退回意见：%(opinion)s") % {"opinion": draft.get("returned", "")}
        return [Matter("warning", _("签发人退回了拟定的决定，请修改后再送签"), text)]
    words = {"name": case.drafted_by.name, "outcome": _(Outcome(draft["outcome"]).label)}
    return [Matter("info", _("%(name)s已拟定“%(outcome)s”，等首席代表或者负责人签发") % words)]
