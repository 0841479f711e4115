"""The whole told by its members: longest path, who is filed when, how it ends in every combination."""

from __future__ import annotations

import re
from itertools import product

import pytest

from onevisit.law.joint import (
    CircleError,
    JointState,
    MemberEnd,
    WaitingMember,
    dropped,
    joint_state,
    longest_path,
    progress,
    released,
    working_days_of,
)
from onevisit.law.limits import Limit, Unit

ENDED = [end for end in MemberEnd if end.ended]
OPEN = [end for end in MemberEnd if not end.ended]


@pytest.mark.clause("RULE-19")
@pytest.mark.parametrize("ends", list(product(ENDED, repeat=3)), ids=str)
def test_whatever_way_the_members_end_the_whole_is_closed_and_says_how(
    ends: tuple[MemberEnd, ...],
) -> None:
    good = [end in (MemberEnd.GRANTED, MemberEnd.NOT_REQUIRED) for end in ends]
    expected = (
        JointState.ALL_GRANTED
        if all(good)
        else JointState.PARTLY_GRANTED
        if any(good)
        else JointState.NONE_GRANTED
    )
    assert joint_state(ends) is expected
    assert joint_state(ends).closed


@pytest.mark.clause("RULE-19", "JH-18")
@pytest.mark.parametrize("open_one", OPEN)
@pytest.mark.parametrize("ended", ENDED)
def test_it_is_never_closed_while_one_member_is_open(open_one: MemberEnd, ended: MemberEnd) -> None:
    assert not joint_state([ended, open_one, ended]).closed


@pytest.mark.clause("RULE-19")
def test_it_is_ready_when_nothing_but_the_pick_up_is_left() -> None:
    assert joint_state([MemberEnd.READY, MemberEnd.REFUSED]) is JointState.READY
    assert joint_state([MemberEnd.READY, MemberEnd.WAITING]) is JointState.IN_PROGRESS
    assert joint_state([MemberEnd.READY, MemberEnd.CORRECTING]) is JointState.CORRECTING
    assert joint_state([MemberEnd.INTAKE, MemberEnd.WAITING]) is JointState.INTAKE


@pytest.mark.clause("RULE-19")
def test_the_longest_path_adds_up_along_a_chain_and_not_across_it() -> None:
    days = {"licence": 3, "food": 8, "sign": 5, "fire": 5}
    assert longest_path(days, {}) == 8
    assert longest_path(days, {"food": ("licence",), "fire": ("food",)}) == 16
    assert longest_path(days, {"food": ("licence", "somebody else")}) == 11
    with pytest.raises(CircleError) as circle:
        longest_path(days, {"food": ("fire",), "fire": ("food",)})
    assert set(circle.value.keys) == {"food", "fire"}


@pytest.mark.clause("RULE-19")
def test_calendar_days_never_make_a_path_longer_than_their_working_days() -> None:
    assert working_days_of(Limit(7, Unit.CALENDAR_DAY)) == 5
    assert working_days_of(Limit(10, Unit.CALENDAR_DAY)) == 7
    assert working_days_of(Limit(10, Unit.WORKING_DAY)) == 10


@pytest.mark.clause("JH-18")
def test_a_member_is_filed_when_all_its_predecessors_are_granted() -> None:
    waiting = [WaitingMember("food", ("licence",)), WaitingMember("sign", ("licence", "lease"))]
    assert released(waiting, ["licence"]) == ("food",)
    assert released(waiting, ["licence", "lease"]) == ("food", "sign")
    assert released(waiting, []) == ()


@pytest.mark.clause("JH-18")
def test_who_waits_for_a_failed_one_is_let_go_also_through_others() -> None:
    waiting = [
        WaitingMember("sign", ("food",)),
        WaitingMember("food", ("licence",)),
        WaitingMember("x", ("y",)),
    ]
    assert set(dropped(waiting, ["licence"])) == {"food", "sign"}
    assert dropped(waiting, []) == ()


@pytest.mark.clause("JH-18", "RULE-19")
def test_a_package_of_one_item_is_not_called_several() -> None:
    assert "个事项：" not in str(progress([MemberEnd.REVIEW]))


@pytest.mark.clause("JH-18", "RULE-19")
def test_what_was_withdrawn_or_refused_is_not_counted_as_done() -> None:
    ends = [MemberEnd.GRANTED, MemberEnd.WITHDRAWN, MemberEnd.REFUSED, MemberEnd.POSTED, MemberEnd.REVIEW]
    assert str(progress(ends)) == (
        "共 5 个事项：办成 1 个、结果已出 1 个、在办 1 个、撤回 1 个、没有办成 1 个"
    )


@pytest.mark.clause("JH-18")
@pytest.mark.parametrize("ends", list(product(MemberEnd, repeat=2)), ids=str)
def test_every_item_is_counted_once(ends: tuple[MemberEnd, ...]) -> None:
    _whole, _colon, parts = str(progress(ends)).partition("：")
    assert sum(int(number) for number in re.findall(r"\d+", parts)) == len(ends)


@pytest.mark.clause("RULE-19")
@pytest.mark.parametrize("end", [MemberEnd.IN_SLOT, MemberEnd.POSTED])
def test_a_result_on_its_way_keeps_the_whole_open(end: MemberEnd) -> None:
    assert joint_state([end, MemberEnd.GRANTED]) is JointState.READY
