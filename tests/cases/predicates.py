"""The rules told a second time, as predicates over the finished record of one case.

Nothing here is imported from the program: a predicate sees the ledger, the clocks and the documents as plain
values and says in words what is against the rule. The random walk over whole cases is judged by them, not by
the table that drove it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from tests.cases import predicates_of_promises

ONE_DAY = timedelta(days=1)
RECEIPTS = ("file", "receive")
BEFORE_FILING = (
    "ask_pre_review",
    "pass_pre_review",
    "return_pre_review",
    "take_back_pre_review",
    "drop_draft",
)
OUTCOMES_OF_RECEIPT = (
    "accept",
    "deem_accepted",
    "remind_of_point",
    "answer_not_required",
    "refuse_acceptance",
    "decide_at_once",
    "accept_with_gaps",
    "withdraw",
    "terminate",
)
SPECIAL_SEALS = ("receipt_seal", "acceptance_seal", "approval_seal")


@dataclass(frozen=True)
class Act:
    """One row of the ledger. ``at`` is the moment of the act, Asia/Shanghai."""

    sequence: int
    name: str
    at: datetime
    recorded_at: datetime
    actor_kind: str
    actor_id: int
    data: dict[str, Any]
    canonical: str
    previous: bytes
    hash: bytes

    @property
    def day(self) -> date:
        """The Asia/Shanghai day of the act."""
        return self.at.date()

    @property
    def is_outcome_of_receipt(self) -> bool:
        """Whether the act ends the organ's silence; a correction notice does when it is served (XK-32.4)."""
        if self.name == "request_correction":
            return bool(self.data.get("service") == "electronic")
        if self.name == "record_service":
            return bool(self.data["kind"] == "correction")
        return self.name in OUTCOMES_OF_RECEIPT


@dataclass(frozen=True)
class Clock:
    """One time limit. ``pauses`` are (first day given back, first day that counts again)."""

    kind: str
    started_on: date
    count: int
    unit: str
    pauses: tuple[tuple[date, date | None], ...]
    due_on: date
    state: str
    stopped_at: datetime | None
    event_on: date | None = None


@dataclass(frozen=True)
class Paper:
    """One document. ``seal`` is the kind of its seal or empty; ``sealed_by`` the staff id of the hand."""

    kind: str
    title: str
    content: dict[str, Any]
    issued_on: date
    effective_on: date | None
    state: str
    seal: str
    sealed_by: int | None
    standing_order: bool
    served: tuple[str, ...]


@dataclass(frozen=True)
class Life:
    """All that is on record of one case, and the little of its item that the rules speak of."""

    acts: tuple[Act, ...]
    clocks: tuple[Clock, ...]
    papers: tuple[Paper, ...]
    irregularities: tuple[str, ...]
    state: str
    sequence: int
    head_hash: bytes
    version: int
    received_at: datetime | None
    accepted_on: date | None
    channel: str
    department: int
    department_of: dict[int, int]
    consent: bool
    acceptance_delegated: bool
    is_licence: bool
    item_type: str
    immediate: bool
    reported_up: bool
    formal: bool
    needs_certificate: bool
    site_visits: tuple[str, ...]
    statutory_count: int | None
    promised_count: int | None
    acceptance_days: int
    special_extension: int | None
    promise_may_be_extended: bool
    silence_has_basis: bool
    closing: Callable[[datetime], bool] = field(repr=False)
    is_working_day: Callable[[date], bool] = field(repr=False)

    @property
    def filed(self) -> tuple[Act, ...]:
        """The acts from the receipt on: what a pre-review did before is no part of the filing."""
        start = next((place for place, act in enumerate(self.acts) if act.name in RECEIPTS), len(self.acts))
        return self.acts[start:]

    def named(self, *names: str) -> list[Act]:
        """The acts with one of these names, in order."""
        return [act for act in self.acts if act.name in names]

    def of_kind(self, kind: str) -> list[Paper]:
        """The documents of one kind."""
        return [paper for paper in self.papers if paper.kind == kind]

    def clock(self, kind: str) -> list[Clock]:
        """The clocks of one kind, oldest first."""
        return [clock for clock in self.clocks if clock.kind == kind]

    def working_days_after(self, start: date, end: date) -> int:
        """How many working days lie after ``start`` up to and including ``end``."""
        day, count = start, 0
        while day < end:
            day += ONE_DAY
            count += self.is_working_day(day)
        return count


