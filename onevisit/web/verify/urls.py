"""Addresses of the verification pages. ``/verify/<code>`` is what the QR code of every document says."""

from django.urls import path

from onevisit.web.verify import documents, licences, receipts

app_name = "verify"

urlpatterns = [
    path("", documents.upload, name="document"),
    path("receipt/", receipts.upload, name="receipt"),
    path("anchors.json", receipts.anchors, name="anchors"),
    path("licence/<str:token>", licences.licence, name="licence"),
    path("<str:code>", documents.by_code, name="by_code"),
]
