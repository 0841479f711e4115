"""Check the answers, submit once, keep the receipt."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from onevisit.cases import queries
from onevisit.cases.actions.drafts import is_made_from_form
from onevisit.cases.draft_tasks import answers_of, tasks_of
from onevisit.cases.models import Case, CaseMaterial
from onevisit.cases.numbers import query_code
from onevisit.catalog import evaluate
from onevisit.documents import qr
from onevisit.law.clauses import citation, enforces
from onevisit.law.clock_kinds import ClockKind
from onevisit.law.items import DeliveryWay
from onevisit.law.lifecycle import Action, State
from onevisit.law.refusal import Refusal
from onevisit.people.models import ServiceAddress
from onevisit.people.service import current_service_address
from onevisit.records.page_language import in_page_language
from onevisit.web.acting import act, applicant_required, case_of_request
from onevisit.web.apply.drafts import crumbs, draft_page
from onevisit.web.apply.pages import address_of, answer_in_words, materials_of, title_of
from onevisit.web.apply.pre_review import may_ask
from onevisit.web.progress.line import LIMITS_IN_WORDS, document_rows


@require_safe
@draft_page
def check(request: HttpRequest, case: Case) -> HttpResponseBase:
    """Everything on one page before it is submitted, each line with a way to change it."""
    return _check_page(request, case)


def _check_page(request: HttpRequest, case: Case, refusal: Refusal | None = None) -> HttpResponseBase:
    rows = materials_of(case)
    tasks = tasks_of(case, rows)
    context = {
        "case": case,
        "definition": case.version.definition,
        "sections": sections_of(case),
        "materials": [material_words(case, row) for row in rows],
        "materials_url": reverse("apply:materials", args=[case.pk]),
        "service": _service_rows(case),
        "service_url": reverse("apply:service", args=[case.pk]),
        "left": [
            {"url": address_of(case, task), "text": title_of(task)} for task in tasks if not task.complete
        ],
        "may_ask_pre_review": may_ask(case, tasks),
        "refusal": refusal,
        "duty": in_page_language(citation(("XK-31",), None)),
        "crumbs": crumbs(case, _("核对并提交")),
    }
    return render(request, "apply/check.html", context, status=409 if refusal else 200)


def sections_of(case: Case) -> list[dict[str, Any]]:
    """The answers of the form, group by group, as people read them."""
    definition = case.version.definition
    answers = answers_of(case)
    found = []
    if definition.scenarios:
        asked = evaluate.visible_questions(definition.scenarios, answers)
        found.append(_section(_("办理情形"), reverse("apply:scenario", args=[case.pk]), asked, answers))
    for group, questions in evaluate.visible_form(definition, answers):
        url = reverse("apply:group", args=[case.pk, group.key])
        found.append(_section(group.title, url, questions, answers))
    return found


def _section(title: str, url: str, questions: Any, answers: evaluate.RawAnswers) -> dict[str, Any]:
    return {
        "title": title,
        "url": url,
        "rows": [
            {"label": question.label, "value": answer_in_words(question, answers.get(question.key, ""))}
            for question in questions
        ],
    }


def material_words(case: Case, row: CaseMaterial) -> dict[str, str]:
    names = [one.name for one in row.files.all() if one.removed_at is None]
    wanted = {one.key for one in evaluate.materials_for(case.version.definition, case.scenario)}
    if row.key not in wanted:
        return {"label": row.name, "value": _("您的情形不需要，提交时不会带上")}
    if row.supply == CaseMaterial.Supply.SHARED:
        return {"label": row.name, "value": _("系统获取，无需提交")}
    if is_made_from_form(case, case.version.definition.material(row.key)):
        return {"label": row.name, "value": _("由您填写的申请表生成")}
    if row.supply == CaseMaterial.Supply.COMMITTED:
        return {"label": row.name, "value": _("已承诺，不用交")}
    if row.supply == CaseMaterial.Supply.LATER:
        return {"label": row.name, "value": _("承诺后补（容缺受理）")}
    return {"label": row.name, "value": "、".join(names) or (_("还没上传") if row.required else _("不交"))}


def _service_rows(case: Case) -> list[dict[str, str]]:
    if not case.delivery_way or case.applicant is None:
        return []
    address = current_service_address(case.applicant)
    rows = [{"label": _("领取方式"), "value": _(DeliveryWay(case.delivery_way).label)}]
    if address is None:
        return rows
    rows.append({"label": _("收件人"), "value": f"{address.recipient}　{address.phone}"})
    if address.postal_address:
        rows.append({"label": _("邮寄地址"), "value": address.postal_address})
    rows.append({"label": _("电子送达"), "value": _electronic(address)})
    return rows


def _electronic(address: ServiceAddress) -> str:
    if not address.electronic_way:
        return _("不同意，只要纸质文书")
    way = _(ServiceAddress.ElectronicWay(address.electronic_way).label)
    return _("同意，送到%(way)s%(where)s") % {
        "way": way,
        "where": _("（%(address)s）") % {"address": address.electronic_address}
        if address.electronic_address
        else "",
    }


@require_http_methods(["GET", "POST"])
@applicant_required
@enforces("RULE-4", "HOUSE-2")
def submit(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """Files the application: once, however often the button is pressed and in however many windows.

    The page of a refused submission can be opened again: it leads to what has to be checked.
    """
    case = case_of_request(request, case_id, queries.case_to_act_on)
    if case.state != State.DRAFT.value:
        return redirect("apply:receipt", case_id=case.pk)
    if request.method == "GET":
        return redirect("apply:check", case_id=case.pk)
    if not case.delivery_way:
        return redirect("apply:service", case_id=case.pk)
    outcome = act(
        request,
        case.pk,
        Action.FILE,
        {
            "delivery_way": case.delivery_way,
            "electronic_service_agreed": case.electronic_service_agreed,
            "service_address": case.service_address,
        },
    )
    if outcome.refusal is None:
        return redirect("apply:receipt", case_id=case.pk)
    case = case_of_request(request, case_id)
    if case.state != State.DRAFT.value:
        return redirect("apply:receipt", case_id=case.pk)
    if outcome.refusal.code == "superseded_version":
        return redirect("apply:new_version", case_id=case.pk)
    return _check_page(request, case, outcome.refusal)


@require_safe
@never_cache
@applicant_required
@enforces("AS-4.2")
def receipt(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """Number, query code and QR to keep, the stamped receipt when it is ready, and what happens next."""
    case = case_of_request(request, case_id)
    if case.state == State.DRAFT.value:
        return redirect("apply:draft", case_id=case.pk)
    if case.received_at is None:
        return redirect("apply:case", case_id=case.pk)
    documents = document_rows(case, "apply:document")
    context = {
        "section": "progress",
        "case": case,
        "definition": case.version.definition,
        "live_channel": f"case:{case.pk}",
        "code": spaced(query_code(case)),
        "qr": mark_safe(qr.svg(f"{settings.PUBLIC_URL}{reverse('progress:look_up')}?number={case.number}")),
        "documents": documents[:1],
        "limits": limits_of(case),
        "crumbs": [
            {"label": _("我的办件"), "url": reverse("apply:my")},
            {"label": case.version.name, "url": reverse("apply:case", args=[case.pk])},
            {"label": _("收件凭证"), "url": ""},
        ],
    }
    return render(request, "apply/receipt.html", context)


def spaced(code: str) -> str:
    """``K7QX 2M9R TW4H``: groups of four are easier to read out and to type."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def limits_of(case: Case) -> list[dict[str, Any]]:
    """The running limits of the case with the page that explains each."""
    return [
        {
            "label": LIMITS_IN_WORDS[ClockKind(view.clock.kind)],
            "due": view.clock.due_on,
            "days_left": view.days_left,
            "provisional": view.clock.provisional,
            "url": reverse("apply:time_limit", args=[case.pk, view.clock.kind]),
        }
        for view in queries.clocks_of(case)
        if view.clock.stopped_at is None and ClockKind(view.clock.kind) in LIMITS_IN_WORDS
    ]