Faults = Iterator[str]


def chain(life: Life) -> Faults:
    """HOUSE-3: sequence, hashes and states follow each other; nothing is dated back or forward."""
    previous, state, at = bytes(32), "draft", None
    for number, act in enumerate(life.acts, start=1):
        if act.sequence != number:
            yield f"act {number} has sequence {act.sequence}"
        if act.previous != previous:
            yield f"act {number} is not chained to the one before"
        if hashlib.sha256(previous + act.canonical.encode()).digest() != act.hash:
            yield f"act {number} has another hash than its text"
        if act.data.get("from") != state:
            yield f"act {number} begins in {act.data.get('from')}, the case stood in {state}"
        if at is not None and act.at <= at:
            yield f"act {number} is not later than the one before"
        if not timedelta(0) <= act.recorded_at - act.at + timedelta(seconds=1) < timedelta(minutes=1):
            yield f"act {number} was recorded at another time than it was done"
        previous, state, at = act.hash, act.data["to"], act.at
    if state != life.state:
        yield f"the case stands in {life.state}, its ledger in {state}"
    if life.sequence != len(life.acts) or (life.acts and life.head_hash != life.acts[-1].hash):
        yield "the case points to another end of its chain"


def rule_2(life: Life) -> Faults:
    """Receipt is the moment the papers enter, kept to the second, never shifted (DZ-11)."""
    receipts = life.named(*RECEIPTS)
    before = {act.name for act in life.acts} & set(BEFORE_FILING)
    if not receipts and before:
        return
    earlier = [act for act in life.acts if act.name not in BEFORE_FILING]
    if len(receipts) != 1 or receipts[0] is not earlier[0]:
        yield "a case is received once, first of all"
        return
    receipt = receipts[0]
    if life.received_at != receipt.at or datetime.fromisoformat(receipt.data["received_at"]) != receipt.at:
        yield "the receipt on record is not the moment of the act"
    notice = life.clock("one_time_notice")
    if life.is_licence and (not notice or notice[0].started_on != receipt.day):
        yield "the five days of the one-time notice do not run from the receipt"


def rule_4(life: Life) -> Faults:
    """On the web filing is receipt; registering is a step without effect; the version is bound (JH-9)."""
    if not life.filed:
        return
    receipt = life.filed[0]
    if (receipt.name == "file") != (life.channel == "web"):
        yield "what is filed on the web is received by filing, at a window by the window"
    if receipt.data.get("version") != life.version:
        yield "the case runs under another version than it was received under"
    for act in life.named("register"):
        if receipt.name != "file" or act.data.get("to") != "received":
            yield "only a web filing is registered"


def rule_5(life: Life) -> Faults:
    """The outcomes of receipt are closed, a refusal has its ground, a window's refusal a second person."""
    proposals = life.named("propose_refusal_of_acceptance")
    for act in life.named("refuse_acceptance"):
        if act.data.get("ground") not in ("wrong_organ", "not_corrected"):
            yield "acceptance was refused on another ground than the law knows"
        if act.data.get("ground") == "not_corrected" and not life.named("remind_of_point"):
            yield "refused as not corrected without notice and reminder"
        by_window = life.department_of.get(act.actor_id) != life.department
        if by_window and not any(one.actor_id != act.actor_id for one in proposals):
            yield "a window refused without a second person"
        for paper in life.of_kind("acceptance_refusal"):
            if act.data.get("ground") == "wrong_organ" and not paper.content.get("competent_organ"):
                yield "the right organ is not named"


def rule_6(life: Life) -> Faults:
    """The statute's five days and the profile's acceptance days run side by side."""
    for clock in life.clock("one_time_notice"):
        if not life.is_licence or (clock.count, clock.unit) != (5, "wd"):
            yield "the one-time notice has five working days, for licences only"
    acceptance = life.clock("acceptance")
    if life.acceptance_delegated and acceptance:
        yield "a delegated case has no transfer to wait for"
    transfers = life.named("receive", "register", "supply_correction")
    if not life.acceptance_delegated and transfers and len(acceptance) != len(transfers):
        yield "every transfer to the department starts its acceptance days"
    for clock in acceptance:
        if (clock.count, clock.unit) != (life.acceptance_days, "wd"):
            yield f"the department has {life.acceptance_days} working days, not {clock.count}"


