"""Dates, money, lights and calendars in the words of the house."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation

from onevisit.law import limits
from onevisit.law.calendar import standard_calendar
from onevisit.law.limits import Limit, Pause
from onevisit.web import words
from onevisit.web.due_calendar import months_of
from onevisit.web.lights import light_words

TODAY = date(2026, 3, 16)


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2026, 3, 16), "3月16日（周一）"), (date(2027, 1, 3), "2027年1月3日（周日）")],
)
def test_a_date_in_words(day: date, expected: str) -> None:
    with translation.override("zh-hans"):
        assert words.date_in_words(day, TODAY) == expected


def test_a_date_in_english() -> None:
    with translation.override("en"):
        assert words.date_in_words(date(2027, 1, 3), TODAY) == "Sun 3 January 2027"


def test_a_moment_is_told_in_shanghai_time() -> None:
    with translation.override("zh-hans"):
        assert (
            words.moment_in_words(datetime(2026, 3, 15, 16, 5, tzinfo=UTC), TODAY) == "3月16日（周一）00:05"
        )


@pytest.mark.parametrize(
    ("days", "expected"), [(3, "还剩 3 个工作日"), (0, "今天到期"), (-2, "已超期 2 个工作日")]
)
def test_days_left(days: int, expected: str) -> None:
    with translation.override("zh-hans"):
        assert words.days_left_in_words(days) == expected


@pytest.mark.parametrize(
    ("amount", "expected"),
    [(Decimal("120"), "¥ 120.00"), ("1234.5", "¥ 1,234.50"), (0, "¥ 0.00"), ("免费", "免费"), ("NaN", "NaN")],
)
def test_money(amount: Decimal | int | str, expected: str) -> None:
    assert words.money_in_words(amount) == expected


@pytest.mark.clause("HOUSE-32")
def test_every_light_of_the_law_has_a_word_and_a_shape_of_its_own() -> None:
    shown = [light_words(light) for light in (*limits.Light, "special")]
    assert len({each.word for each in shown}) == len(shown)
    assert len({each.icon for each in shown}) == len(shown)


@pytest.mark.clause("HOUSE-24")
def test_the_calendar_of_a_due_date_shows_what_the_law_explains() -> None:
    limit = Limit.parse("20wd")
    pauses = [Pause(date(2026, 2, 12), date(2026, 3, 2))]
    days = limits.explain(date(2026, 2, 10), limit, pauses, standard_calendar())
    with translation.override("zh-hans"):
        months = months_of(days)
    cells = {cell.day: cell for month in months for cell in month.cells}
    assert [month.name for month in months] == ["2026年2月", "2026年3月"]
    assert cells[date(2026, 3, 26)].is_due
    assert cells[date(2026, 3, 26)].number == 20
    assert cells[date(2026, 2, 20)].number == 0
    for month in months:
        assert all(len(week) == 7 for week in month.weeks)
        placed = [cell for week in month.weeks for cell in week if cell is not None]
        assert placed == month.cells
        for week in month.weeks:
            assert all(cell is None or cell.day.weekday() == place for place, cell in enumerate(week))


@dataclass(frozen=True)
class Day:
    """A day of an explanation."""

    date: date
    counted: bool
    reason: str
    note: str = ""


def test_an_explanation_without_counted_days_has_no_due_day() -> None:
    months = months_of([Day(date(2026, 2, 10), False, "starting_day")])
    assert not months[0].cells[0].is_due
    assert months_of([]) == []


@pytest.mark.clause("HOUSE-35")
@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        (forms.CharField(), "", "请填写这一项。"),
        (forms.CharField(), "张\x00三", "内容里有看不见的字符，请重新填写。"),
        (forms.CharField(max_length=2), "张三丰", "最多填 2 个字，现在有 3 个字。"),
        (forms.DecimalField(), "很大", "请填写数字，例如 120。"),
        (forms.DateField(), "昨天", "请填写日期，例如 2026-03-16。"),
        (forms.ChoiceField(choices=[("1", "一")]), "2", "请从列出的选项中选择。"),
        (forms.EmailField(), "zhang", "请填写邮箱地址，例如 name@example.cn。"),
    ],
)
def test_a_field_explains_what_it_wants(field: forms.Field, value: str, sentence: str) -> None:
    with translation.override("zh-hans"), pytest.raises(ValidationError) as caught:
        field.clean(value)
    assert caught.value.messages == [sentence]
