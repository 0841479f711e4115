"""Django app of the web room: the faces of onevisit."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Registers the templates, static files, template tags and pages shared by every face."""

    name = "onevisit.web"
    label = "web"
