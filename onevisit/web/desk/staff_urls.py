"""Addresses of the security and the audit administrator."""

from django.urls import path

from onevisit.web.desk import staff_accounts

app_name = "staff"

urlpatterns = [
    path("", staff_accounts.accounts_page, name="accounts"),
    path("log/", staff_accounts.log_page, name="log"),
    path("<int:staff_id>/", staff_accounts.account_page, name="account"),
    path("<int:staff_id>/<slug:act>/", staff_accounts.act_page, name="act"),
]
