"""The 一次性告知单 for one's own answers: shown and printed at once, kept when one wants proof."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from onevisit.accounts.rate_limit import budget, client_address
from onevisit.catalog.evaluate import Answer, check_scenarios, conditions_for
from onevisit.catalog.models import ItemVersion
from onevisit.documents.actions import prepare_guidance_sheet
from onevisit.documents.models import Document
from onevisit.documents.rendering import render as render_document
from onevisit.law.clauses import enforces
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.organization.queries import hall_named
from onevisit.records import clock, idempotency, installation
from onevisit.records.page_language import in_page_language
from onevisit.web.portal import guide as words
from onevisit.web.portal.answers import too_many_tries
from onevisit.web.portal.offered import Offered, offered_or_404
from onevisit.web.portal.printing import pdf_answer, pdf_file
from onevisit.web.portal.process import stages
from onevisit.web.portal.scenario import as_query, asked_questions, raw_answers
from onevisit.web.portal.sheets import guidance_content, told_scenario

ASKED = "asked"
CHANGE = "change"
KEEP = "keep-guidance-sheet"
ANYBODY = "anybody"
KEY_PATTERN = re.compile("[0-9a-f]{32}")


@require_http_methods(["GET", "HEAD", "POST"])
@enforces("AS-3.3b", "RULE-1")
def guidance(request: HttpRequest, code: str) -> HttpResponse:
    """The questions, then the sheet; POST keeps the sheet as a dated document with a verification code.

    Two statements to show it.
    """
    item = offered_or_404(code)
    version = item.version()
    given = request.POST if request.method == "POST" else request.GET
    answers, faults = _answers(version, given)
    asked = bool(given) or not version.definition.scenarios
    if faults or not asked or CHANGE in request.GET:
        # A question that the page had not shown yet is asked now, and is no fault.
        shown = given.getlist(ASKED)
        shown_faults = {key: in_page_language(fault) for key, fault in faults.items() if key in shown}
        context = {
            **_frame(item, version),
            "questions": asked_questions(
                version.definition, raw_answers(version.definition, given), shown_faults
            ),
            "errors": [{"url": f"#question-{key}", "text": fault} for key, fault in shown_faults.items()],
            "asked_next": [key for key in faults if shown and not shown_faults and key not in shown],
        }
        return render(request, "portal/guidance_questions.html", context)
    if request.method == "POST":
        return _keep(request, item, version, answers)
    definition = version.definition
    department = version.item.department
    context = {
        **_frame(item, version),
        "told": told_scenario(definition, answers),
        "conditions": conditions_for(definition, answers),
        "rows": words.material_rows(definition, answers),
        "promised": words.promised_in_words(definition),
        "statutory": words.statutory_in_words(definition.statutory_limit),
        "excluded": words.excluded_times(definition),
        "visits": words.visits_in_words(definition),
        "stages": stages(definition, department.short_name),
        "on_the_web": words.is_on_the_web(definition),
        "answers": _pairs(answers),
        "query": as_query(answers),
        "pdf_url": f"{reverse('portal:guidance_pdf', args=[code])}?{as_query(answers)}",
        "again_url": reverse("portal:guidance", args=[code]),
    }
    return render(request, "portal/guidance.html", context)


@require_safe
def guidance_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The sheet for the answers in the address as a PDF, dated today; without all answers, the questions."""
    item = offered_or_404(code)
    version = item.version()
    answers, faults = _answers(version, request.GET)
    if faults:
        query = request.GET.urlencode()
        return HttpResponseRedirect(
            f"{reverse('portal:guidance', args=[code])}{f'?{query}' if query else ''}"
        )
    return pdf_answer(
        request,
        DocumentKind.GUIDANCE_SHEET,
        lambda: _content(item, version, answers),
        stamp=item.stamp("guidance", tuple(answers.items())),
        name=_("一次性告知单-%(item)s") % {"item": version.name},
    )


