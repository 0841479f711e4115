"""Addresses that every face shares. Root urls include this module and take the handlers of `errors`."""

from django.urls import path

from onevisit.web import gallery, payment_messages, views

app_name = "web"

urlpatterns = [
    path("preferences/", views.preferences, name="preferences"),
    path("privacy/", views.privacy, name="privacy"),
    path("session/", views.session, name="session"),
    path("payments/messages/", payment_messages.message, name="payment_message"),
    path("components/", gallery.gallery, name="components"),
    path("components/save/", gallery.save, name="components_save"),
    path("components/time/", gallery.time_of_day, name="components_time"),
    path("components/<str:face>/", gallery.gallery, name="components_of"),
]
