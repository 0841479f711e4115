"""Receiving and accepting (rules 2 and 4 to 9)."""

from __future__ import annotations

from datetime import date, datetime

from tests.cases.predicates.life import BEFORE_FILING, ONE_DAY, RECEIPTS, Faults, Life, Predicates


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


PREDICATES: Predicates = (rule_2, rule_4, rule_5, rule_6, rule_7, rule_8, rule_9)
