"""``onevisit due``: the answer, the JSON, and a sentence for every wrong argument."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onevisit.law.due_command import run

QUESTION = ("2026-02-10", "--limit", "20wd", "--pause", "2026-02-12..2026-03-02")


def call(*arguments: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    code = run(arguments, out, err)
    return code, out.getvalue(), err.getvalue()


@pytest.mark.clause("RULE-10")
def test_rule_10_the_vector_as_text() -> None:
    code, text, error = call(*QUESTION)
    lines = text.splitlines()
    assert (code, error) == (0, "")
    assert lines[:2] == ["到期日：2026-03-26 周四", "自 2026-02-10 周二 起 20个工作日"]
    assert lines[3].split() == ["2026-02-10", "周二", "起算日，不计入"]
    assert lines[4].split() == ["2026-02-11", "周三", "第", "1", "日", "计入"]
    assert lines[5].split() == ["2026-02-12", "周四", "暂停，不计入"]
    assert lines[8].split() == ["2026-02-15", "周日", "休息日，不计入（春节）"]
    assert lines[-1].split() == ["2026-03-26", "周四", "第", "20", "日", "计入"]


@pytest.mark.clause("RULE-10")
def test_rule_10_the_vector_as_json_has_exactly_the_promised_keys() -> None:
    code, text, error = call(*QUESTION, "--json")
    answer = json.loads(text)
    assert (code, error) == (0, "")
    assert answer.keys() == {"due", "provisional", "days"}
    assert answer["due"] == "2026-03-26"
    assert answer["provisional"] is False
    assert all(day.keys() == {"date", "counted", "reason"} for day in answer["days"])
    assert sum(day["counted"] for day in answer["days"]) == 20
    assert answer["days"][0] == {"date": "2026-02-10", "counted": False, "reason": "starting_day"}
    reasons = {day["date"]: day["reason"] for day in answer["days"]}
    assert reasons["2026-02-13"] == "paused"
    assert reasons["2026-02-20"] == reasons["2026-03-14"] == "rest_day"
    assert reasons["2026-03-26"] == "counted"


def test_make_up_days_are_told() -> None:
    answer = json.loads(call("2026-02-10", "--limit", "5wd", "--json")[1])
    assert {"date": "2026-02-14", "counted": True, "reason": "make_up_day"} in answer["days"]
    assert "调休上班，计入" in call("2026-02-10", "--limit", "5wd")[1]


def test_several_pauses_and_calendar_days() -> None:
    several = call(*QUESTION, "--pause=2026-02-28..2026-03-04", "--json")
    assert json.loads(several[1])["due"] == "2026-03-30"
    assert json.loads(call("2026-04-30", "--limit=2d", "--json")[1])["due"] == "2026-05-06"


@pytest.mark.clause("RULE-20")
def test_rule_20_a_provisional_date_is_marked() -> None:
    assert json.loads(call("2026-12-25", "--limit", "10wd", "--json")[1])["provisional"] is True
    text = call("2026-12-25", "--limit", "10wd")[1]
    assert text.startswith("预计到期日：2027-01-11 周一")
    assert "尚未公布" in text


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ([], "START"),
        (["--limit", "5wd"], "START"),
        (["2026-02-30", "--limit", "5wd"], "START"),
        (["20260210", "--limit", "5wd"], "START"),
        (["2026-W07-2", "--limit", "5wd"], "START"),
        (["２026-02-10", "--limit", "5wd"], "START"),
        (["", "--limit", "5wd"], "START"),
        (["2026-02-10\x00", "--limit", "5wd"], "START"),
        (["2003-12-31", "--limit", "5wd"], "START"),
        (["2051-01-01", "--limit", "5wd"], "START"),
        (["2026-02-10", "2026-02-11", "--limit", "5wd"], "START"),
        (["2026-02-10"], "--limit"),
        (["2026-02-10", "--limit"], "--limit"),
        (["2026-02-10", "--limit", "5"], "--limit"),
        (["2026-02-10", "--limit", "-5wd"], "--limit"),
        (["2026-02-10", "--limit", "😀"], "--limit"),
        (["2026-02-10", "--limit", "9999wd"], "--limit"),
        (["2026-02-10", "--limit", "1" * 5000 + "wd"], "--limit"),
        (["2026-02-10", "--limit", "5wd", "--pause"], "--pause"),
        (["2026-02-10", "--limit", "5wd", "--pause", "2026-02-12"], "--pause"),
        (["2026-02-10", "--limit", "5wd", "--pause", "2026-02-12.."], "--pause"),
        (["2026-02-10", "--limit", "5wd", "--pause", "2026-02-12...2026-02-13"], "--pause"),
        (["2026-02-10", "--limit", "5wd", "--pause", "2026-03-02..2026-02-12"], "--pause"),
        (["2026-02-10", "--limit", "5wd", "--pause", "2026-02-11..9999-12-31"], "--pause"),
        (["2026-02-10", "--limit", "5d", "--pause", "2026-02-11..9999-12-31"], "--pause"),
        (["2026-02-10", "--limit", "5wd", "--json=yes"], "--json"),
        (["2026-02-10", "--limit", "5wd", "--unknown"], "--unknown"),
        (["2026-02-10", "--lim", "5wd"], "--lim"),
    ],
)
def test_a_wrong_argument_is_named_in_one_sentence(arguments: list[str], named: str) -> None:
    code, text, error = call(*arguments)
    assert (code, text) == (2, "")
    assert named in error
    assert error.endswith("。\n")
    assert error.count("\n") == 1
    assert len(error) < 200


@settings(deadline=None, max_examples=200)
@given(st.lists(st.text() | st.sampled_from([*QUESTION, "--json", "--", "-"]), max_size=6))
def test_whatever_is_typed_gives_an_answer_or_a_sentence(arguments: list[str]) -> None:
    code, text, error = call(*arguments)
    assert (code == 0 and text and not error) or (code == 2 and not text and error.endswith("。\n"))


def test_help_explains_the_arguments() -> None:
    code, text, error = call("--help")
    assert (code, error) == (0, "")
    assert all(word in text for word in ("START", "--limit", "--pause", "--json", "2026-02-12..2026-03-02"))
