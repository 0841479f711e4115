"""How a licence stands, how far the record of it can be trusted, and what people may ask to be done to it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from onevisit.law.clauses import enforces


class LicenceState(StrEnum):
    """How a licence stands on one day. ``EXPIRED`` is never stored: it follows from the last day."""

    VALID = "valid"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    ANNULLED = "annulled"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"
    DEREGISTERED = "deregistered"

    @property
    def label(self) -> str:
        """The Chinese word that the register and the public page show; the four ends keep their own words."""
        return _STATE_LABELS[self]

    @property
    def is_end(self) -> bool:
        """Whether nothing follows but, at most, deregistration."""
        return self in ENDS


_STATE_LABELS = {
    LicenceState.VALID: "有效",
    LicenceState.SUSPENDED: "暂停使用",
    LicenceState.EXPIRED: "有效期届满",
    LicenceState.SUPERSEDED: "已由新证取代",
    LicenceState.ANNULLED: "已撤销",
    LicenceState.WITHDRAWN: "已撤回",
    LicenceState.REVOKED: "已吊销",
    LicenceState.DEREGISTERED: "已注销",
}

ENDS = frozenset(
    {
        LicenceState.SUPERSEDED,
        LicenceState.ANNULLED,
        LicenceState.WITHDRAWN,
        LicenceState.REVOKED,
        LicenceState.DEREGISTERED,
    }
)


@enforces("RULE-32")
def state_on(stored: LicenceState, last_day: date | None, day: date) -> LicenceState:
    """How the licence stands on ``day``: after its last day a licence that nobody ended is expired.

    ``last_day`` is the last day in force, an Asia/Shanghai date; None for a licence without end.
    """
    if stored.is_end or last_day is None or day <= last_day:
        return stored
    return LicenceState.EXPIRED


class TrustGrade(StrEnum):
    """Where the record of a licence comes from, and so how far it proves anything."""

    ISSUED = "A"
    ORIGINAL_SEEN = "B"
    SHARED = "C"
    DECLARED = "D"

    @property
    def label(self) -> str:
        """The Chinese explanation."""
        return _GRADE_LABELS[self]


_GRADE_LABELS = {
    TrustGrade.ISSUED: "A 级：本系统签发，有电子印章",
    TrustGrade.ORIGINAL_SEEN: "B 级：窗口核对过原件",
    TrustGrade.SHARED: "C 级：从其他系统共享",
    TrustGrade.DECLARED: "D 级：持证人自行申报",
}


class LicenceMatter(StrEnum):
    """What an application asks for: a licence, or something about an issued one (rule 31, XK-49, 50)."""

    ISSUE = "issue"
    RENEWAL = "renewal"
    CHANGE = "change"
    CORRECTION = "correction"
    REPLACEMENT = "replacement"

    @property
    def label(self) -> str:
        """The Chinese word on buttons and in documents."""
        return _MATTER_LABELS[self]


_MATTER_LABELS = {
    LicenceMatter.ISSUE: "新办",
    LicenceMatter.RENEWAL: "延续",
    LicenceMatter.CHANGE: "变更",
    LicenceMatter.CORRECTION: "更正",
    LicenceMatter.REPLACEMENT: "补发、换发",
}


class RegisterPart(StrEnum):
    """The parts of the register that a department looks at."""

    ALL = "all"
    EXPIRING = "expiring"
    SUSPENDED = "suspended"
    UNDER_WAY = "under_way"
    ENDED = "ended"

    @property
    def label(self) -> str:
        """The word on the filter."""
        return _PART_LABELS[self]


_PART_LABELS = {
    RegisterPart.ALL: "全部证照",
    RegisterPart.EXPIRING: "九十日内到期",
    RegisterPart.SUSPENDED: "暂停使用",
    RegisterPart.UNDER_WAY: "决定在办",
    RegisterPart.ENDED: "已终止",
}
