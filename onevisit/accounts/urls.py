"""Addresses of sign-in, passwords and second factors. Pages of allauth keep its names."""

from __future__ import annotations

from allauth.account.views import ReauthenticateView
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.base.views import ReauthenticateView as FactorAgainView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, ListWebAuthnView, ReauthenticateWebAuthnView
from django.urls import URLPattern, path

from onevisit.accounts import views
from onevisit.accounts.second_factor_views import RemoveKeyView

urlpatterns: list[URLPattern] = [
    path("accounts/sign-in/", views.sign_in_page, name="account_login"),
    path("accounts/sign-in/code/", views.code_sign_in_page, name="account_code_sign_in"),
    path("accounts/sign-in/second-factor/", AuthenticateView.as_view(), name="mfa_authenticate"),
    path("accounts/sign-out/", views.sign_out_page, name="account_logout"),
    path("accounts/closed/", views.inactive_page, name="account_inactive"),
    path("accounts/password/", views.change_password_page, name="account_change_password"),
    path("accounts/password/forgotten/", views.forgotten_password_page, name="account_reset_password"),
    path("accounts/confirm/", ReauthenticateView.as_view(), name="account_reauthenticate"),
    path("accounts/confirm/second-factor/", FactorAgainView.as_view(), name="mfa_reauthenticate"),
    path("accounts/confirm/key/", ReauthenticateWebAuthnView.as_view(), name="mfa_reauthenticate_webauthn"),
    path("accounts/second-factor/", IndexView.as_view(), name="mfa_index"),
    path("accounts/second-factor/app/", ActivateTOTPView.as_view(), name="mfa_activate_totp"),
    path("accounts/second-factor/app/remove/", DeactivateTOTPView.as_view(), name="mfa_deactivate_totp"),
    path("accounts/second-factor/keys/", ListWebAuthnView.as_view(), name="mfa_list_webauthn"),
    path("accounts/second-factor/keys/add/", AddWebAuthnView.as_view(), name="mfa_add_webauthn"),
    path("accounts/second-factor/keys/<int:pk>/remove/", RemoveKeyView.as_view(), name="mfa_remove_webauthn"),
    path(
        "accounts/second-factor/recovery-codes/",
        ViewRecoveryCodesView.as_view(),
        name="mfa_view_recovery_codes",
    ),
    path(
        "accounts/second-factor/recovery-codes/new/",
        GenerateRecoveryCodesView.as_view(),
        name="mfa_generate_recovery_codes",
    ),
    path("demo/outbox/", views.outbox_page, name="demo_outbox"),
]
