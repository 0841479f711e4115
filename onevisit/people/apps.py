"""The Django application of the people room."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Registers the people room."""

    name = "onevisit.people"
    label = "people"
    verbose_name = "申请人"
    default_auto_field = "django.db.models.BigAutoField"