def rule_7(life: Life) -> Faults:
    """Five silent working days: deemed accepted as of the receipt, never earlier, never forgotten."""
    since = None
    for act in life.acts:
        if act.name in (*RECEIPTS, "supply_correction"):
            since = act.day
        elif act.is_outcome_of_receipt and since is not None:
            silent = life.working_days_after(since, act.day - ONE_DAY) >= 5
            if act.name == "deem_accepted":
                if not silent or not life.is_licence:
                    yield "deemed accepted before five silent working days were over"
                if act.data.get("effective_on") != since.isoformat() or act.actor_kind != "system":
                    yield "deemed acceptance takes effect from the receipt, by law alone"
            elif silent and life.is_licence:
                yield f"{act.name} came after five silent days without the case being deemed accepted"
            since = None
    for act in life.named("deem_accepted"):
        effective = date.fromisoformat(act.data["effective_on"])
        papers = [paper for paper in life.of_kind("acceptance") if paper.effective_on is not None]
        if not papers or papers[0].effective_on != effective or papers[0].issued_on != act.day:
            yield "the paper of a deemed acceptance does not show its effective and its true day"
        elif papers[0].seal:
            yield "the paper of a deemed acceptance was sealed by itself"
        if "deemed_accepted" not in life.irregularities:
            yield "a deemed acceptance is no irregularity on record"
        started = [clock.started_on for clock in life.clock("statutory")]
        if life.accepted_on != effective or (started and started != [effective]):
            yield "the decision does not run from the deemed acceptance"


def rule_8(life: Life) -> Faults:
    """One notice, one reminder within it, an end for silence only where the item cites a rule (XK-32.4)."""
    notices, reminders = life.named("request_correction"), life.named("remind_of_point")
    if len(notices) > 1:
        yield "corrections were asked for twice"
    if len(reminders) > 1:
        yield "reminded again and again"
    listed = set(notices[0].data["points"]) if notices else set()
    for act in reminders:
        if not set(act.data["points"]) <= listed:
            yield "a reminder demands what the notice did not list"
    if life.named("terminate") and not life.silence_has_basis:
        yield "ended for silence without a cited rule"
    for act in life.named("supply_correction"):
        if not notices or act.sequence < notices[0].sequence:
            yield "corrections came before they were asked for"
    if len(life.of_kind("correction")) != len(notices):
        yield "a correction is asked for in writing"


def rule_9(life: Life) -> Faults:
    """Decided at once only what is immediate or formal (JH-17, JH-22)."""
    declared = any(act.data.get("declared") for act in life.acts)
    if life.named("decide_at_once") and not (life.immediate or life.formal or declared):
        yield "decided at once although the substance has to be examined"


def rule_10(life: Life) -> Faults:
    """A working day counts if the clock runs when it closes; the starting day never counts."""
    for clock in life.clocks:
        if clock.unit != "wd" or clock.event_on is not None:
            continue
        day, counted = clock.started_on, 0
        while counted < clock.count:
            day += ONE_DAY
            stands = any(first <= day and (end is None or day < end) for first, end in clock.pauses)
            counted += life.is_working_day(day) and not stands
        if day != clock.due_on:
            yield f"{clock.kind} is due on {clock.due_on}, counted day by day on {day}"
    starts = life.named("start_special_procedure")
    served = [act for act in life.acts if "paused_from" in act.data]
    for clock in life.clocks:
        for first, _end in clock.pauses:
            noticed = [act for act in served if act.data["paused_from"] == first.isoformat()]
            if not noticed or not any(act.day <= first for act in noticed):
                yield f"{clock.kind} was paused without a served notice before"
    if len(life.of_kind("special_procedure")) != len(starts):
        yield "a special procedure is announced in writing (XK-45)"


