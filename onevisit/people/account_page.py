"""The page "我的账号": what is kept about the person signed in, how he signs in, what he agreed to."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from onevisit.accounts.destination import Destination, DestinationKind
from onevisit.accounts.models import Account
from onevisit.law.clauses import enforces
from onevisit.people import actions
from onevisit.people.models import Applicant, Consent
from onevisit.people.queries import applicant_of

# The notice is the ground of the account itself: withdrawing it means closing the account, at a window.
WITHDRAWN_HERE = (Consent.Kind.ELECTRONIC_SERVICE, Consent.Kind.SENSITIVE_DATA)


@never_cache
@login_required
@require_GET
def account_page(request: HttpRequest) -> HttpResponse:
    """Own data (masked against neighbours' eyes), ways of signing in, consents."""
    account = _account(request)
    applicant = applicant_of(account.pk)
    consents = (
        Consent.objects.filter(applicant=applicant, withdrawn_at=None).order_by("-given_at", "-pk")
        if applicant is not None
        else Consent.objects.none()
    )
    context = {
        "applicant": applicant,
        "reached_at": [one.masked for one in _destinations(account)],
        "consents": list(consents),
        "withdrawn_here": [kind.value for kind in WITHDRAWN_HERE],
    }
    return render(request, "people/account.html", context)


@enforces("GX-15")
@never_cache
@login_required
@require_POST
def withdraw_consent(request: HttpRequest, consent_id: int) -> HttpResponse:
    """Withdraws one of the person's own consents."""
    applicant: Applicant | None = applicant_of(_account(request).pk)
    consent = get_object_or_404(Consent, pk=consent_id, applicant=applicant, kind__in=WITHDRAWN_HERE)
    actions.withdraw_consent(consent)
    messages.success(request, _("已撤回同意。撤回之前已经办理的仍然有效。"))
    return redirect("account_home")


def _account(request: HttpRequest) -> Account:
    if not isinstance(request.user, Account):
        raise Http404
    return request.user


def _destinations(account: Account) -> list[Destination]:
    kept = ((DestinationKind.PHONE, account.phone), (DestinationKind.EMAIL, account.email))
    return [Destination(kind, text) for kind, text in kept if text]
