"""Addresses of the people room."""

from django.urls import URLPattern, path

from onevisit.people.account_page import account_page, withdraw_consent
from onevisit.people.sign_up import sign_up_page

urlpatterns: list[URLPattern] = [
    path("accounts/", account_page, name="account_home"),
    path("accounts/consents/<int:consent_id>/withdraw/", withdraw_consent, name="withdraw_consent"),
    path("accounts/sign-up/", sign_up_page, name="account_signup"),
]
