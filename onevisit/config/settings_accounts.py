"""Settings of sign-in: allauth, second factor, passwords, sessions."""

import os
from datetime import timedelta
from urllib.parse import unquote, urlsplit

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["onevisit.accounts.backends.AccountBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"onevisit.accounts.passwords.{rule}"}
    for rule in ("LengthRule", "ClassesRule", "NotOwnNameRule", "NotCommonRule", "NotUsedBeforeRule")
]
ACCOUNTS_MIDDLEWARE = [
    "allauth.account.middleware.AccountMiddleware",
    "onevisit.accounts.middleware.IdleMiddleware",
    "onevisit.accounts.middleware.SignInDutiesMiddleware",
]

LOGIN_URL = "account_login"
STAFF_HOME_URL = "/desk/"
APPLICANT_HOME_URL = "/my/"
LOGIN_REDIRECT_URL = APPLICANT_HOME_URL

# Addresses of the installation's own proxies, separated by commas; only they may say who is behind them.
TRUSTED_PROXIES = frozenset(
    address.strip() for address in os.environ.get("TRUSTED_PROXIES", "").split(",") if address.strip()
)

# allauth runs the steps of a sign-in; names, numbers and addresses are proved and counted by our own rules.
ACCOUNT_ADAPTER = "onevisit.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_FORMS = {"reauthenticate": "onevisit.accounts.forms.AskPasswordForm"}

MFA_ADAPTER = "onevisit.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_RATE_LIMITS = False
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_FORMS = {
    "authenticate": "onevisit.accounts.forms.SecondFactorForm",
    "authenticate_webauthn": "onevisit.accounts.forms.KeyForm",
    "reauthenticate": "onevisit.accounts.forms.SecondFactorAgainForm",
    "reauthenticate_webauthn": "onevisit.accounts.forms.KeyAgainForm",
    "activate_totp": "onevisit.accounts.forms.EnrolAppForm",
    "add_webauthn": "onevisit.accounts.forms.EnrolKeyForm",
}
SECOND_FACTOR_ISSUER = "onevisit"

# Mail goes out over SMTP_URL, such as smtp://user:password@mail.example.cn:587 (smtps:// for TLS from the
# start); text messages through SMS_GATEWAY, the dotted name of a function (number, text) of the city's own.
_smtp = urlsplit(os.environ.get("SMTP_URL", ""))
EMAIL_HOST = _smtp.hostname or ""
EMAIL_PORT = _smtp.port or (465 if _smtp.scheme == "smtps" else 587)
EMAIL_HOST_USER = unquote(_smtp.username or "")
EMAIL_HOST_PASSWORD = unquote(_smtp.password or "")
EMAIL_USE_SSL = _smtp.scheme == "smtps"
EMAIL_USE_TLS = bool(EMAIL_HOST_USER) and not EMAIL_USE_SSL
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("MAIL_FROM") or "onevisit@localhost"
SMS_GATEWAY = os.environ.get("SMS_GATEWAY", "")

# A session ends with the browser, after idle time (accounts.middleware), or after this at the latest.
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