def rule_12(life: Life) -> Faults:
    """The statute ends with the decision, the promise with the result; late is breached."""
    decisions = life.named("sign_decision", "decide_at_once")
    for clock in life.clock("statutory"):
        if decisions and clock.stopped_at != decisions[0].at:
            yield "the statutory limit did not end with the decision"
    ready = life.named("make_certificate", "offer_handover", "collect", "deliver_electronically")
    for clock in life.clock("promise"):
        ends = [act.at for act in (*decisions, *ready)] + [
            datetime.fromisoformat(act.data["posted_at"]) for act in life.named("deliver_by_post")
        ]
        if clock.stopped_at is not None and clock.state != "cancelled" and clock.stopped_at not in ends:
            yield "the promise ended with something else than the result"
    for clock in life.clocks:
        if clock.stopped_at is None or clock.state == "cancelled":
            continue
        late = clock.stopped_at.date() > clock.due_on or (
            clock.stopped_at.date() == clock.due_on and life.closing(clock.stopped_at)
        )
        if late != (clock.state == "breached_met"):
            yield f"{clock.kind} is {clock.state} although it was {'late' if late else 'in time'}"


def rule_13(life: Life) -> Faults:
    """One extension, before expiry, by another person, told with the reason (XK-42).

    Ten days at most; an item whose special law gives another extension cites it.
    """
    most = 10 if life.special_extension is None else life.special_extension
    granted = life.named("approve_extension")
    extended = [act for act in life.acts if act.data.get("extended")]
    told_late = "extension_told_too_late" in life.irregularities
    if bool(extended) and told_late:
        yield "an extension told too late took effect"
    if len(granted) > 1:
        yield "extended twice"
    for act in granted:
        if not 1 <= act.data.get("days", 0) <= most:
            yield f"extended by more than {most} days"
        asked = [one for one in life.named("request_extension") if one.sequence < act.sequence]
        if not asked or asked[-1].actor_id == act.actor_id:
            yield "the extension was approved by who asked for it, or nobody asked"
        papers = life.of_kind("extension")
        if len(papers) != 1 or not any(papers[0].content.get("reasons") or ()):
            yield "the applicant was not told of the extension with its reason"
        for clock in life.clock("statutory"):
            before = life.statutory_count
            grown = act.data["days"] if extended else 0
            if before is not None and clock.count != before + grown:
                yield "the statutory limit grew by something else than was approved and told in time"
    for clock in life.clock("promise"):
        if not (extended and life.promise_may_be_extended) and clock.count != life.promised_count:
            yield "the promise was moved"


def rule_21(life: Life) -> Faults:
    """The handler drafts, another signs; both names stand in the ledger; two officers on site (XK-34)."""
    for act in life.named("sign_decision"):
        drafts = [one for one in life.named("draft_decision") if one.sequence < act.sequence]
        if not drafts or drafts[-1].actor_id != act.data.get("handler"):
            yield "the decision was not drafted by the handler named"
        if act.data.get("signer") != act.actor_id:
            yield "another signer is named than who signed"
        if not life.immediate and act.data.get("handler") == act.actor_id:
            yield "the handler signed his own draft"
    for act in life.named("record_step", "record_visit"):
        if act.data.get("step") in life.site_visits and len(set(act.data.get("officers", ()))) < 2:
            yield "fewer than two officers on site"


def rule_22(life: Life) -> Faults:
    """Titles follow the type of the item."""
    words = {"01": "行政许可", "05": None, "07": "登记（确认）"}.get(life.item_type, "")
    if words is None:
        return
    expected = {
        "grant": f"准予{words}决定书" if words else "准予办理决定书",
        "refusal": f"不予{words}决定书" if words else "不予办理告知书",
        "not_required": "不受理告知书",
        "acceptance_refusal": "不予受理决定书",
    }
    for paper in life.papers:
        if paper.title != expected.get(paper.kind, paper.title):
            yield f"{paper.kind} is titled {paper.title}"


def rule_28(life: Life) -> Faults:
    """Each document bears its own seal."""
    allowed = {
        "receipt": ("receipt_seal",),
        "acceptance": ("acceptance_seal",),
        "acceptance_refusal": ("acceptance_seal",),
        "not_required": ("acceptance_seal",),
        "correction": ("acceptance_seal",),
        "gap_notice": ("acceptance_seal",),
        "result": ("official_seal", "approval_seal"),
        "handover": (),
        "site_record": (),
        "report_up": (),
        "proof_of_service": (),
        "hearing_record": (),
    }
    for paper in life.papers:
        if paper.seal and paper.seal not in allowed.get(paper.kind, ("approval_seal", "official_seal")):
            yield f"{paper.kind} bears the {paper.seal}"


