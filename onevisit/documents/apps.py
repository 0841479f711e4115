"""Django app of the documents room."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Registers the documents room."""

    name = "onevisit.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"
