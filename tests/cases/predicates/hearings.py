"""Hearings and statements (许可法 36, 45–48; rules 14–16), told a second time over the finished record."""

from __future__ import annotations

from datetime import date, datetime

from tests.cases.predicates.life import ONE_DAY, Act, Faults, Life, Predicates

ANSWERS = ("request_hearing", "waive_hearing", "make_statement", "record_party_answer")
DECIDING = ("draft_decision", "sign_decision", "decide_at_once", "report_up")


def _held(act: Act) -> date:
    return datetime.fromisoformat(act.data["held_at"]).date()


def five_days(life: Life) -> Faults:
    """XK-47: a hearing is asked for by who was told, within five working days of the service."""
    periods = {
        (right, party): (act.day, date.fromisoformat(ends))
        for act in life.acts
        for right, party, ends in act.data.get("periods", ())
    }
    for (right, _party), (served, ends) in periods.items():
        if right == "hearing" and life.working_days_after(served, ends) != 5:
            yield "the time to ask for a hearing is not five working days"
    for act in life.acts:
        if act.data.get("answer") != "requested":
            continue
        told = periods.get(("hearing", act.data.get("party")))
        if told is None:
            yield "a hearing was asked for by somebody who was not told"
        elif not told[0] <= date.fromisoformat(act.data["asked_on"]) <= told[1]:
            yield "a hearing was asked for outside the five days"


def seven_days(life: Life) -> Faults:
    """XK-48.1, rule 15: seven full working days lie between the service of every notice and the hearing."""
    for act in life.named("record_hearing"):
        calls = life.before(act, "give_hearing_notice")
        if not calls:
            yield "a hearing was held that nobody was called to"
            continue
        served = {
            party: date.fromisoformat(day)
            for one in life.acts
            if calls[-1].sequence <= one.sequence < act.sequence
            for party, day in one.data.get("invited_on", ())
        }
        for party in calls[-1].data["invited"]:
            day = served.get(party)
            if day is None or life.working_days_after(day, _held(act) - ONE_DAY) < 7:
                yield "somebody was not told of the hearing seven working days before"
        if act.at.date() < _held(act):
            yield "a hearing is on record before it was held"


def twenty_days(life: Life) -> Faults:
    """XK-47: held within twenty working days of the first request that stands, or an irregularity."""
    for act in life.named("record_hearing"):
        asked = [
            date.fromisoformat(one.data["asked_on"])
            for one in life.acts
            if one.sequence < act.sequence and one.data.get("answer") == "requested"
        ]
        late = bool(asked) and life.working_days_after(max(asked), _held(act)) > 20
        if late and "hearing_held_too_late" not in life.irregularities:
            yield "a hearing was held too late without an irregularity"
    for clock in life.clock("hearing"):
        if (clock.count, clock.unit) != (20, "wd"):
            yield "the hearing has twenty working days"


def backward(life: Life) -> Faults:
    """Rule 15: the last day of the notice is the latest with seven working days between."""
    for clock in life.clock("hearing_notice"):
        if (clock.count, clock.unit) != (7, "wd") or clock.event_on is None:
            yield "the notice of hearing has seven working days before its event"
            continue
        between = life.working_days_after(clock.due_on, clock.event_on - ONE_DAY)
        later = life.working_days_after(clock.due_on + ONE_DAY, clock.event_on - ONE_DAY)
        if between != 7 or later != 6:
            yield f"the notice of a hearing on {clock.event_on} is due on {clock.due_on}"


def chair(life: Life) -> Faults:
    """XK-48.3: the chair takes no part in the review, the officer does not write the record."""
    for act in life.named("record_hearing"):
        reviewing = life.named("start_review", "record_step", "record_visit", "draft_decision")
        if act.data["chair"] in {one.actor_id for one in reviewing}:
            yield "the chair reviewed the case"
        if act.data["chair"] in {one for step in reviewing for one in step.data.get("officers", ())}:
            yield "the chair was on site"
        begun = min(one.sequence for one in life.acts if one.data.get("hearing") == act.data["hearing"])
        last = {
            one.data["challenge"]: one.name
            for one in life.acts
            if "challenge" in one.data and begun <= one.sequence < act.sequence
        }
        if set(last.values()) - {"decide_challenge"}:
            yield "a challenge was left undecided"
        opened = life.before(act, "start_review", "start_special_procedure")
        if opened and opened[0].actor_id == act.actor_id:
            yield "the case officer wrote the record"
    for act in life.named("decide_challenge"):
        made = [one for one in life.acts if one.data.get("challenge") == act.data["challenge"]]
        if made[0].data["chair"] == act.actor_id:
            yield "the chair decided on himself"


def record_first(life: Life) -> Faults:
    """XK-48p2, XK-46: nothing is decided before the record of a hearing, and the draft names it."""
    for act in life.named(*DECIDING):
        opened = [one for one in life.acts if one.sequence < act.sequence and "hearing" in one.data]
        started = {
            one.data["hearing"]
            for one in opened
            if one.name in ("order_hearing", "request_hearing", "record_party_answer")
        }
        ended = {one.data["hearing"] for one in opened if one.name == "record_hearing"}
        given_up = [one for one in opened if one.data.get("given_up")]
        if started - ended - {one.data["hearing"] for one in given_up}:
            yield f"{act.name} came while a hearing was to be held"
        if act.name == "draft_decision":
            held = [one for one in opened if one.name == "record_hearing" and one.data["appeared"]]
            if held and act.data.get("hearing") != held[-1].data["hearing"]:
                yield "a decision was drafted that does not follow the hearing's record"


def waited(life: Life) -> Faults:
    """XK-36, 47: nobody drafts while somebody who was told may still speak, or was not served."""
    for act in life.named("draft_decision"):
        before = [one for one in life.acts if one.sequence < act.sequence]
        ends = {
            (right, party): date.fromisoformat(end)
            for one in before
            for right, party, end in one.data.get("periods", ())
        }
        answered = {
            (one.data["right"], one.data["party"])
            for one in before
            if one.data.get("answer") and "right" in one.data
        }
        told = {
            (one.data["right"], party)
            for one in before
            if one.name in ("tell_hearing_right", "tell_statement_right")
            for party in one.data["told"]
        }
        for key in told - answered:
            if key not in ends or act.day <= ends[key]:
                yield f"a decision was drafted while {key[0]} of {key[1]} was still open"
        named = {one.data["party"] for one in before if one.name == "name_interested_party"}
        if named - {party for _right, party in told}:
            yield "an interested party was never told"


def announced(life: Life) -> Faults:
    """XK-46: a hearing ex officio is announced; each notice and record is a document (rule 33)."""
    ordered = {act.data["hearing"] for act in life.named("order_hearing")}
    for act in life.named("give_hearing_notice"):
        if act.data["hearing"] in ordered and not act.data["announced"]:
            yield "a hearing ex officio was not announced"
    calls = life.named("give_hearing_notice")
    if len(life.of_kind("hearing_announcement")) != sum(act.data["announced"] for act in calls):
        yield "announcements and their papers do not agree"
    if len(life.of_kind("hearing_notice")) != sum(len(act.data["invited"]) for act in calls):
        yield "somebody was called without a paper"
    if len(life.of_kind("hearing_record")) != len(life.named("record_hearing")):
        yield "a hearing without its record"


PREDICATES: Predicates = (
    five_days,
    seven_days,
    twenty_days,
    backward,
    chair,
    record_first,
    waited,
    announced,
)
