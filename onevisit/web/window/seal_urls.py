"""Addresses of the keeper of seals."""

from django.urls import path

from onevisit.web.window import seals

app_name = "seals"

urlpatterns = [
    path("", seals.waiting, name="waiting"),
    path("<int:document_id>/", seals.seal, name="seal"),
]
