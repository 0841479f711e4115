"""Going on with a form that arrived after its session had run out."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import resolve
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from onevisit.web.acting import account_of, applicant_required
from onevisit.web.kept_form import kept_form

# The button of the page each form stood on: what pressing it does.
BUTTONS = {
    "apply:begin": gettext_lazy("开始填写"),
    "apply:correction": gettext_lazy("都补齐了，提交补正"),
    "apply:recusal": gettext_lazy("申请他回避"),
    "apply:reduction": gettext_lazy("申请减免缓缴"),
    "apply:withdraw": gettext_lazy("撤回这份申请"),
}


@require_safe
@never_cache
@applicant_required
def kept(request: HttpRequest) -> HttpResponseBase:
    """Shows that nothing typed was lost, and sends it again when its owner wants so."""
    account = account_of(request)
    assert account is not None
    form = kept_form(request, account)
    if form is None:
        messages.info(request, _("没有替您留着的内容了。保存过的都在下面。"))
        return redirect("apply:my")
    context = {
        "section": "my",
        "form": form,
        "button": BUTTONS.get(resolve(form.path.partition("?")[0]).view_name, _("保存，接着填")),
    }
    return render(request, "apply/kept.html", context)
