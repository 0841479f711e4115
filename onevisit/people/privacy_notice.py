"""Which text of the privacy notice somebody agreed to (个人信息保护法 arts. 14, 17)."""

from __future__ import annotations

import hashlib
from functools import cache

from django.template.loader import get_template

TEMPLATE = "web/privacy.html"
EDITION = "2026-11"


@cache
def notice_version() -> str:
    """Edition and fingerprint of the notice as this program shows it: another text is another version."""
    template = get_template(TEMPLATE)
    source: str = template.template.source  # type: ignore[attr-defined]  # Django's own engine
    return f"{EDITION}-{hashlib.sha256(source.encode()).hexdigest()[:8]}"
