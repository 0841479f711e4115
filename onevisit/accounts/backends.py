"""Loads the account of a session; who may sign in is decided in `sign_in`."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.db import connection
from django.http import HttpRequest

from onevisit.accounts import sign_in
from onevisit.accounts.models import Account
from onevisit.records.rows import Rows


class AccountBackend(BaseBackend):
    """Name and password against our accounts."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **credentials: Any,
    ) -> Account | None:
        """The account of this name whose password this is; None otherwise, always after one full hash."""
        if username is None or password is None:
            return None
        return sign_in.matching_account(sign_in.find_account(username), password)

    def get_user(self, user_id: int) -> Account | None:
        """The open account of this key; a closed one is signed out by that."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {_ACCOUNT.columns} FROM accounts_account AS account WHERE id = %s AND is_active",
                [user_id],
            )
            values = cursor.fetchone()
        return None if values is None else _ACCOUNT.taken_from(list(values))


_ACCOUNT = Rows(Account, "account")
