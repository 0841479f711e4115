"""Django settings of every program of an installation.

All that differs between installations comes from environment variables, read in `environment.py`.
"""

from typing import Any

import django_stubs_ext

from onevisit.config import environment
from onevisit.config.settings_accounts import *  # noqa: F403  the accounts room owns these names
from onevisit.config.settings_accounts import ACCOUNTS_MIDDLEWARE
from onevisit.config.settings_logging import LOGGING as LOGGING
from onevisit.config.settings_security import *  # noqa: F403  one file for what keeps strangers out

# Makes `models.Field[...]` and `QuerySet[...]`, which the type checker wants, work at run time too.
django_stubs_ext.monkeypatch()

BASE_DIR = environment.CHECKOUT
DATA_ROOT = environment.data_root()
SECRETS_ROOT = environment.secrets_root()
FILE_ROOT = environment.file_root()
PUBLIC_URL = environment.public_url()
LIVE_URL = environment.live_url()
SIGNATURE_PROVIDER = environment.signature_provider()
COURIER_URL = environment.courier_url()
COURIER_TOKEN = environment.secret_text("courier-token")
PAYMENT_URL = environment.payment_url()
PAYMENT_SECRET = environment.secret_text("payment-secret")

DEBUG = False
SECRET_KEY = environment.secret_text("django-secret-key")

ROOT_URLCONF = "onevisit.config.urls"
WSGI_APPLICATION = "onevisit.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

ROOMS = ["records", "accounts", "organization", "people", "catalog", "documents", "licences", "cases", "web"]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "procrastinate.contrib.django",
    *(f"onevisit.{room}" for room in ROOMS),
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "onevisit.web.preferences.PreferencesMiddleware",
    "django.middleware.common.CommonMiddleware",
    "onevisit.web.body_size.BodySizeMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    *ACCOUNTS_MIDDLEWARE,
    "onevisit.config.errors.RefusedActMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "onevisit.web.acting.staff_header",
            ],
        },
    }
]

# The program runs as a role that can't change the ledger, migrations run as the owner of the tables.
_addresses = environment.database_addresses() or environment.addresses_of_owner(
    "postgresql://onevisit@127.0.0.1/onevisit"
)
LOCK_TIMEOUT = "-c lock_timeout=2s"
# From its second use on a connection a statement is prepared: planning the joins of a case took the database
# longer than everything else of a command together.
PREPARED = {"server_side_binding": True, "prepare_threshold": 1}
DATABASES: dict[str, dict[str, Any]] = {
    "default": environment.django_database(
        _addresses.runtime,
        options=LOCK_TIMEOUT,
        pool={"min_size": 1, "max_size": 10, "timeout": 10},
        **PREPARED,
    ),
    "owner": environment.django_database(_addresses.owner),
}
DATABASE_RUNTIME_ROLE = DATABASES["default"]["USER"]

SESSION_ENGINE = "django.contrib.sessions.backends.db"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "onevisit" / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "build" / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Larger uploads go to a temporary file; the size limit of a material is checked by the records room.
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024

CSRF_FAILURE_VIEW = "onevisit.config.errors.csrf_failure"
