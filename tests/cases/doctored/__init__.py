"""Doctored records by the name of the predicate that has to find them out, one module per area of law."""

from __future__ import annotations

from tests.cases.doctored import (
    deciding,
    handing_out,
    hearings,
    ledger,
    limits,
    papers,
    promises,
    receipt,
    recusal,
    routes,
)
from tests.cases.doctored.lawful import Doctored

DOCTORED: Doctored = {
    **ledger.DOCTORED,
    **receipt.DOCTORED,
    **limits.DOCTORED,
    **deciding.DOCTORED,
    **papers.DOCTORED,
    **promises.DOCTORED,
    **routes.DOCTORED,
    **recusal.DOCTORED,
    **hearings.DOCTORED,
    **handing_out.DOCTORED,
}
