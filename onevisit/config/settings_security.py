"""Settings that keep strangers out: content security policy, cookies, transport."""

from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from onevisit.config import environment

_public = urlsplit(environment.public_url())
_live = urlsplit(environment.live_url())
_live_origin = [f"{_live.scheme}://{_live.netloc}"] if _live.netloc else []
# The demo is opened as localhost as often as 127.0.0.1; its live updates come from the next port of either.
if _public.hostname in {"127.0.0.1", "localhost"} and _live.netloc:
    _live_origin = [f"http://127.0.0.1:{_live.port}", f"http://localhost:{_live.port}"]

# Origins of the pages that may hear live updates.
LIVE_ORIGINS = [f"{_public.scheme}://{_public.netloc}"]
if _public.hostname in {"127.0.0.1", "localhost"}:
    LIVE_ORIGINS = [f"http://127.0.0.1:{_public.port}", f"http://localhost:{_public.port}"]

SECURE = _public.scheme == "https"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF, *_live_origin],
        "media-src": [SELF, "blob:"],
        "frame-src": [SELF],
        "manifest-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}
ALLOWED_HOSTS = sorted({_public.hostname or "localhost", "localhost", "127.0.0.1", "[::1]"})
CSRF_TRUSTED_ORIGINS = [f"{_public.scheme}://{_public.netloc}"]
SESSION_COOKIE_SECURE = SECURE
CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
