"""The Django application of the people room."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Registers the people room."""

    name = "onevisit.people"
    label = "people"
    verbose_name = "申请人"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Says in words what holders of a bar are told."""
        from onevisit.accounts import message_texts
        from onevisit.people.message_texts import CREDIT_TEXTS

        message_texts.register(CREDIT_TEXTS)
