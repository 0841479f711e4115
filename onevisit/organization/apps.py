"""Django app of the organization room."""

from django.apps import AppConfig


class OrganizationConfig(AppConfig):
    """Registers the organization room."""

    name = "onevisit.organization"
    label = "organization"
    default_auto_field = "django.db.models.BigAutoField"
