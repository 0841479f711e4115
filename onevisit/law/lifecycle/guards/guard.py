"""What a guard is."""

from __future__ import annotations

from collections.abc import Callable

from onevisit.law.lifecycle.facts import CaseFacts
from onevisit.law.refusal import Refusal

Guard = Callable[[CaseFacts], Refusal | None]
