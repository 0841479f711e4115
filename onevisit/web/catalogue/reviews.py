"""Looking items over: the list of what is due and why, and the page on which it is recorded (JH-8.3)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from onevisit.catalog import reviews
from onevisit.catalog.authority import powers_over
from onevisit.catalog.models import ReviewedPart
from onevisit.catalog.queries import current_version
from onevisit.law.catalogue_changes import LONGEST_REASON
from onevisit.law.clauses import enforces
from onevisit.law.item_reviews import ReviewOutcome, review_refusal
from onevisit.law.refusal import Refusal
from onevisit.records import clock
from onevisit.web.acting import posted_key, worker
from onevisit.web.catalogue.access import item_or_404, keepers_only
from onevisit.web.catalogue.items import desk_tabs, list_address, text_asked
from onevisit.web.catalogue.law_forms import PrintedText


class ReviewForm(forms.Form):
    """Which parts were looked over, what it gave, what needs a change."""

    use_required_attribute = False

    parts = forms.MultipleChoiceField(
        label=gettext_lazy("核对了什么"), required=False, widget=forms.CheckboxSelectMultiple
    )
    outcome = forms.ChoiceField(label=gettext_lazy("结果"), widget=forms.RadioSelect)
    note = PrintedText(
        label=gettext_lazy("说明"),
        help_text=gettext_lazy("需要变更的，写明哪里要变更、为什么。"),
        max_length=LONGEST_REASON - 100,
        lines=True,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        parts = [(part.value, _(part.label)) for part in ReviewedPart]
        outcomes = [(outcome.value, _(outcome.label)) for outcome in ReviewOutcome]
        self.fields["parts"].choices = parts  # type: ignore[attr-defined]
        self.fields["outcome"].choices = outcomes  # type: ignore[attr-defined]
        for name in ("parts", "note"):
            self.fields[name].conditional = True  # type: ignore[attr-defined]

    def chosen(self) -> list[ReviewedPart]:
        """The parts in their order."""
        return [part for part in ReviewedPart if part.value in self.cleaned_data["parts"]]


@keepers_only
@require_safe
@enforces("JH-8.3", "JH-29")
def reviews_page(request: HttpRequest) -> HttpResponseBase:
    """The items of the keeper's scope that are to be looked over, each with everything that makes it due."""
    show, after = request.GET.get("show", ""), text_asked(request, "after")
    show = show if show in reviews.REASONS else ""
    page = reviews.due_page(worker(request), reason=show, after=after)
    labels = {
        "": _("全部"),
        "stale": _("很久没有核对"),
        "law": _("依据有变动"),
        "wanted": _("核对过，需要变更"),
    }
    context = {
        "section": "catalogue",
        "tabs": desk_tabs(request, "reviews"),
        "show": show,
        "months": reviews.review_months(worker(request)),
        "rows": page.rows,
        "chips": [
            {
                "label": label,
                "url": list_address("catalogue:reviews", show=key),
                "active": key == show,
                "count": None,
            }
            for key, label in labels.items()
        ],
        "first_url": list_address("catalogue:reviews", show=show) if after else "",
        "later_url": list_address("catalogue:reviews", show=show, after=page.after) if page.after else "",
    }
    return render(request, "catalogue/reviews.html", context)


@keepers_only
@require_http_methods(["GET", "HEAD", "POST"])
@enforces("JH-8.3")
def review_page(request: HttpRequest, code: str) -> HttpResponseBase:
    """What is to be looked over in one item and when it last was; a POST records a review."""
    item = item_or_404(request, code)
    version = current_version(code, clock.now())
    due = reviews.due_of(version, reviews.review_months(worker(request))) if version else None
    form = ReviewForm(
        request.POST if request.method == "POST" else None,
        initial={"parts": _asked_for(due)},
    )
    refusal = review_refusal(
        ReviewOutcome.CONFIRMED,
        ReviewedPart.values,
        "",
        powers_over(worker(request), item.department_id),
        offered=version is not None,
    )
    context = {
        "section": "catalogue",
        "tabs": desk_tabs(request, "reviews"),
        "item": item,
        "version": version,
        "name": version.name if version else item.code,
        "due": due,
        "last": reviews.last_reviews(item),
        "form": form,
        "refusal": refusal.within(item.department.region.city) if refusal else None,
        "blocked": refusal is not None,
        "back_url": reverse("catalogue:item", args=[code]),
    }
    if request.method != "POST":
        return render(request, "catalogue/review.html", context)
    if not form.is_valid():
        return render(request, "catalogue/review.html", context, status=422)
    outcome, note = ReviewOutcome(form.cleaned_data["outcome"]), form.cleaned_data["note"]
    try:
        reviews.record_review(worker(request), item, outcome, form.chosen(), note, posted_key(request))
    except Refusal as refused:
        return render(request, "catalogue/review.html", {**context, "refusal": refused}, status=409)
    messages.success(request, _("已完成：%(act)s") % {"act": _("核对")})
    if outcome is ReviewOutcome.NEEDS_CHANGE:
        return redirect("catalogue:propose", code=code, kind="change")
    return redirect("catalogue:reviews")


def _asked_for(due: reviews.Due | None) -> list[str]:
    """What is ticked beforehand: the parts that are due."""
    if due is None:
        return []
    parts = [part.value for part, _since in due.stale]
    if (due.changes or due.wanted) and ReviewedPart.LIST.value not in parts:
        parts.insert(0, ReviewedPart.LIST.value)
    return parts
