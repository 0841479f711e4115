"""Progress without an account: number and query code open a masked page; guessing is budgeted."""

from __future__ import annotations

import hmac
import unicodedata
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from onevisit.accounts.fields import TextField
from onevisit.accounts.machine_time import machine_now
from onevisit.accounts.rate_limit import budget, client_address
from onevisit.cases import engine, queries
from onevisit.cases.models import Case
from onevisit.cases.numbers import QUERY_CODE_LENGTH, query_code
from onevisit.law.clauses import enforces
from onevisit.law.identifiers import IdentifierError, check_case_number
from onevisit.law.lifecycle import State
from onevisit.records import clock
from onevisit.records.page_language import in_page_language
from onevisit.web.apply.own import receipt_file
from onevisit.web.progress.line import (
    collect_at,
    document_rows,
    events_of,
    holder_of,
    limit_context,
    limit_rows,
)

OPENED = "progress_opened"
OPEN_FOR_SECONDS = 30 * 60
MOST_OPENED = 5
_ALIKE = str.maketrans("018", "OIB")
"""Query codes have neither 0 nor 1 nor 8: whoever types one means the letter."""


class LookUpForm(forms.Form):
    """Number and query code as people copy them: any case, spaces, full-width signs."""

    use_required_attribute = False
    number = TextField(
        label=gettext_lazy("办件编号"),
        missing=gettext_lazy("请填写办件编号。"),
        max_length=80,
        help_text=gettext_lazy("印在收件凭证上。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    code = TextField(
        label=gettext_lazy("查询码"),
        missing=gettext_lazy("请填写查询码。"),
        max_length=60,
        help_text=gettext_lazy("收件凭证上的 12 位字母和数字，不分大小写，空格可以不输。"),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "class": "input--short"}
        ),
    )

    def clean_number(self) -> str:
        """The number in its one form."""
        try:
            return check_case_number(self.cleaned_data["number"])
        except IdentifierError as error:
            raise forms.ValidationError(in_page_language(error.sentence)) from error

    def clean_code(self) -> str:
        """The code in its one form; a code of another length can't be right."""
        code = normal_code(self.cleaned_data["code"])
        if len(code) != QUERY_CODE_LENGTH:
            raise forms.ValidationError(
                _("查询码是 %(count)d 位字母和数字，请对照收件凭证核对。") % {"count": QUERY_CODE_LENGTH}
            )
        return code


def normal_code(text: str) -> str:
    """A typed query code in its one form."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return "".join(sign for sign in plain if sign.isalnum()).translate(_ALIKE)


@require_http_methods(["GET", "POST"])
@never_cache
@enforces("HOUSE-17")
def look_up(request: HttpRequest) -> HttpResponseBase:
    """Asks for number and code. Wrong number and wrong code get the same answer in the same time."""
    if request.method == "GET":
        initial = {"number": request.GET.get("number", "")[:80]}
        return render(request, "progress/look_up.html", _page(LookUpForm(initial=initial, label_suffix="")))
    form = LookUpForm(request.POST, label_suffix="")
    if not form.is_valid():
        return render(request, "progress/look_up.html", _page(form), status=422)
    number, code = form.cleaned_data["number"], form.cleaned_data["code"]
    address = client_address(request)
    for kind, key in (("query-code-address", address), ("query-code", number)):
        decision = budget.spend(kind, key)
        if not decision.allowed:
            context = {**_page(form), "wait": in_page_language(decision.sentence())}
            return render(request, "progress/look_up.html", context, status=429)
    case = _case_with(number, code)
    if case is None:
        form.add_error(None, _("编号和查询码对不上，请对照收件凭证核对。凭证丢了的，登录后也能查。"))
        return render(request, "progress/look_up.html", _page(form), status=422)
    budget.give_back("query-code-address", address)
    budget.give_back("query-code", number)
    _remember(request, case)
    return redirect("progress:case", case_id=case.pk)


def _page(form: LookUpForm) -> dict[str, Any]:
    return {"section": "progress", "form": form}


def _case_with(number: str, code: str) -> Case | None:
    """The case with this number, if the code is its code; one statement and one comparison either way."""
    case = Case.objects.filter(number=number).exclude(state=State.DRAFT.value).first()
    right = query_code(case if case is not None else Case(pk=0))
    same = hmac.compare_digest(right.encode("ascii"), code.encode("utf-8"))
    return case if same and case is not None else None


def _remember(request: HttpRequest, case: Case) -> None:
    """Keeps the page open for half an hour in this browser, so that it can be read, printed and followed."""
    until = int(machine_now().timestamp()) + OPEN_FOR_SECONDS
    opened = {**request.session.get(OPENED, {}), str(case.pk): until}
    latest = sorted(opened.items(), key=lambda entry: entry[1])[-MOST_OPENED:]
    request.session[OPENED] = dict(latest)


def _opened(request: HttpRequest, case_id: int) -> Case | None:
    """The case, while this browser has it open; brought up to date with what the law has made of it."""
    until = request.session.get(OPENED, {}).get(str(case_id), 0)
    if until < machine_now().timestamp():
        return None
    rows = Case.objects.select_related("version", "department", "hall__region", "applicant", "item")
    case = rows.filter(pk=case_id).first()
    if case is not None and case.lapse_on is not None and case.lapse_on <= clock.today():
        engine.bring_up_to_date(case_id)
        case = rows.filter(pk=case_id).first()
    return case


def _closed(request: HttpRequest) -> HttpResponseBase:
    """Back to the form: the page was never opened in this browser, or half an hour ago."""
    messages.info(request, _("这一页输入编号和查询码后只开放半小时，请重新输入。"))
    return redirect("progress:look_up")


@require_safe
@never_cache
@enforces("AS-4.4", "HOUSE-17")
def case_page(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """The same line as the applicant sees, without names, files and personal data."""
    case = _opened(request, case_id)
    if case is None:
        return _closed(request)
    context = {
        "section": "progress",
        "case": case,
        "definition": case.version.definition,
        "live_channel": f"case:{case.pk}",
        "row": queries.row_of(case, clock.today()),
        "holder": holder_of(case),
        "collect_at": collect_at(case),
        "events": events_of(case),
        "limits": limit_rows(case, "progress:time_limit"),
        "documents": document_rows(case),
        "crumbs": [
            {"label": _("查进度"), "url": reverse("progress:look_up")},
            {"label": case.version.name, "url": ""},
        ],
    }
    return render(request, "progress/case.html", context)


@require_safe
@never_cache
def time_limit(request: HttpRequest, case_id: int, kind: str) -> HttpResponseBase:
    """Why a limit ends on the day it ends, day by day."""
    case = _opened(request, case_id)
    if case is None:
        return _closed(request)
    context = limit_context(case, kind)
    if context is None:
        raise Http404
    back = {"section": "progress", "back_url": reverse("progress:case", args=[case.pk])}
    return render(request, "progress/time_limit.html", {**context, **back})


@require_safe
@never_cache
def receipt_json(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """The ledger receipt of the filing, for whoever holds number and query code."""
    case = _opened(request, case_id)
    if case is None:
        return _closed(request)
    return receipt_file(case, 1)
