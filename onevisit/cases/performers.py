"""Who performs an act: a member of staff, an applicant, a connected service, a cabinet, or the law."""

from __future__ import annotations

from dataclasses import dataclass

from onevisit.organization.workers import Worker
from onevisit.records.ledger import Actor


@dataclass(frozen=True)
class Performer:
    """One acting person; at most one of the four is set, none for the law itself."""

    worker: Worker | None = None
    account_id: int | None = None
    courier: bool = False
    provider: bool = False
    cabinet_id: int | None = None

    @property
    def key(self) -> str:
        """Stable identity for idempotency keys."""
        if self.worker is not None:
            return f"staff:{self.worker.staff_id}"
        if self.courier:
            return "courier"
        if self.provider:
            return "provider"
        if self.cabinet_id is not None:
            return f"cabinet:{self.cabinet_id}"
        return "system" if self.account_id is None else f"account:{self.account_id}"

    @property
    def staff_id(self) -> int | None:
        """The staff id, None for applicants and the law."""
        return None if self.worker is None else self.worker.staff_id

    def as_actor(self, in_place_of: int | None = None) -> Actor:
        """The actor as the ledger records it."""
        if self.worker is not None:
            return Actor("staff", self.worker.staff_id, in_place_of)
        if self.account_id is not None:
            return Actor("applicant", self.account_id, in_place_of)
        return Actor("system", 0)


THE_LAW = Performer()
"""Acts that the law performs by lapse of time: deemed acceptance, the end of an announced pause."""

THE_COURIER = Performer(courier=True)
"""The messages of a connected courier about parcels: posted, signed for, returned, lost."""

THE_PROVIDER = Performer(provider=True)
"""The signed messages of a connected payment provider about fees paid online."""
