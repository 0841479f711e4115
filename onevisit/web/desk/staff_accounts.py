"""Accounts of staff: the security administrator acts on them, the audit administrator reads what he did."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from onevisit.accounts.rate_limit import client_address
from onevisit.law.powers import Role
from onevisit.law.refusal import Refusal
from onevisit.organization import staff_accounts
from onevisit.organization.models import Post, Staff
from onevisit.organization.staff_accounts import AccountAct, AccountState
from onevisit.records import clock
from onevisit.records.keyset import LARGEST_KEY
from onevisit.web.acting import View, posted_key, worker, worker_required

LONGEST_SEARCH = 60
CONSEQUENCES = {
    AccountAct.UNLOCK: gettext_lazy("本人马上可以再登录，不必等到锁定时间结束。"),
    AccountAct.GIVE_PASSWORD: gettext_lazy(
        "现在的密码立即作废，已登录的页面随之退出。临时密码只显示一次，请当面交给本人；本人下次登录时必须换成自己的密码。"
    ),
    AccountAct.RESET_SECOND_FACTOR: gettext_lazy(
        "验证器、安全密钥和备用码立即作废，已登录的页面随之退出；本人下次登录时重新设置。"
    ),
    AccountAct.DISABLE: gettext_lazy("本人不能再登录，已登录的页面立即退出。办件和记录都不受影响。"),
    AccountAct.ENABLE: gettext_lazy("本人可以用原来的密码和第二因素登录；停用以前的登录不会恢复。"),
}
STYLES = {AccountAct.DISABLE: "danger"}


class ReasonForm(forms.Form):
    """Why the account is touched."""

    use_required_attribute = False

    reason = forms.CharField(
        label=gettext_lazy("理由"),
        help_text=gettext_lazy("写明谁在什么时候提出、怎样核实了本人；理由记入日志，由审计管理员查看。"),
        min_length=staff_accounts.SHORTEST_REASON,
        max_length=staff_accounts.LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2, "autofocus": True}),
        error_messages={"min_length": gettext_lazy("请把理由写完整，至少 4 个字。")},
    )


def administrator_required(role: Role, view: View) -> View:
    """A page of one of the three administrators, who holds no other post."""

    def separate(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        refusal = staff_accounts.separation_refusal(worker(request), role)
        if refusal is not None:
            context = {"refusal": refusal}
            return render(request, "staff/not_separate.html", context, status=403)
        return view(request, *args, **kwargs)

    return never_cache(worker_required(role)(separate))


@require_safe
def _accounts_page(request: HttpRequest) -> HttpResponseBase:
    """The accounts, found by name or user name, keyset pages."""
    text = request.GET.get("find", "").replace("\0", "").strip()[:LONGEST_SEARCH]
    after = request.GET.get("after", "").replace("\0", "")[:LONGEST_SEARCH]
    page = staff_accounts.accounts(text, after)
    context = {
        "section": "accounts",
        "find": text,
        "rows": page.rows,
        "first_url": _address_of_list(find=text) if after else "",
        "later_url": _address_of_list(find=text, after=page.after) if page.after else "",
    }
    return render(request, "staff/accounts.html", context)


def _address_of_list(**asked: str) -> str:
    return f"{reverse('staff:accounts')}?{urlencode({key: value for key, value in asked.items() if value})}"


@require_safe
def _account_page(request: HttpRequest, staff_id: int) -> HttpResponseBase:
    """One account: how it stands, whose it is, and what can be done to it."""
    return render(request, "staff/account.html", _account_context(request, _found(staff_id)))


def _found(staff_id: int) -> AccountState:
    if staff_id > LARGEST_KEY:
        raise Http404
    try:
        return staff_accounts.state_of(staff_id)
    except Staff.DoesNotExist:
        raise Http404 from None


def _account_context(request: HttpRequest, state: AccountState) -> dict[str, Any]:
    staff = state.staff
    buttons = []
    for act in AccountAct:
        refusal = staff_accounts.refusal_of(act, state, worker(request))
        buttons.append(
            {
                "label": act.label,
                "name": act.value,
                "url": reverse("staff:act", args=[staff.pk, act.value]),
                "allowed": refusal is None,
                "refusal": refusal,
                "style": STYLES.get(act, "secondary"),
            }
        )
    today = clock.today()
    return {
        "section": "accounts",
        "state": state,
        "staff": staff,
        "actions": sorted(buttons, key=lambda one: not one["allowed"]),
        "roles": [one for one in staff.roles.select_related("department", "hall") if one.in_force(today)],
        "posts": Post.objects.filter(holder_a=staff) | Post.objects.filter(holder_b=staff),
    }


def _act_page(request: HttpRequest, staff_id: int, act: str) -> HttpResponseBase:
    """Asks the reason and says the consequence; a POST does it, and shows a temporary password this once."""
    try:
        chosen = AccountAct(act)
    except ValueError:
        raise Http404 from None
    state = _found(staff_id)
    if request.method != "POST":
        refusal = staff_accounts.refusal_of(chosen, state, worker(request))
        return render(request, "staff/act.html", _act_context(state, chosen, ReasonForm(), refusal, refusal))
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return render(request, "staff/act.html", _act_context(state, chosen, form), status=422)
    address = client_address(request)
    try:
        done = staff_accounts.perform(
            chosen,
            staff_id,
            worker(request),
            form.cleaned_data["reason"],
            posted_key(request),
            None if address == "unknown" else address,
        )
    except Refusal as refusal:
        return render(request, "staff/act.html", _act_context(state, chosen, form, refusal), status=409)
    if done.password:
        return render(request, "staff/password.html", {**_act_context(state, chosen, form), "done": done})
    if done.again and chosen is AccountAct.GIVE_PASSWORD:
        messages.warning(request, _("临时密码已经发过，只显示一次。没有记下来的，请再发一个。"))
    else:
        messages.success(request, _("已完成：%(act)s") % {"act": chosen.label})
    return redirect("staff:account", staff_id=staff_id)


def _act_context(
    state: AccountState,
    act: AccountAct,
    form: ReasonForm,
    refusal: Refusal | None = None,
    blocked: Refusal | None = None,
) -> dict[str, Any]:
    return {
        "section": "accounts",
        "state": state,
        "staff": state.staff,
        "act": act,
        "style": STYLES.get(act, ""),
        "consequence": CONSEQUENCES[act],
        "form": form,
        "refusal": refusal,
        "blocked": blocked is not None,
    }


@require_safe
def _log_page(request: HttpRequest) -> HttpResponseBase:
    """What was done to accounts of staff, by whom and why, the newest first."""
    after = request.GET.get("after", "")
    try:
        page = staff_accounts.log_of_acts(after)
    except Refusal:
        return redirect("staff:log")
    address = reverse("staff:log")
    context = {
        "section": "account-log",
        "lines": page.lines,
        "first_url": address if after else "",
        "later_url": f"{address}?{urlencode({'after': page.after})}" if page.after else "",
    }
    return render(request, "staff/log.html", context)


accounts_page = administrator_required(Role.SECURITY_ADMINISTRATOR, _accounts_page)
account_page = administrator_required(Role.SECURITY_ADMINISTRATOR, _account_page)
act_page = administrator_required(Role.SECURITY_ADMINISTRATOR, _act_page)
log_page = administrator_required(Role.AUDIT_ADMINISTRATOR, _log_page)