def rule_29(life: Life) -> Faults:
    """Nothing is sealed by itself: a hand or a standing order stands behind every seal (JH-33)."""
    for paper in life.papers:
        if paper.seal and paper.sealed_by is None and not paper.standing_order:
            yield f"{paper.kind} was sealed by nobody"
        if paper.kind == "receipt" and life.channel == "web" and paper.seal and not paper.standing_order:
            yield "a receipt of the web bears a seal without standing order"
        if (
            not paper.seal
            and paper.state == "ready"
            and paper.kind
            not in (
                "receipt",
                "handover",
                "site_record",
                "report_up",
                "discussion_record",
                "deliberation_record",
                "expert_opinion",
                "gap_commitment",
                "declaration",
                "proof_of_service",
                "hearing_record",
            )
        ):
            yield f"{paper.kind} was made without its seal"


def rule_30(life: Life) -> Faults:
    """Service has its proof; electronic service needs consent; remedies are given."""
    for act in life.named("collect", "deliver_electronically", "confirm_post_service"):
        results = [paper for paper in life.papers if paper.kind in ("grant", "refusal", "result")]
        if any(act.data["method"] not in paper.served for paper in results):
            yield "a result was delivered without proof of service"
        if not life.of_kind("proof_of_service"):
            yield "there is no 送达回证"
        if act.name == "deliver_electronically" and not life.consent:
            yield "served electronically without consent"
    for act in life.acts:
        if act.data.get("service") == "electronic" and not life.consent:
            yield "a notice was served electronically without consent"
    for act in life.named("record_service"):
        if not any(act.data["method"] in paper.served for paper in life.of_kind(act.data["kind"])):
            yield "a service is in the ledger and not on record with the notice"
    for paper in life.papers:
        negative = paper.kind in ("refusal", "acceptance_refusal", "not_required", "termination")
        if negative and not (
            any(paper.content.get("reasons") or ())
            and any(paper.content.get("legal_basis") or ())
            and "行政复议" in (paper.content.get("remedies") or "")
        ):
            yield f"{paper.kind} lacks reasons, basis or remedies (XK-38)"


def result(life: Life) -> Faults:
    """JH-25a, RULE-31: who hands over is not who takes over; nothing is delivered before it exists."""
    for act in life.named("take_over"):
        offers = [one for one in life.named("offer_handover") if one.sequence < act.sequence]
        if not offers or offers[-1].actor_id == act.actor_id:
            yield "handed over and taken over by one person, or never handed over"
    if life.named("sign_decision") and life.named("decide_at_once"):
        yield "decided twice"
    granted = life.of_kind("grant")
    if life.named("collect", "deliver_electronically", "deliver_by_post", "confirm_post_service"):
        if not granted and not life.of_kind("refusal"):
            yield "delivered without a decision"
        if granted and life.needs_certificate and not life.of_kind("result"):
            yield "delivered without the certificate"


ENDED = ("annulled", "delivered", "archived", "not_required", "not_accepted", "withdrawn", "terminated")


def ended(life: Life) -> Faults:
    """RULE-32: in an ended case no clock of the organ runs on."""
    if life.state not in ENDED:
        return
    for clock in life.clocks:
        later = clock.kind in ("commitment_check", "rectification", "annulment_statement")
        if later and life.state != "annulled":
            continue
        if clock.state in ("running", "paused"):
            yield f"{clock.kind} still runs in a case that is {life.state}"


PREDICATES: tuple[Callable[[Life], Faults], ...] = (
    chain,
    rule_2,
    rule_4,
    rule_5,
    rule_6,
    rule_7,
    rule_8,
    rule_9,
    rule_10,
    rule_12,
    rule_13,
    rule_21,
    rule_22,
    rule_28,
    rule_29,
    rule_30,
    result,
    ended,
    predicates_of_promises.gaps,
    predicates_of_promises.declarations,
)


def faults(life: Life) -> list[str]:
    """Everything in the record that is against a rule, with the name of the predicate."""
    return [f"{predicate.__name__}: {fault}" for predicate in PREDICATES for fault in predicate(life)]
