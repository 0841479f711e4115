"""Settings of sign-in: allauth, second factor, passwords, sessions."""

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
ACCOUNTS_MIDDLEWARE = ["allauth.account.middleware.AccountMiddleware"]
