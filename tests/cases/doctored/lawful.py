"""A whole life as the law wants it, and the ways to doctor it: what the judges are judged by."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from typing import Any

from tests.cases.predicates import Act, Clock, Life, Paper

SHANGHAI = timezone(timedelta(hours=8))
MONDAY = date(2026, 3, 2)
HANDLER, SIGNER, CLERK, ISSUER, COLLEAGUE = 11, 12, 13, 14, 15
ORGAN, AGENCY = 1, 2

Row = tuple[str, datetime, int, str, dict[str, Any]]
Doctored = dict[str, list[Callable[[], Life]]]


def at(day: int, hour: int = 10, minute: int = 0) -> datetime:
    """A moment so many days after the Monday of receipt."""
    return datetime(2026, 3, 2, hour, minute, tzinfo=SHANGHAI) + timedelta(days=day)


def chained(acts: list[Row]) -> tuple[Act, ...]:
    """Ledger rows of these acts: name, moment, actor, new state, data."""
    rows: list[Act] = []
    previous, state = bytes(32), "draft"
    for number, (name, moment, actor, to, data) in enumerate(acts, start=1):
        held = {**data, "from": state, "to": to}
        text = json.dumps({"name": name, "data": held}, sort_keys=True)
        digest = hashlib.sha256(previous + text.encode()).digest()
        kind = "staff" if actor else "system"
        rows.append(Act(number, name, moment, moment, kind, actor, held, text, previous, digest))
        previous, state = digest, to
    return tuple(rows)


ACTS: list[Row] = [
    ("receive", at(0), CLERK, "received", {"received_at": at(0).isoformat(), "version": 5}),
    ("accept", at(1), HANDLER, "accepted", {}),
    ("start_review", at(1, 11), HANDLER, "in_review", {}),
    (
        "start_special_procedure",
        at(2),
        HANDLER,
        "in_review",
        {"procedure": "testing", "paused_from": "2026-03-04", "service": "waiting"},
    ),
    ("end_special_procedure", at(4), HANDLER, "in_review", {}),
    ("request_extension", at(4, 11), HANDLER, "in_review", {"days": 5}),
    ("approve_extension", at(4, 12), SIGNER, "in_review", {"days": 5, "extended": 5}),
    ("appoint_visit", at(5), HANDLER, "in_review", {"step": "site", "officers": [HANDLER, COLLEAGUE]}),
    ("record_visit", at(7), HANDLER, "in_review", {"step": "site", "officers": [HANDLER, COLLEAGUE]}),
    ("draft_decision", at(7, 11), HANDLER, "in_review", {"outcome": "grant"}),
    ("sign_decision", at(7, 12), SIGNER, "decided", {"handler": HANDLER, "signer": SIGNER}),
    ("make_certificate", at(7, 13), HANDLER, "decided", {}),
    ("offer_handover", at(7, 14), HANDLER, "decided", {}),
    ("take_over", at(7, 15), ISSUER, "result_at_window", {}),
    ("collect", at(8), ISSUER, "delivered", {"method": "direct"}),
]
PAUSE = ((date(2026, 3, 4), date(2026, 3, 6)),)


def paper(kind: str, title: str, seal: str, **changes: Any) -> Paper:
    """A document as it should be."""
    content = {"reasons": ["理由"], "legal_basis": ["依据"], "remedies": "可以申请行政复议"}
    held = Paper(kind, title, content, MONDAY, None, "ready", seal, CLERK if seal else None, False, ())
    return replace(held, **changes)


SIGNED = [{"name": "韩永强", "signature": "e"}, {"name": "姜海", "signature": "f"}]
PAPERS = (
    paper("receipt", "收件凭证", "receipt_seal"),
    paper("acceptance", "受理通知书", "acceptance_seal"),
    paper("special_procedure", "特别程序告知书", "approval_seal"),
    paper("extension", "延期告知书", "approval_seal"),
    paper("site_record", "现场核查笔录", "", content={"signers": SIGNED}),
    paper("grant", "准予行政许可决定书", "approval_seal", served=("direct",)),
    paper("result", "许可证", "official_seal", served=("direct",)),
    paper("handover", "办理结果交接表", ""),
    paper("proof_of_service", "送达回证", ""),
)
CLOCKS = (
    Clock("one_time_notice", MONDAY, 5, "wd", (), date(2026, 3, 9), "met", at(1)),
    Clock("acceptance", MONDAY, 2, "wd", (), date(2026, 3, 4), "met", at(1)),
    Clock("statutory", date(2026, 3, 3), 25, "wd", PAUSE, date(2026, 4, 9), "met", at(7, 12)),
    Clock("promise", date(2026, 3, 3), 8, "wd", PAUSE, date(2026, 3, 17), "met", at(7, 13)),
    Clock("delivery", date(2026, 3, 9), 10, "wd", (), date(2026, 3, 23), "met", at(7, 15)),
)


def lawful(acts: list[Row] | None = None) -> Life:
    """A whole life as the law wants it; with other acts, a record of those."""
    rows = chained(ACTS if acts is None else acts)
    return Life(
        acts=rows,
        clocks=CLOCKS,
        papers=PAPERS,
        irregularities=(),
        state=rows[-1].data["to"],
        sequence=len(rows),
        head_hash=rows[-1].hash,
        version=5,
        received_at=at(0),
        accepted_on=date(2026, 3, 3),
        channel="window",
        department=ORGAN,
        department_of={HANDLER: ORGAN, SIGNER: ORGAN, COLLEAGUE: ORGAN, CLERK: AGENCY, ISSUER: AGENCY},
        consent=False,
        acceptance_delegated=False,
        is_licence=True,
        item_type="01",
        immediate=False,
        reported_up=False,
        formal=False,
        needs_certificate=True,
        site_visits=("site",),
        statutory_count=20,
        promised_count=8,
        acceptance_days=2,
        special_extension=None,
        promise_may_be_extended=False,
        silence_has_basis=False,
        closing=lambda moment: moment.hour >= 17,
        is_working_day=lambda day: day.weekday() < 5,
    )


def place(name: str) -> int:
    """Where the only act of this name stands in the lawful record."""
    return [one[0] for one in ACTS].index(name)


def with_act(changed: str, **data: Any) -> Life:
    """The lawful record with other data in one act, chained anew."""
    acts = list(ACTS)
    name, moment, actor, to, held = acts[place(changed)]
    acts[place(changed)] = (name, moment, actor, to, {**held, **data})
    return lawful(acts)


def by(changed: str, actor: int) -> Life:
    """The lawful record with another person in one act."""
    acts = list(ACTS)
    name, moment, _actor, to, held = acts[place(changed)]
    acts[place(changed)] = (name, moment, actor, to, held)
    return lawful(acts)


def without_act(name: str) -> Life:
    """The lawful record with one act missing, chained anew."""
    return lawful([one for one in ACTS if one[0] != name])


def after(name: str, *more: Row) -> Life:
    """The lawful record with further acts after one."""
    return lawful([*ACTS[: place(name) + 1], *more, *ACTS[place(name) + 1 :]])


def staffed(name: str, moment: datetime, **data: Any) -> Row:
    """An act of the handler under review."""
    return (name, moment, HANDLER, "in_review", data)


def clocked(kind: str, **changes: Any) -> Life:
    """The lawful record with one clock changed."""
    return replace(
        lawful(),
        clocks=tuple(replace(one, **changes) if one.kind == kind else one for one in CLOCKS),
    )


def papered(kind: str, **changes: Any) -> Life:
    """The lawful record with one document changed."""
    return replace(
        lawful(),
        papers=tuple(replace(one, **changes) if one.kind == kind else one for one in PAPERS),
    )


def without_paper(kind: str) -> Life:
    """The lawful record with one document missing."""
    return replace(lawful(), papers=tuple(one for one in PAPERS if one.kind != kind))


def late_acceptance() -> Life:
    """Accepted after five silent days as if nothing had happened."""
    acts = [
        (name, moment + timedelta(days=7 * (number > 0)), actor, to, data)
        for number, (name, moment, actor, to, data) in enumerate(ACTS)
    ]
    return lawful(acts)


def moved_row() -> Life:
    """A date moved in the text of one act, its hash left as it was."""
    life = lawful()
    rows = list(life.acts)
    rows[1] = replace(rows[1], canonical=rows[1].canonical.replace("accept", "accepT"))
    return replace(life, acts=tuple(rows))


NOTICE: Row = ("request_correction", at(0, 12), HANDLER, "correcting", {"points": ["material:a"]})
SUPPLY: Row = ("supply_correction", at(0, 14), 0, "received", {})


def with_gaps(*, signed: bool = True, supplied: bool = True, returned: bool = False) -> Life:
    """A life accepted with a gap: promised, supplied, told wrong after."""
    acts: list[Row] = [
        ACTS[0],
        ("accept_with_gaps", at(1), HANDLER, "accepted", {"gaps": ["safety_rules"]}),
        *ACTS[2:-6],
    ]
    if supplied:
        acts.append(("supply_gaps", at(7, 9), CLERK, "in_review", {}))
    if returned:
        acts.append(("return_gaps", at(7, 10), HANDLER, "in_review", {"gaps": ["safety_rules"]}))
    signers = [{"name": "孙强"}] if signed else []
    papers = (
        *PAPERS,
        paper("gap_commitment", "容缺受理承诺书", "", content={"signers": signers}),
        paper("gap_notice", "容缺受理通知书", "acceptance_seal"),
    )
    return replace(lawful([*acts, *ACTS[-6:]]), papers=papers)
