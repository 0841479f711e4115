"""Tables of the accounts room.

An account is only the key to the door: who somebody is (`people.Applicant`) or what he may do
(`organization.Staff`) is written on the floors above.
Telephone numbers and mail addresses are encrypted and found by keyed hash (个人信息保护法 art. 51).
All moments of this room are times of the machine (`machine_time`), never of the clock that a demo
installation may shift: sign-in security measures real minutes.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from onevisit.records.fields import EncryptedTextField, SealedModel, SealedQuerySet


class AccountKind(models.TextChoices):
    """Whose account it is; decides the second factor and the idle time."""

    STAFF = "staff", _("工作人员")
    APPLICANT = "applicant", _("申请人")
    DEVICE = "device", _("大厅设备")


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts; they are made only by `accounts.actions`."""

    def get_queryset(self) -> SealedQuerySet[Account]:
        """Rows get their keys before a bulk insert, because their ciphertexts are bound to them."""
        return SealedQuerySet(self.model, using=self._db)


class Account(AbstractBaseUser, SealedModel):
    """A login identity: `AUTH_USER_MODEL`.

    Staff and devices sign in with `username`; applicants with telephone or mail address, their
    username is made by the system and never shown.
    """

    kind = models.CharField(max_length=16, choices=AccountKind.choices)
    username = models.CharField(max_length=64, unique=True)
    phone = EncryptedTextField(null=True)
    phone_hash = models.BinaryField(max_length=32, null=True, unique=True, editable=False)
    email = EncryptedTextField(null=True)
    email_hash = models.BinaryField(max_length=32, null=True, unique=True, editable=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    password_changed_at = models.DateTimeField()
    password_must_change = models.BooleanField(default=False)
    sessions_ended = models.PositiveIntegerField(default=0, help_text="how often all sessions were ended")

    objects: ClassVar[AccountManager] = AccountManager()  # type: ignore[assignment]  # Django's user manager

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind.value for kind in AccountKind]), name="account_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.pk}"

    def get_session_auth_hash(self) -> str:
        """What a session must carry to stay valid; changes with the password and when sessions are ended."""
        held = f"{self.password}:{self.sessions_ended}"
        return salted_hmac("onevisit.accounts.session", held, algorithm="sha256").hexdigest()

    @property
    def is_staff_member(self) -> bool:
        """Whether the account belongs to a staff member (second factor is a duty)."""
        return self.kind == AccountKind.STAFF

    @property
    def is_applicant(self) -> bool:
        """Whether the account belongs to an applicant."""
        return self.kind == AccountKind.APPLICANT

    @property
    def is_device(self) -> bool:
        """Whether the account belongs to a kiosk, a display or a rating pad of a hall."""
        return self.kind == AccountKind.DEVICE


class FormerPassword(models.Model):
    """A hash of a password once used, so that none of the last five comes back."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="former_passwords")
    encoded = models.CharField(max_length=256)
    used_until = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["account", "-used_until"], name="former_password_recent"),
        ]


class SignInFailures(models.Model):
    """Failures in a row of one account, one unknown name or one network address.

    The subject is a keyed hash: the table tells nobody who tried.
    """

    subject_hash = models.BinaryField(max_length=32, primary_key=True, editable=False)
    failures = models.PositiveIntegerField(default=0)
    last_failure_at = models.DateTimeField()
    locked_until = models.DateTimeField(null=True)


class SpentBudget(models.Model):
    """What is used up of one rate budget by one subject (see `rate_limit`)."""

    subject_hash = models.BinaryField(max_length=32, primary_key=True, editable=False)
    kind = models.CharField(max_length=40)
    full_again_at = models.DateTimeField(db_index=True)


class MessageCode(models.Model):
    """A code sent by text message or mail, kept only as a keyed hash, usable once."""

    class Purpose(models.TextChoices):
        """What the holder of the code may do with it."""

        SIGN_UP = "sign-up", _("注册")
        SIGN_IN = "sign-in", _("登录")
        RESET_PASSWORD = "reset-password", _("重设密码")

    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    destination_hash = models.BinaryField(max_length=32, editable=False)
    code_hash = models.BinaryField(max_length=32, editable=False)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["destination_hash", "purpose", "-sent_at"], name="message_code_latest"),
        ]
