"""Addresses of a cabinet's screen."""

from django.urls import path

from onevisit.web.terminal import pages

app_name = "terminal"

urlpatterns = [
    path("", pages.home, name="home"),
    path("sign-in/", pages.sign_in, name="sign_in"),
    path("code/", pages.code, name="code"),
    path("card/", pages.card, name="card"),
    path("take/", pages.take, name="take"),
]
