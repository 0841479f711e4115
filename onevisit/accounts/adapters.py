"""How allauth is told about our accounts, our words and our rules."""

from __future__ import annotations

import base64
import io
import time
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onevisit.accounts import lock_out
from onevisit.accounts.models import Account
from onevisit.accounts.rate_limit import client_address
from onevisit.records import privacy

PROVING_TYPES = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)

ENROLLED_KEY = "account_enrolled_here"
"""Set in a session in which the first second factor was enrolled, and so proved."""

MESSAGES = {
    "mfa/messages/totp_activated.txt": gettext_lazy("动态码应用已绑定。"),
    "mfa/messages/totp_deactivated.txt": gettext_lazy("动态码应用已解除。"),
    "mfa/messages/webauthn_added.txt": gettext_lazy("安全密钥已登记。"),
    "mfa/messages/webauthn_removed.txt": gettext_lazy("安全密钥已移除。"),
    "mfa/messages/recovery_codes_generated.txt": gettext_lazy("备用码已生成，请打印或抄下来收好。"),
    "account/messages/logged_out.txt": gettext_lazy("您已退出登录。"),
}


def proving_factors(account: Account) -> int:
    """How many second factors the account has enrolled (recovery codes are only a spare key)."""
    return int(Authenticator.objects.filter(user_id=account.pk, type__in=PROVING_TYPES).count())


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Sign-in, sign-out and asking for the password again."""

    def get_login_stages(self) -> list[str]:
        """After the password only the second factor; numbers and addresses are proved by our own codes."""
        return ["allauth.mfa.stages.AuthenticateStage"]

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where somebody arrives who didn't ask for a page: staff at the desk, applicants at their cases."""
        user = request.user
        if isinstance(user, Account) and user.is_staff_member:
            return settings.STAFF_HOME_URL
        return settings.APPLICANT_HOME_URL

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """The front page."""
        return "/"

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that budgets and lock-outs count."""
        return client_address(request)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Our own sentence for what allauth wants to say; nothing where there is nothing to say."""
        text = message or MESSAGES.get(message_template or "")
        if text:
            kind = messages.ERROR if level == messages.ERROR else messages.SUCCESS
            messages.add_message(request, kind, str(text), extra_tags=extra_tags)

    def reauthenticate(self, user: Account, password: str) -> bool:
        """Whether this is the password of the person signed in; failures count towards the lock-out."""
        subject = lock_out.account_subject(user.pk)
        if lock_out.locked_until(subject) is not None:
            return False
        if not user.check_password(password):
            lock_out.record_failure(subject)
            return False
        lock_out.clear(subject)
        return True

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not for the first second factor of somebody who has just typed his password."""
        user = self.request.user
        if app != "allauth.mfa" or not isinstance(user, Account):
            return True
        if proving_factors(user) and ENROLLED_KEY not in self.request.session:
            return True
        records = get_authentication_records(self.request, user)
        newest = max((record["at"] for record in records if record["method"] == "password"), default=0)
        return time.time() - newest > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Second factors: their secrets are encrypted, and staff never lose the last one."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": gettext_lazy(
            "工作人员至少要保留一种第二重验证。请先登记另一种，再移除这一种。"
        ),
        "incorrect_code": gettext_lazy("没有验证成功。请再试一次。"),
    }

    def get_totp_issuer(self) -> str:
        """The name shown in the authenticator app."""
        return settings.SECOND_FACTOR_ISSUER

    def _get_user_identifier(self, user: Account) -> str:
        return user.username if not user.is_applicant else _("我的账号")

    def _get_site_name(self) -> str:
        return self.get_totp_issuer()

    def build_totp_svg(self, url: str) -> str:
        """The QR code as an image without style attributes."""
        buffer = io.BytesIO()
        segno.make(url, error="m").save(buffer, kind="svg", scale=5, border=4, light="#ffffff", xmldecl=False)
        return buffer.getvalue().decode("utf-8")

    # allauth gives no row with the secret, so the ciphertext is bound to its column only.
    def encrypt(self, text: str) -> str:
        """A secret as it is stored."""
        sealed = privacy.encrypt(text.encode("utf-8"), "mfa_authenticator", "data", "secret")
        return base64.b64encode(sealed).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again."""
        sealed = base64.b64decode(encrypted_text)
        return privacy.decrypt(sealed, "mfa_authenticator", "data", "secret").decode("utf-8")

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whether one may go: of staff, only while another remains."""
        account = authenticator.user
        return not account.is_staff_member or proving_factors(account) > 1

    def generate_authenticator_name(self, user: Account, type: str) -> str:
        """The name offered for a new key."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("安全密钥 %(number)d") % {"number": count + 1}
