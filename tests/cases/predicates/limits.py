"""Limits (rules 10, 12 and 13)."""

from __future__ import annotations

from datetime import datetime

from tests.cases.predicates.life import ONE_DAY, Faults, Life, Predicates


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


PREDICATES: Predicates = (rule_10, rule_12, rule_13)
