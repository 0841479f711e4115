"""How dates are said in Chinese."""

from __future__ import annotations

from datetime import date

WEEKDAY_NAMES = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


def weekday_name(day: date) -> str:
    """``周一`` … ``周日``."""
    return WEEKDAY_NAMES[day.weekday()]


def date_in_words(day: date, today: date) -> str:
    """``3月16日（周一）``; with the year if it is not the year of ``today``."""
    year = "" if day.year == today.year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日（{weekday_name(day)}）"


def full_date(day: date) -> str:
    """``2026年11月22日``, as documents print it (GB/T 9704)."""
    return f"{day.year}年{day.month}月{day.day}日"
