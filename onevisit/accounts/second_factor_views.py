"""Where allauth's pages of second factors need one rule more."""

from __future__ import annotations

from typing import Any

from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django.http import HttpRequest, HttpResponse

from onevisit.accounts.adapters import SecondFactorAdapter
from onevisit.accounts.views import removal_not_allowed


class RemoveKeyView(RemoveWebAuthnView):  # type: ignore[misc]  # allauth ships no types
    """Removes a security key, of staff only while another second factor remains."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Removes it."""
        if not SecondFactorAdapter().can_delete_authenticator(self.get_object()):
            request: HttpRequest = self.request
            return removal_not_allowed(request)
        response: HttpResponse = super().form_valid(form)
        return response
