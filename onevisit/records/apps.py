"""The Django application of the records room."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Migrated first: it sets what the runtime role may do with the tables of every room."""

    name = "onevisit.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "记录"
