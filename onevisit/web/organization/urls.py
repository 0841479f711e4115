"""Addresses of the registers of the organisation."""

from django.urls import path

from onevisit.web.organization import delegations

app_name = "organization"

urlpatterns = [
    path("delegations/", delegations.delegations, name="delegations"),
    path("delegations/new/", delegations.new_delegation, name="new_delegation"),
    path("delegations/<int:delegation_id>/", delegations.delegation, name="delegation"),
    path("delegations/<int:delegation_id>/end/", delegations.revoke_delegation, name="end_delegation"),
    path("delegations/<int:delegation_id>/scan/", delegations.delegation_scan, name="delegation_scan"),
    path("delegations/<int:delegation_id>/paper.pdf", delegations.delegation_paper, name="delegation_paper"),
]
