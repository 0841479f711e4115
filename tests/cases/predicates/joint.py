"""The rules of joint cases told a second time, over the finished record of one joint case (rule 19, JH-18).

Nothing here is imported from the program, as in ``predicates``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

ENDED = ("delivered", "archived", "not_required", "not_accepted", "withdrawn", "terminated")
ANSWERED = (*ENDED, "accepted", "in_review", "reported_up", "decided", "result_at_window")
FILINGS = ("file", "file_after", "receive")


@dataclass(frozen=True)
class Member:
    """One member: its acts as (name, moment), in order, and how it stands."""

    key: str
    after: tuple[str, ...]
    round: int
    dropped: bool
    state: str
    outcome: str
    accepted_on: date | None
    acts: tuple[tuple[str, datetime], ...]
    papers: tuple[str, ...]
    answers: Mapping[str, str]

    def moment_of(self, *names: str) -> datetime | None:
        """When the first act of one of these names was done."""
        return next((at for name, at in self.acts if name in names), None)


@dataclass(frozen=True)
class JointLife:
    """All that is on record of one joint case, and the promised days of its items.

    ``notices`` are the merged notices as (round, called off before it was served).
    """

    members: tuple[Member, ...]
    notices: tuple[tuple[int, bool], ...]
    closed: bool
    limit: int
    clock_limit: int | None
    clock_started: date | None
    clock_state: str
    promised: Mapping[str, int]
    asked_once: tuple[tuple[tuple[str, str], ...], ...]


Faults = Iterator[str]


def limit_is_at_most_the_longest_path(life: JointLife) -> Faults:
    """RULE-19: the applicant's limit, and the clock that runs by it."""
    after = {member.key: member.after for member in life.members}

    def days(key: str) -> int:
        before = [days(one) for one in after.get(key, ()) if one in life.promised]
        return life.promised[key] + max(before, default=0)

    longest = max(days(key) for key in life.promised)
    if life.clock_limit is not None and life.clock_limit != min(life.limit, longest):
        yield f"the clock runs {life.clock_limit} days; promised {life.limit}, longest path {longest}"


def clock_runs_from_the_last_acceptance(life: JointLife) -> Faults:
    """RULE-19: not before all members filed at first have been answered."""
    first = [member for member in life.members if member.round == 1]
    days = [member.accepted_on for member in first if member.accepted_on is not None]
    if life.clock_started is not None and life.clock_started != max(days):
        yield f"the clock began on {life.clock_started}, the last acceptance was on {max(days)}"
    answered = bool(first) and all(member.state in ANSWERED for member in first)
    if answered and days and life.clock_started is None:
        yield "all were answered and no clock runs"


def closed_with_the_last_member(life: JointLife) -> Faults:
    """JH-18: closed if and only if every member is."""
    ended = all(member.dropped or member.state in ENDED for member in life.members)
    if ended != life.closed:
        yield f"closed: {life.closed}, all members ended: {ended}"
    if life.closed and life.clock_state in ("running", "paused"):
        yield "closed, and its clock still runs"


def filed_in_one_go(life: JointLife) -> Faults:
    """JH-18: members that wait for nobody are filed together, with one receipt."""
    first = [member for member in life.members if not member.after]
    filed = [member for member in first if member.moment_of(*FILINGS) is not None]
    if filed and len(filed) != len(first):
        yield "some members were filed and others not"
    receipts = sum(member.papers.count("receipt") for member in first)
    if filed and receipts != 1:
        yield f"{receipts} receipts for one filing"


def nobody_is_filed_before_his_predecessors(life: JointLife) -> Faults:
    """RULE-19: B is filed when A is granted, and not at all when A came to nothing."""
    by_key = {member.key: member for member in life.members}
    for member in life.members:
        filed = member.moment_of(*FILINGS)
        for one in member.after:
            before = by_key[one]
            decided = before.moment_of("sign_decision", "decide_at_once", "answer_not_required")
            if filed is not None and not member.dropped and (decided is None or decided > filed):
                yield f"{member.key} was filed before {one} was decided"
            lost = before.outcome == "refuse" or before.state in ("withdrawn", "terminated", "not_accepted")
            if lost and not member.dropped:
                yield f"{member.key} still waits for {one}, which came to nothing"


def one_notice_for_all(life: JointLife) -> Faults:
    """RULE-19, XK-32.4: one merged correction notice each round of filing, none of a member alone."""
    standing = [round_ for round_, called_off in life.notices if not called_off]
    if len(set(standing)) != len(standing):
        yield "a round has two merged notices"
    papers = sum(member.papers.count("correction") for member in life.members if not member.dropped)
    if papers != len(life.notices):
        yield f"{papers} correction notices for {len(life.notices)} merged ones"
    for member in life.members:
        names = [name for name, _at in member.acts]
        if not member.dropped and "request_correction" in names:
            yield f"{member.key} issued a notice of its own"
        if names.count("correct_together") - names.count("call_off_notice") > 1:
            yield f"{member.key} was put to correction twice"
        if member.state == "correcting" and not member.dropped and member.round not in standing:
            yield f"{member.key} waits for the answer to a notice that was called off"


def each_question_once(life: JointLife) -> Faults:
    """AS-3.1e: what is asked once stands the same in every form that asks it, until one is corrected."""
    by_key = {member.key: member for member in life.members}
    for places in life.asked_once:
        told = {
            by_key[member].answers[question]
            for member, question in places
            if member in by_key
            and question in by_key[member].answers
            and not by_key[member].dropped
            and not {"supply_correction", "correct_on_the_spot"} & {name for name, _at in by_key[member].acts}
        }
        if len(told) > 1:
            yield f"one question has {len(told)} answers: {places}"


PREDICATES: tuple[Callable[[JointLife], Faults], ...] = (
    limit_is_at_most_the_longest_path,
    clock_runs_from_the_last_acceptance,
    closed_with_the_last_member,
    filed_in_one_go,
    nobody_is_filed_before_his_predecessors,
    one_notice_for_all,
    each_question_once,
)


def faults(life: JointLife) -> list[str]:
    """Everything in the record that is against a rule, with the name of the predicate."""
    return [f"{predicate.__name__}: {fault}" for predicate in PREDICATES for fault in predicate(life)]
