"""The Django application of the accounts room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Registers the accounts room."""

    name = "onevisit.accounts"
    label = "accounts"
    verbose_name = _("账号与登录")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listens to sign-ins and to changes of second factors; adds the words of this room's messages."""
        from onevisit.accounts import message_texts, session

        session.connect()
        message_texts.register(message_texts.ACCOUNT_TEXTS)
