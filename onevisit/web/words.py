"""Dates, money and counts in the words of the house (look.md, Words)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from onevisit.catalog import field_types
from onevisit.law import date_words
from onevisit.law.lifecycle import Action
from onevisit.law.limits import Limit, Unit
from onevisit.records.page_language import in_english

SHANGHAI = ZoneInfo("Asia/Shanghai")

WEEKDAYS_ENGLISH = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS_ENGLISH = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def local_day(moment: date | datetime) -> date:
    """The Shanghai day of a date or of an aware moment."""
    if isinstance(moment, datetime):
        return moment.astimezone(SHANGHAI).date()
    return moment


def date_in_words(moment: date | datetime, today: date) -> str:
    """`3月16日（周一）`; with the year where it is not the year of ``today``."""
    day = local_day(moment)
    if not in_english():
        return date_words.date_in_words(day, today)
    words = f"{WEEKDAYS_ENGLISH[day.weekday()]} {day.day} {MONTHS_ENGLISH[day.month - 1]}"
    return words if day.year == today.year else f"{words} {day.year}"


def moment_in_words(moment: datetime, today: date) -> str:
    """`3月16日（周一）14:03`, Shanghai time."""
    local = moment.astimezone(SHANGHAI)
    words = date_in_words(local, today)
    return f"{words}, {local:%H:%M}" if in_english() else f"{words}{local:%H:%M}"


def days_left_in_words(working_days: int) -> str:
    """Words for the working days left until a due day; negative means overdue."""
    if working_days < 0:
        return ngettext("已超期 %(count)d 个工作日", "已超期 %(count)d 个工作日", -working_days) % {
            "count": -working_days
        }
    if working_days == 0:
        return _("今天到期")
    return ngettext("还剩 %(count)d 个工作日", "还剩 %(count)d 个工作日", working_days) % {
        "count": working_days
    }


def act_done(action: Action) -> str:
    """An act in the course of a case: `受理`, in English `Accepted`, where a button says `Accept`."""
    return pgettext("act done", action.label)


def limit_in_words(limit: Limit | None) -> str:
    """`20个工作日`, `当场办结`; None: the law sets no limit."""
    if not in_english():
        return field_types.limit_in_words(limit)
    if limit is None:
        return "Not set by law"
    if limit == field_types.IMMEDIATE:
        return "Decided at once"
    unit = "working day" if limit.unit is Unit.WORKING_DAY else "day"
    return f"{limit.count} {unit}" if limit.count == 1 else f"{limit.count} {unit}s"


def money_in_words(amount: Decimal | int | str) -> str:
    """`¥ 120.00` for an amount in yuan; a text that is no amount is shown as it is."""
    try:
        yuan = Decimal(str(amount))
    except InvalidOperation:
        return str(amount)
    if not yuan.is_finite():
        return str(amount)
    return f"¥ {yuan:,.2f}"


def file_size_in_words(size: int) -> str:
    """`3.2 MB` for a size in bytes."""
    if size < 1024:
        return _("%(count)d 字节") % {"count": size}
    if size < 1024 * 1024:
        return f"{size / 1024:.0f} KB"
    return f"{size / 1024 / 1024:.1f} MB"
