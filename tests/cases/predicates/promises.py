"""The rules of promises told a second time: acceptance with gaps (容缺受理), declarations (告知承诺)."""

from __future__ import annotations

from datetime import date, timedelta

from tests.cases.predicates.life import Faults, Life, Predicates

LONGEST_BAR = timedelta(days=3 * 366)


def gaps(life: Life) -> Faults:
    """RULE-33: promised with a signature, told once; decided or ended only as the promise was kept or not."""
    accepted = life.named("accept_with_gaps")
    supplied, returned = life.named("supply_gaps"), life.named("return_gaps")
    ended = life.named("terminate_for_gaps")
    if not accepted:
        if supplied or returned or ended:
            yield "gaps were supplied in a case that was accepted without"
        return
    if not accepted[0].data.get("gaps"):
        yield "accepted with gaps and nothing was missing"
    if not any(paper.content.get("signers") for paper in life.of_kind("gap_commitment")):
        yield "accepted with gaps without a signed promise"
    if len(life.of_kind("gap_notice")) != 1:
        yield "what is missing was not told exactly once"
    for act in life.named("sign_decision", "decide_at_once", "report_up"):
        turns = [one for one in (*supplied, *returned) if one.sequence < act.sequence]
        if not turns or max(turns, key=lambda one: one.sequence).name != "supply_gaps":
            yield f"{act.name} before everything promised was in"
    if len(returned) > 1:
        yield "what was supplied was told to be wrong more than once (RULE-8)"
    clocks = life.clock("gap_supply")
    for clock in clocks:
        if life.promised_count is not None and clock.count > life.promised_count:
            yield "the time to supply is longer than the promise"
    for act in ended:
        if not act.data["returned"] and not any(act.day > clock.due_on for clock in clocks):
            yield "ended before the time to supply had passed"


def declarations(life: Life) -> Faults:
    """YS-40, XK-69p2, XK-7: signed; annulled only when false, after hearing, by another person."""
    declared = [act for act in life.acts if act.data.get("declared")]
    if declared and not any(paper.content.get("signers") for paper in life.of_kind("declaration")):
        yield "declared without a signed paper"
    for act in life.named("check_declaration"):
        if not declared or not life.named("sign_decision", "decide_at_once"):
            yield "a declaration was checked that nobody made, or before the decision"
        if act.data["method"] == "on_site" and len(set(act.data["officers"])) < 2:
            yield "checked on site by fewer than two officers (XK-34)"
    for act in life.named("annul_for_false_declaration"):
        before = [one for one in life.acts if one.sequence < act.sequence]
        false = [
            one for one in before if one.data.get("finding") == "false" or one.data.get("corrected") is False
        ]
        if not false:
            yield "annulled although nothing was found false"
        if not any(one.name == "record_statement" for one in before):
            yield "annulled before the holder was heard (XK-7)"
        if act.data["proposer"] == act.actor_id:
            yield "proposed and annulled by one person"
        if not life.of_kind("commitment_annulment"):
            yield "annulled without a decision in writing"
        until = act.data.get("barred_until")
        if not until or not act.day < date.fromisoformat(until) < act.day + LONGEST_BAR:
            yield "annulled and the bar has no end, or one after more than three years"
        if any(paper.state == "ready" for paper in (*life.of_kind("grant"), *life.of_kind("result"))):
            yield "annulled and the grant is still valid"


PREDICATES: Predicates = (gaps, declarations)
