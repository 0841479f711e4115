"""Django app of the licences room."""

from django.apps import AppConfig


class LicencesConfig(AppConfig):
    """Registers the licences room."""

    name = "onevisit.licences"
    label = "licences"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Says in words what holders are told of acts on their licences."""
        from onevisit.accounts import message_texts
        from onevisit.licences.message_texts import LICENCE_TEXTS

        message_texts.register(LICENCE_TEXTS)
