"""Identifiers: published examples, check characters that notice every slip, sentences that help."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from onevisit.law import identifiers
from onevisit.law.identifiers import CaseNumberScheme, IdentifierError

RESIDENTS = ["11010519491231002X", "210302199001010016", "22028119850615002X", "21030319500505003X"]
CREDIT_CODES = ["91350100M000100Y43", "11210300MB1A23457Q", "11220281MB1B007156"]

born = st.dates(date(1900, 1, 1), date(2026, 12, 31))
regions = st.sampled_from(["210302", "220281", "110105", "330102", "440303"])


@st.composite
def resident_numbers(draw: st.DrawFn) -> str:
    """Any right resident number."""
    body = f"{draw(regions)}{draw(born):%Y%m%d}{draw(st.integers(1, 999)):03d}"
    return body + identifiers.resident_check_character(body)


@st.composite
def credit_codes(draw: st.DrawFn) -> str:
    """Any right credit code."""
    rest = st.text(identifiers.CREDIT_ALPHABET, min_size=9, max_size=9)
    body = draw(st.sampled_from(["91", "92", "11", "12", "51"])) + draw(regions) + draw(rest)
    return body + identifiers.credit_check_character(body)


@pytest.mark.parametrize("number", RESIDENTS)
def test_published_resident_numbers_are_right(number: str) -> None:
    assert identifiers.resident_number(number) == number


def test_people_born_long_before_1983_and_in_dissolved_counties_are_let_in() -> None:
    body = "220222" + "19310704" + "001"
    number = body + identifiers.resident_check_character(body)
    assert identifiers.resident_number(number) == number
    assert identifiers.birth_date(number) == date(1931, 7, 4)


@pytest.mark.parametrize("number", CREDIT_CODES)
def test_published_credit_codes_are_right(number: str) -> None:
    assert identifiers.credit_code(number) == number


@given(resident_numbers(), st.data())
def test_every_single_slip_in_a_resident_number_is_noticed(number: str, data: st.DataObject) -> None:
    assert identifiers.resident_number(number) == number
    place = data.draw(st.integers(0, 17))
    other = data.draw(st.sampled_from("0123456789X" if place == 17 else "0123456789"))
    assume(other != number[place])
    assert not identifiers.is_valid(identifiers.resident_number, number[:place] + other + number[place + 1 :])


@given(resident_numbers(), st.integers(0, 15))
def test_every_swap_of_neighbours_in_a_resident_number_is_noticed(number: str, place: int) -> None:
    assume(number[place] != number[place + 1])
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert not identifiers.is_valid(identifiers.resident_number, swapped)


@given(credit_codes(), st.data())
def test_every_single_slip_in_a_credit_code_is_noticed(code: str, data: st.DataObject) -> None:
    assert identifiers.credit_code(code) == code
    place = data.draw(st.integers(0, 17))
    other = data.draw(st.sampled_from(identifiers.CREDIT_ALPHABET))
    assume(other != code[place])
    assert not identifiers.is_valid(identifiers.credit_code, code[:place] + other + code[place + 1 :])


@given(credit_codes())
def test_our_credit_code_check_agrees_with_an_independent_one(code: str) -> None:
    from stdnum.cn import uscc

    assert uscc.is_valid(code)


def test_a_residence_permit_of_hong_kong_macao_or_taiwan_is_let_in() -> None:
    for region in identifiers.RESIDENCE_PERMIT_REGIONS:
        body = region + "19880202" + "001"
        number = body + identifiers.resident_check_character(body)
        assert identifiers.person_number(number) == number
        assert identifiers.residence_permit_number(number) == number


@pytest.mark.parametrize(
    ("check", "typed", "stored"),
    [
        (identifiers.resident_number, " 22028119850615002x ", "22028119850615002X"),
        (identifiers.resident_number, "２２０２８１１９８５０６１５００２Ｘ", "22028119850615002X"),
        (identifiers.credit_code, "91350100-m000100y43", "91350100M000100Y43"),
        (identifiers.mobile_phone, "+86 138-0013-8000", "13800138000"),
        (identifiers.mobile_phone, "008613800138000", "13800138000"),
        (identifiers.telephone, "(0432) 67251234", "0432-67251234"),
        (identifiers.telephone, "（0432）67251234", "0432-67251234"),
        (identifiers.telephone, "010 6512 3456", "010-65123456"),
        (identifiers.telephone, "13800138000", "13800138000"),
        (identifiers.division_code, "220281", "220281"),
        (identifiers.division_code, "220281103000", "220281103000"),
        (identifiers.base_item_code, "000131028001", "000131028001"),
        (identifiers.item_code, "11220281MB1B0071564000131028001", "11220281MB1B0071564000131028001"),
        (identifiers.item_code, "11220281MB1B007156400013102800101", "11220281MB1B007156400013102800101"),
    ],
)
def test_what_people_type_becomes_the_one_stored_form(
    check: Callable[[str], str], typed: str, stored: str
) -> None:
    assert check(typed) == stored
    assert check(stored) == stored


@pytest.mark.parametrize(
    ("check", "typed", "hint"),
    [
        (identifiers.resident_number, "", "18 位"),
        (identifiers.resident_number, "2202811985061500", "18 位"),
        (identifiers.resident_number, "220281198506150021", "校验位"),
        (identifiers.resident_number, "220281198502300023", "出生日期"),
        (identifiers.resident_number, "990281198506150021", "地区代码"),
        (identifiers.resident_number, "堃喆昇祎玥翀𠮷", "18 位"),
        (identifiers.resident_number, "22028119850615002\x00", "18 位"),
        (identifiers.residence_permit_number, "22028119850615002X", "810000"),
        (identifiers.resident_number, "٢٢٠٢٨١١٩٨٥٠٦١٥٠٠٢X", "18 位"),
        (identifiers.mobile_phone, "१३८००१३८०००", "11 位"),
        (identifiers.credit_code, "91350100M000100Y44", "校验位"),
        (identifiers.credit_code, "91350100I000100Y43", "I、O、S、V、Z"),
        (identifiers.credit_code, "91350100M000100Y4", "17 位"),
        (identifiers.mobile_phone, "12800138000", "11 位"),
        (identifiers.mobile_phone, "1380013800", "11 位"),
        (identifiers.mobile_phone, "😀", "11 位"),
        (identifiers.telephone, "0432-123", "区号"),
        (identifiers.division_code, "990000", "99"),
        (identifiers.division_code, "2202", "6 位"),
        (identifiers.division_code, "220081", "地市"),
        (identifiers.base_item_code, "990131028001", "99"),
        (identifiers.item_code, "220281", "31 位"),
        (identifiers.item_code, "11220281MB1B0071574000131028001", "校验位"),
        (identifiers.check_case_number, "11220281MB1B00715620261122000012A", "校验位"),
    ],
)
def test_a_wrong_number_is_answered_with_a_sentence_that_says_what_is_wrong(
    check: Callable[[str], str], typed: str, hint: str
) -> None:
    with pytest.raises(IdentifierError, match=hint) as refused:
        check(typed)
    assert str(refused.value).endswith("。")


@given(st.text(max_size=40))
def test_no_text_whatever_breaks_a_check(text: str) -> None:
    for check in (
        identifiers.person_number,
        identifiers.credit_code,
        identifiers.telephone,
        identifiers.division_code,
        identifiers.item_code,
        identifiers.check_case_number,
    ):
        identifiers.is_valid(check, text)


organs = st.text(identifiers.CASE_ALPHABET, min_size=4, max_size=18)


@pytest.mark.clause("HOUSE-19")
@given(organs, st.dates(date(2026, 1, 1), date(2035, 12, 31)), st.integers(1, 10**9), st.data())
def test_a_case_number_carries_organ_day_serial_and_notices_slips(
    organ: str, day: date, serial: int, data: st.DataObject
) -> None:
    number = identifiers.case_number(organ, day, serial)
    assert number.startswith(f"{organ}{day:%Y%m%d}{serial:06d}")
    assert identifiers.check_case_number(number) == number
    place = data.draw(st.integers(0, len(number) - 1))
    other = data.draw(st.sampled_from(identifiers.CASE_ALPHABET))
    assume(other != number[place])
    slipped = number[:place] + other + number[place + 1 :]
    assert not identifiers.is_valid(identifiers.check_case_number, slipped)


@pytest.mark.clause("HOUSE-19")
@given(st.integers(1, 10**8), st.integers(1, 10**8))
def test_two_serials_never_give_one_case_number(one: int, other: int) -> None:
    assume(one != other)
    day = date(2026, 11, 22)
    assert identifiers.case_number("2202", day, one) != identifiers.case_number("2202", day, other)


def test_the_case_number_scheme_can_be_set_by_a_city() -> None:
    scheme = CaseNumberScheme(date_format="%y%m%d", serial_digits=4)
    number = identifiers.case_number("220281", date(2026, 11, 22), 12, scheme)
    assert number[:-1] == "2202812611220012"
    assert identifiers.check_case_number(number) == number


@pytest.mark.parametrize(("organ", "serial"), [("", 1), ("蛟河", 1), ("2202", 0)])
def test_a_case_number_without_organ_or_serial_is_not_made(organ: str, serial: int) -> None:
    with pytest.raises(ValueError, match=r"case serial|organ code"):
        identifiers.case_number(organ, date(2026, 11, 22), serial)


def test_document_numbers_are_written_in_the_official_form() -> None:
    assert identifiers.document_number("蛟政审许", 2026, 12) == "蛟政审许〔2026〕12号"
    for prefix, year, serial in (("", 2026, 1), ("蛟", 2026, 0), ("蛟", 26, 1)):
        with pytest.raises(ValueError, match="document number"):
            identifiers.document_number(prefix, year, serial)
