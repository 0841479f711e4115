"""Forms of sign-in, passwords and second factors."""

from __future__ import annotations

from typing import Any

from allauth.core import context
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onevisit.accounts import actions, codes, lock_out, sign_in
from onevisit.accounts.destination import Destination, parse_destination
from onevisit.accounts.fields import CodeField, SecretField, TextField
from onevisit.accounts.models import Account, MessageCode
from onevisit.accounts.rate_limit import budget
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import InputFault, Sentence
from onevisit.records.page_language import in_page_language

WRONG_CODE = gettext_lazy("动态码不对或已经用过。请等应用里换下一个再填。")


class SignInForm(forms.Form):
    """Name and password; `account` is set when they fit."""

    identifier = TextField(
        label=gettext_lazy("手机号码、邮箱或账号"),
        missing=gettext_lazy("请填写手机号码、邮箱或账号。"),
        max_length=254,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = SecretField(
        label=gettext_lazy("密码"),
        missing=gettext_lazy("请填写密码。"),
        autocomplete="current-password",
    )

    def __init__(self, *args: Any, address: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The name stays after a failure, so the password is what comes next.
        self.fields["password" if self.is_bound else "identifier"].widget.attrs["autofocus"] = True
        self.address = address
        self.account: Account | None = None
        self.refusal: Refusal | None = None

    def clean(self) -> dict[str, Any]:
        """Tries name and password; the refusal names neither of them as the wrong one."""
        given = super().clean() or {}
        if not self.errors:
            try:
                self.account = sign_in.sign_in_with_password(
                    given["identifier"], given["password"], self.address
                )
            except Refusal as refusal:
                self.refusal = refusal
                raise ValidationError(in_page_language(refusal), code=refusal.code) from refusal
        return given


class DestinationForm(forms.Form):
    """Where a code is sent to."""

    destination = TextField(
        label=gettext_lazy("手机号码或邮箱"),
        missing=gettext_lazy("请填写手机号码或邮箱。"),
        max_length=254,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )

    def clean_destination(self) -> Destination:
        """The number or address that was typed."""
        try:
            return parse_destination(self.cleaned_data["destination"])
        except InputFault as error:
            raise ValidationError(in_page_language(error.sentence)) from error


class CodeForm(DestinationForm):
    """The destination again and the code that was sent there."""

    purpose: MessageCode.Purpose = codes.Purpose.SIGN_IN
    code = CodeField(
        label=gettext_lazy("验证码"),
        missing=gettext_lazy("请填写收到的 6 位验证码。"),
        help_text=gettext_lazy("6 位数字，10 分钟内有效。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["destination"].widget.attrs["readonly"] = True

    def clean(self) -> dict[str, Any]:
        """Uses the code up, but only when everything else on the page is right."""
        given = super().clean() or {}
        if not self.errors:
            self.check_before_code(given)
        if not self.errors:
            try:
                codes.use_code(self.purpose, given["destination"], given["code"])
            except Refusal as refusal:
                self.add_error("code", in_page_language(refusal))
        return given

    def check_before_code(self, given: dict[str, Any]) -> None:
        """Adds what else is wrong, before the code is used up."""


class NewPasswordMixin(forms.Form):
    """A new password, typed twice."""

    password1 = SecretField(
        label=gettext_lazy("密码"),
        missing=gettext_lazy("请设置密码。"),
        autocomplete="new-password",
        help_text=gettext_lazy("至少 8 个字符，用到大写字母、小写字母、数字、符号中的三种。"),
    )
    password2 = SecretField(
        label=gettext_lazy("再输一遍密码"),
        missing=gettext_lazy("请再输一遍密码。"),
        autocomplete="new-password",
    )

    def check_new_password(self, given: dict[str, Any], account: Account | None) -> None:
        """Adds what is wrong with the new password at its field."""
        first, second = given.get("password1"), given.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("两次输入的密码不一样。请重新输入。"))
        if first:
            try:
                validate_password(first, account)
            except ValidationError as error:
                self.add_error("password1", error)


class ForgottenPasswordForm(CodeForm, NewPasswordMixin):
    """A code that was sent, and the new password of the applicant's account."""

    purpose = codes.Purpose.RESET_PASSWORD

    def check_before_code(self, given: dict[str, Any]) -> None:
        """The password's own rules; whether it was used before is told only after the code."""
        self.check_new_password(given, None)

    def clean(self) -> dict[str, Any]:
        """Sets the password once the code is right."""
        given = super().clean()
        if not self.errors:
            account = actions.find_by_destination(given["destination"])
            self.account = account
            if account is not None:
                self.check_new_password(given, account)
        return given


class ChangePasswordForm(NewPasswordMixin):
    """The present password and a new one."""

    field_order = ["present", "password1", "password2"]
    present = SecretField(
        label=gettext_lazy("现在的密码"),
        missing=gettext_lazy("请填写现在的密码。"),
        autocomplete="current-password",
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account
        self.fields["password1"].label = _("新密码")
        self.fields["password2"].label = _("再输一遍新密码")
        if not account.is_applicant:
            self.fields["password1"].help_text = _(
                "至少 10 个字符，用到大写字母、小写字母、数字、符号中的三种；和前五次都不同。"
            )

    def clean(self) -> dict[str, Any]:
        """Checks the present password first; failures count towards the lock-out."""
        given = super().clean() or {}
        if given.get("present"):
            try:
                check_present_password(self.account, given["present"])
            except Refusal as refusal:
                self.add_error("present", in_page_language(refusal))
                return given
        self.check_new_password(given, self.account)
        return given


class AskPasswordForm(forms.Form):
    """The password again, before something that changes how one signs in."""

    password = SecretField(
        label=gettext_lazy("密码"), missing=gettext_lazy("请填写密码。"), autocomplete="current-password"
    )

    def __init__(self, *args: Any, user: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        """Checks it; failures count towards the lock-out."""
        password: str = self.cleaned_data["password"]
        try:
            check_present_password(self.user, password)
        except Refusal as refusal:
            raise ValidationError(in_page_language(refusal)) from refusal
        return password


def check_present_password(account: Account, password: str) -> None:
    """Raises Refusal "locked" or "wrong_password" unless this is the account's password."""
    subject = lock_out.account_subject(account.pk)
    sign_in.require_unlocked(subject)
    if not account.check_password(password):
        locked = lock_out.record_failure(subject)
        if locked is not None:
            raise sign_in.locked_refusal(locked)
        raise Refusal("wrong_password", Sentence("密码不对。请重新输入。"), clauses=("HOUSE-13",))
    lock_out.clear(subject)


class SecondFactorForm(forms.Form):
    """A code of the authenticator app, or one of the recovery codes."""

    reauthenticated = False
    code = CodeField(
        label=gettext_lazy("动态码"),
        missing=gettext_lazy("请填写动态码。"),
        help_text=gettext_lazy(
            "打开手机上的动态码应用，填写 6 位数字；手机不在身边时，可填一个 8 位备用码。"
        ),
    )

    def __init__(self, *args: Any, user: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["autofocus"] = True
        self.user = user
        self.authenticator: Authenticator | None = None

    def clean_code(self) -> str:
        """Finds the factor that the code proves; failures count towards the lock-out of the second factor."""
        code: str = self.cleaned_data["code"]
        subject = lock_out.second_factor_subject(self.user.pk)
        try:
            sign_in.require_unlocked(subject)
        except Refusal as refusal:
            raise ValidationError(in_page_language(refusal)) from refusal
        self.authenticator = _proved_factor(self.user, code)
        if self.authenticator is None:
            locked = lock_out.record_failure(subject)
            if locked is not None:
                raise ValidationError(in_page_language(sign_in.locked_refusal(locked)))
            raise ValidationError(WRONG_CODE)
        lock_out.clear(subject)
        return code

    def save(self) -> None:
        """Records in the session that the second factor was shown."""
        post_authentication(context.request, self.authenticator, reauthenticated=self.reauthenticated)


class SecondFactorAgainForm(SecondFactorForm):
    """The second factor again, before something that changes how one signs in."""

    reauthenticated = True


def _proved_factor(account: Account, code: str) -> Authenticator | None:
    """The enrolled factor that this code proves; a time-based code proves it once only."""
    kept = {
        one.type: one
        for one in Authenticator.objects.filter(user_id=account.pk).exclude(type=Authenticator.Type.WEBAUTHN)
    }
    app = kept.get(Authenticator.Type.TOTP)
    if (
        app is not None
        and totp.validate_totp_code(decrypt(app.data["secret"]), code)
        and budget.spend("second-factor-code", f"{account.pk}:{code}").allowed
    ):
        return app
    spare = kept.get(Authenticator.Type.RECOVERY_CODES)
    return spare if spare is not None and spare.wrap().validate_code(code) else None


class EnrolAppForm(forms.Form):
    """The first code of a new authenticator app."""

    code = CodeField(
        label=gettext_lazy("应用里显示的 6 位动态码"), missing=gettext_lazy("请填写应用里显示的动态码。")
    )

    def __init__(self, *args: Any, user: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        # A wrong code keeps the secret, so that the picture need not be scanned again.
        self.secret: str = totp.get_totp_secret(regenerate=False)

    def clean_code(self) -> str:
        """Proves that the app computes our codes."""
        code: str = self.cleaned_data["code"]
        if not totp.validate_totp_code(self.secret, code):
            raise ValidationError(_("动态码不对。请确认手机时间准确，等应用里换下一个再填。"))
        budget.spend("second-factor-code", f"{self.user.pk}:{code}")
        return code


class KeyAnswerMixin:
    """The browser's answer for a security key: anybody may send anything there."""

    def _understood(self, read: Any) -> Any:
        try:
            return read()
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ValidationError(_("没有读到安全密钥的回应。请再试一次。")) from error


class EnrolKeyForm(KeyAnswerMixin, AddWebAuthnForm):  # type: ignore[misc]  # allauth ships no types
    """A new security key."""

    name = TextField(
        label=gettext_lazy("给它起个名字"),
        missing=gettext_lazy("请起个名字，方便以后认出是哪一把。"),
        max_length=40,
        help_text=gettext_lazy("例如“蓝色钥匙”。"),
    )

    def clean(self) -> Any:
        """Checks the new key's answer."""
        return self._understood(super().clean)


class KeyForm(KeyAnswerMixin, AuthenticateWebAuthnForm):  # type: ignore[misc]  # allauth ships no types
    """A security key as second factor."""

    def clean_credential(self) -> Authenticator:
        """Checks the key's answer; failures count towards the lock-out of the second factor."""
        return _checked_key(self, super().clean_credential)


class KeyAgainForm(KeyAnswerMixin, ReauthenticateWebAuthnForm):  # type: ignore[misc]  # allauth ships no types
    """A security key again, before something that changes how one signs in."""

    def clean_credential(self) -> Authenticator:
        """Checks the key's answer; failures count towards the lock-out of the second factor."""
        return _checked_key(self, super().clean_credential)


def _checked_key(form: Any, read: Any) -> Authenticator:
    subject = lock_out.second_factor_subject(form.user.pk)
    try:
        sign_in.require_unlocked(subject)
    except Refusal as refusal:
        raise ValidationError(in_page_language(refusal)) from refusal
    try:
        proved: Authenticator = form._understood(read)
    except ValidationError:
        lock_out.record_failure(subject)
        raise
    lock_out.clear(subject)
    return proved
