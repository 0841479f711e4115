"""Addresses of the register of licences."""

from django.urls import path

from onevisit.web.register import decisions, pages, shown

app_name = "register"

urlpatterns = [
    path("", pages.register, name="licences"),
    path("shown/", shown.shown, name="shown"),
    path("<int:licence_id>/", pages.licence, name="licence"),
    path("<int:licence_id>/certificate.pdf", pages.certificate, name="certificate"),
    path("<int:licence_id>/documents/<int:document_id>/", pages.document, name="document"),
    path("<int:licence_id>/acts/<str:act>/", decisions.propose, name="propose"),
    path("<int:licence_id>/decisions/<int:decision_id>/", decisions.decide, name="decide"),
    path("<int:licence_id>/decisions/<int:decision_id>/service/", decisions.serve, name="serve"),
]
