"""The true time of this machine, for everything that guards the door.

Idle time, lock-outs, codes and rate budgets count real minutes. A demo installation may shift the clock of
the halls (`records.clock`); that must neither log everybody out nor open a locked account.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime


def machine_now() -> datetime:
    """The machine's time, aware, in UTC. Only for sign-in security; acts on cases use `records.clock.now`."""
    return datetime.fromtimestamp(time.time(), tz=UTC)
