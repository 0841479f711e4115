"""Password rules (等级保护 GB/T 22239-2019 8.1.4.1 a: complexity and periodic change).

Staff: at least 10 characters; applicants: at least 8. Three of the four classes (capital letters, small
letters, digits, other signs), not the account's own name, none of the last five, changed every 90 days by
staff. The rules are Django password validators, so every way of setting a password meets them.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from onevisit.accounts.models import Account, FormerPassword

LENGTH_FOR_STAFF = 10
LENGTH_FOR_APPLICANTS = 8
LONGEST = 128
CLASSES_NEEDED = 3
REMEMBERED = 5
AGE_LIMIT_FOR_STAFF = timedelta(days=90)


def character_classes(password: str) -> int:
    """How many of the four classes the password uses: capitals, small letters, digits, other signs."""
    return sum(
        (
            any("A" <= sign <= "Z" for sign in password),
            any("a" <= sign <= "z" for sign in password),
            any("0" <= sign <= "9" for sign in password),
            any(not (sign.isascii() and sign.isalnum()) for sign in password),
        )
    )


def shortest_length(account: Account | None) -> int:
    """The shortest allowed password of this account; of an applicant while there is no account yet."""
    return LENGTH_FOR_STAFF if account is not None and not account.is_applicant else LENGTH_FOR_APPLICANTS


def is_too_old(account: Account, now: datetime) -> bool:
    """Whether it must be changed before going on: given by an administrator, or (staff) 90 days old."""
    if account.password_must_change:
        return True
    return account.is_staff_member and now - account.password_changed_at > AGE_LIMIT_FOR_STAFF


def was_used_before(account: Account, password: str) -> bool:
    """Whether the password is the present one or among the last five."""
    if account.pk is None:
        return False
    encoded = [
        account.password,
        *FormerPassword.objects.filter(account=account)
        .order_by("-used_until")
        .values_list("encoded", flat=True)[: REMEMBERED - 1],
    ]
    return any(check_password(password, one) for one in encoded)


class LengthRule:
    """At least 10 characters for staff, 8 for applicants; at most 128."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError with a Chinese sentence."""
        shortest = shortest_length(user if isinstance(user, Account) else None)
        if len(password) < shortest:
            raise ValidationError(_("密码至少要有 %(count)d 个字符。") % {"count": shortest})
        if len(password) > LONGEST:
            raise ValidationError(_("密码最多 %(count)d 个字符。") % {"count": LONGEST})

    def get_help_text(self) -> str:
        """The rule in words."""
        return _("至少 %(applicants)d 个字符（工作人员至少 %(staff)d 个）") % {
            "applicants": LENGTH_FOR_APPLICANTS,
            "staff": LENGTH_FOR_STAFF,
        }


class ClassesRule:
    """Three of the four classes of characters."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError with a Chinese sentence."""
        if character_classes(password) < CLASSES_NEEDED:
            raise ValidationError(_("密码要用到大写字母、小写字母、数字、符号中的至少三种。"))

    def get_help_text(self) -> str:
        """The rule in words."""
        return _("大写字母、小写字母、数字、符号中的至少三种")


class NotOwnNameRule:
    """The account's user name is no password."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError with a Chinese sentence."""
        name = user.username if isinstance(user, Account) else ""
        if len(name) >= 3 and name.lower() in password.lower():
            raise ValidationError(_("密码里不能包含账号名。"))

    def get_help_text(self) -> str:
        """The rule in words."""
        return _("不包含账号名")


class NotUsedBeforeRule:
    """None of the last five passwords."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError with a Chinese sentence."""
        if isinstance(user, Account) and was_used_before(user, password):
            raise ValidationError(_("这个密码最近用过。请换一个和前五次都不同的密码。"))

    def get_help_text(self) -> str:
        """The rule in words."""
        return _("和前五次都不同")


class NotCommonRule:
    """Not one of the passwords that everybody tries first."""

    def __init__(self) -> None:
        from django.contrib.auth.password_validation import CommonPasswordValidator

        self._common = CommonPasswordValidator().passwords

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError with a Chinese sentence."""
        if password.lower().strip() in self._common:
            raise ValidationError(_("这个密码太常见，容易被猜到。请换一个。"))

    def get_help_text(self) -> str:
        """The rule in words."""
        return _("不是常见密码")
