"""Addresses of the holder's licences (我的证照)."""

from django.urls import path

from onevisit.web.wallet import credit, own, uses

app_name = "wallet"

urlpatterns = [
    path("my/credit/", credit.credit, name="credit"),
    path("my/credit/<int:bar_id>/", credit.credit_bar, name="credit_bar"),
    path("my/licences/", own.licences, name="licences"),
    path("my/licences/<int:licence_id>/", own.licence, name="licence"),
    path("my/licences/<int:licence_id>/show/", own.show, name="show"),
    path("my/licences/<int:licence_id>/uses/", uses.uses, name="uses"),
    path("my/licences/<int:licence_id>/uses/<int:use_id>/take-back/", uses.take_back, name="take_back"),
    path("my/licences/<int:licence_id>/certificate.pdf", own.certificate, name="certificate"),
    path("my/licences/<int:licence_id>/documents/<int:document_id>/", own.decision_document, name="document"),
]