@require_safe
def kept_guidance(request: HttpRequest, code: str, sheet: str) -> HttpResponse:
    """A sheet that was kept, by its verification code: what it says, its number, its file. One statement."""
    document = _kept(code, sheet)
    content = json.loads(document.content)
    context = {
        "section": "home",
        "document": document,
        "content": content,
        "code": code,
        "crumbs": [
            {"label": _("首页"), "url": reverse("portal:home")},
            {"label": content["item"], "url": reverse("portal:guide", args=[code])},
            {"label": _("一次性告知单"), "url": ""},
        ],
    }
    return render(request, "portal/guidance_kept.html", context)


@require_safe
def kept_guidance_pdf(request: HttpRequest, code: str, sheet: str) -> HttpResponse:
    """The file of a kept sheet, drawn from what was frozen. One statement."""
    document = _kept(code, sheet)
    content = json.loads(document.content)
    data = render_document(DocumentKind.GUIDANCE_SHEET, content, template_version=document.template_version)
    return pdf_file(data, _("一次性告知单-%(item)s") % {"item": content["item"]})


def _kept(code: str, sheet: str) -> Document:
    document = Document.objects.filter(
        verification_code=sheet, kind=DocumentKind.GUIDANCE_SHEET.value, case_id__isnull=True
    ).first()
    if document is None:
        raise Http404
    return document


def _keep(
    request: HttpRequest, item: Offered, version: ItemVersion, answers: dict[str, Answer]
) -> HttpResponse:
    """Keeps the sheet once for each page that offered it, however often it is asked; then shows it."""
    allowed = budget.spend("guidance-sheet", client_address(request))
    if not allowed.allowed:
        return too_many_tries(request, allowed)
    hall = hall_named(version.definition.places[0].hall)
    if hall is None:
        raise Http404
    sent = {"item": item.code, "answers": {key: list(given) for key, given in _lists(answers)}}
    key = request.POST.get("idempotency_key", "")
    if not KEY_PATTERN.fullmatch(key):
        raise Refusal(
            "no_key",
            Sentence("这个页面不完整，没有留存。"),
            clauses=("HOUSE-2",),
            next_step=Sentence("请回到告知单，刷新后再试。"),
        )
    with transaction.atomic():
        before = idempotency.claim(ANYBODY, KEEP, key, idempotency.body_hash(sent))
        if before is not None:
            sheet = Document.objects.get(pk=before.result)
        else:
            sheet = prepare_guidance_sheet(
                _content(item, version, answers),
                department=version.item.department,
                hall=hall,
                now=clock.now(),
            )
            idempotency.store(ANYBODY, KEEP, key, sheet.pk)
    address = reverse("portal:kept_guidance", args=[item.code, sheet.verification_code])
    return HttpResponseRedirect(address)


def _content(item: Offered, version: ItemVersion, answers: Mapping[str, Answer]) -> dict[str, Any]:
    department = version.item.department
    return guidance_content(
        version.definition,
        answers,
        organ=department.name,
        department=department.short_name,
        today=item.today,
        demo=installation.facts().demo,
    )


def _answers(version: ItemVersion, given: QueryDict) -> tuple[dict[str, Answer], dict[str, Sentence]]:
    checked = check_scenarios(version.definition, raw_answers(version.definition, given))
    return checked.values, checked.faults


def _lists(answers: Mapping[str, Answer]) -> list[tuple[str, tuple[str, ...]]]:
    return [(key, (given,) if isinstance(given, str) else given) for key, given in answers.items()]


def _pairs(answers: Mapping[str, Answer]) -> list[tuple[str, str]]:
    return [(key, value) for key, values in _lists(answers) for value in values]


def _frame(item: Offered, version: ItemVersion) -> dict[str, Any]:
    guide = reverse("portal:guide", args=[item.code])
    return {
        "section": "home",
        "code": item.code,
        "version": version,
        "definition": version.definition,
        "department": version.item.department,
        "today": item.today,
        "crumbs": [
            {"label": _("首页"), "url": reverse("portal:home")},
            {"label": version.name, "url": guide},
            {"label": _("一次性告知单"), "url": ""},
        ],
    }
