"""Addresses of the people room."""

from django.urls import URLPattern, path

from onevisit.people.sign_up import sign_up_page

urlpatterns: list[URLPattern] = [
    path("accounts/sign-up/", sign_up_page, name="account_signup"),
]
