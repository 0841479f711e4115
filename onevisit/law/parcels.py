"""What can be said of a parcel, and which act on the case each of a courier's messages is."""

from __future__ import annotations

from enum import StrEnum

from onevisit.law.lifecycle.states import Action


class ParcelState(StrEnum):
    """Where a parcel is."""

    ORDERED = "ordered"
    POSTED = "posted"
    UNDER_WAY = "under_way"
    OUT_FOR_DELIVERY = "out_for_delivery"
    SERVED = "served"
    RETURNED = "returned"
    LOST = "lost"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """The Chinese word, plain enough for the applicant."""
        return _LABELS[self]


_LABELS = {
    ParcelState.ORDERED: "待交寄",
    ParcelState.POSTED: "已交寄",
    ParcelState.UNDER_WAY: "运输中",
    ParcelState.OUT_FOR_DELIVERY: "派送中",
    ParcelState.SERVED: "已签收",
    ParcelState.RETURNED: "已退回",
    ParcelState.LOST: "已丢失",
    ParcelState.CANCELLED: "已取消",
}

UNDER_WAY = frozenset({ParcelState.POSTED, ParcelState.UNDER_WAY, ParcelState.OUT_FOR_DELIVERY})
"""With the courier, and not yet signed for."""

ACT_OF_EVENT = {
    ParcelState.POSTED: Action.DELIVER_BY_POST,
    ParcelState.SERVED: Action.CONFIRM_POST_SERVICE,
    ParcelState.RETURNED: Action.RECORD_RETURN,
    ParcelState.LOST: Action.DECLARE_LOST,
}
"""What a courier's message is in the life of the case; the others only say where the parcel is."""

OF_THE_COURIER = frozenset(ACT_OF_EVENT.values())
"""The acts that a connected courier's message performs by itself."""
