"""Addresses that every face shares. Root urls include this module and take the handlers of `errors`."""

from django.urls import path

from onevisit.web import views
from onevisit.web.gallery import gallery

app_name = "web"

urlpatterns = [
    path("preferences/", views.preferences, name="preferences"),
    path("privacy/", views.privacy, name="privacy"),
    path("session/", views.session, name="session"),
    path("components/", gallery, name="components"),
    path("components/<str:face>/", gallery, name="components_of"),
]
