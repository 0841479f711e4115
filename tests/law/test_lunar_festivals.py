"""The shipped dates of the lunar festivals, judged by the moon and the sun.

A lunar month begins on the Beijing day of the new moon; the months of 春节, 端午节 and 中秋节 are those that
contain 雨水 (sun at 330°), 夏至 (90°) and 秋分 (180°). 清明 is the Beijing day on which the sun reaches 15°.
Formulas: J. Meeus, Astronomical Algorithms, chapters 25 and 49, good to some minutes here.
"""

from __future__ import annotations

from datetime import date, timedelta
from math import radians, sin

import pytest

from onevisit.law.calendar import standard_calendar

FESTIVALS = standard_calendar().lunar_festivals
JULIAN_DAY_OF_ORDINAL_0 = 1_721_424.5
EARTH_TIME_TO_BEIJING = 8 / 24 - 75 / 86_400
# The leap month after the eleventh month of 2033: 秋分 2033 falls on the day after the eighth month,
# 雨水 2034 on the day before the first month.
TERM_BESIDE_ITS_MONTH = {("中秋节", 2033), ("春节", 2034)}

NEW_MOON_TERMS = (
    # coefficient, power of the eccentricity, multiples of M, M', F
    (-0.40720, 0, 0, 1, 0),
    (0.17241, 1, 1, 0, 0),
    (0.01608, 0, 0, 2, 0),
    (0.01039, 0, 0, 0, 2),
    (0.00739, 1, -1, 1, 0),
    (-0.00514, 1, 1, 1, 0),
    (0.00208, 2, 2, 0, 0),
    (-0.00111, 0, 0, 1, -2),
    (-0.00057, 0, 0, 1, 2),
    (0.00056, 1, 1, 2, 0),
    (-0.00042, 0, 0, 3, 0),
    (0.00042, 1, 1, 0, 2),
    (0.00038, 1, 1, 0, -2),
    (-0.00024, 1, -1, 2, 0),
)


def beijing_day(julian_day: float) -> date:
    return date.fromordinal(int(julian_day + EARTH_TIME_TO_BEIJING - JULIAN_DAY_OF_ORDINAL_0))


def new_moon(number: int) -> float:
    """The Julian day of the new moon, counted from January 2000."""
    century = number / 1236.85
    eccentricity = 1 - 0.002516 * century
    sun = 2.5534 + 29.10535670 * number
    moon = 201.5643 + 385.81693528 * number + 0.0107582 * century**2
    latitude = 160.7108 + 390.67050284 * number - 0.0016118 * century**2
    node = 124.7746 - 1.56375588 * number
    day = 2_451_550.09766 + 29.530588861 * number + 0.00015437 * century**2
    for coefficient, power, of_sun, of_moon, of_latitude in NEW_MOON_TERMS:
        angle = of_sun * sun + of_moon * moon + of_latitude * latitude
        day += coefficient * eccentricity**power * sin(radians(angle))
    return day - 0.00017 * sin(radians(node))


def sun_longitude(julian_day: float) -> float:
    century = (julian_day - 2_451_545) / 36_525
    anomaly = radians(357.52911 + 35_999.05029 * century)
    centre = (1.914602 - 0.004817 * century) * sin(anomaly) + 0.019993 * sin(2 * anomaly)
    node = radians(125.04 - 1934.136 * century)
    return (280.46646 + 36_000.76983 * century + centre - 0.00569 - 0.00478 * sin(node)) % 360


def solar_term(year: int, month: int, longitude: float) -> date:
    """The Beijing day in or near this month on which the sun reaches the longitude."""
    earlier = date(year, month, 1).toordinal() + JULIAN_DAY_OF_ORDINAL_0
    later = earlier + 32
    while later - earlier > 1e-5:
        middle = (earlier + later) / 2
        if (sun_longitude(middle) - longitude) % 360 < 180:
            later = middle
        else:
            earlier = middle
    return beijing_day(later)


NEW_MOON_DAYS = sorted(beijing_day(new_moon(number)) for number in range(300, 640))


@pytest.mark.parametrize("year", FESTIVALS)
@pytest.mark.parametrize(
    ("festival", "day_of_month", "month", "longitude"),
    [("春节", 1, 2, 330.0), ("端午节", 5, 6, 90.0), ("中秋节", 15, 9, 180.0)],
)
def test_festivals_fall_on_their_day_of_the_right_lunar_month(
    year: int, festival: str, day_of_month: int, month: int, longitude: float
) -> None:
    first_of_month = FESTIVALS[year][festival] - timedelta(days=day_of_month - 1)
    assert first_of_month in NEW_MOON_DAYS
    next_month = NEW_MOON_DAYS[NEW_MOON_DAYS.index(first_of_month) + 1]
    term = solar_term(year, month, longitude)
    if (festival, year) in TERM_BESIDE_ITS_MONTH:
        assert term in (first_of_month - timedelta(days=1), next_month)
    else:
        assert first_of_month <= term < next_month


@pytest.mark.parametrize("year", FESTIVALS)
def test_qingming_is_the_day_the_sun_reaches_15_degrees(year: int) -> None:
    assert FESTIVALS[year]["清明节"] == solar_term(year, 4, 15.0)
