"""Django app of the catalog room."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """Registers the catalog room."""

    name = "onevisit.catalog"
    label = "catalog"
    default_auto_field = "django.db.models.BigAutoField"
