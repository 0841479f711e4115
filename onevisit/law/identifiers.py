"""Numbers of people, organisations, places, items, cases and documents: their form and their check digits.

Each check takes what a person typed, returns the number in its one stored form, or raises
IdentifierError with a sentence that says what is wrong and what to do.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from onevisit.law.sentence import InputFault, Sentence

RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
RESIDENT_CHECKS = "10X98765432"
EARLIEST_BIRTH_YEAR = 1880

CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)

PROVINCES = frozenset(
    # GB/T 2260, first two digits; 83 stands for Taiwan in residence permits.
    {
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
    }
)
RESIDENCE_PERMIT_REGIONS = ("810000", "820000", "830000")

CASE_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class IdentifierError(InputFault):
    """A number that can't be right."""


def resident_number(text: str) -> str:
    """公民身份号码 after GB 11643-1999, with a real date of birth and its ISO 7064 MOD 11-2 check character.

    The region code need not be in force today: people keep the code of their first registration.
    """
    number = _typed(text)
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise IdentifierError(
            Sentence("公民身份号码应为 18 位，前 17 位是数字，最后一位是数字或 X，请核对。")
        )
    if number[:2] not in PROVINCES or number[2:6] == "0000":
        raise IdentifierError(Sentence("公民身份号码前 6 位的地区代码不存在，请对照证件核对。"))
    _check_birth_date(number, Sentence("公民身份号码"))
    if number[17] != resident_check_character(number[:17]):
        raise IdentifierError(Sentence("公民身份号码的校验位不对，可能有一位数字写错了，请对照证件核对。"))
    return number


def residence_permit_number(text: str) -> str:
    """港澳台居民居住证 number: 81/82/83 and 0000, then as the resident number."""
    number = _typed(text)
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number) or number[:6] not in RESIDENCE_PERMIT_REGIONS:
        raise IdentifierError(
            Sentence("港澳台居民居住证号码应为 18 位，以 810000、820000 或 830000 开头，请核对。")
        )
    _check_birth_date(number, Sentence("港澳台居民居住证号码"))
    if number[17] != resident_check_character(number[:17]):
        raise IdentifierError(
            Sentence("港澳台居民居住证号码的校验位不对，可能有一位数字写错了，请对照证件核对。")
        )
    return number


def person_number(text: str) -> str:
    """A resident number or the number of a 港澳台居民居住证, whichever the first six digits say."""
    number = _typed(text)
    if number[:6] in RESIDENCE_PERMIT_REGIONS:
        return residence_permit_number(number)
    return resident_number(number)


def birth_date(number: str) -> date:
    """The date of birth in a checked resident or residence permit number."""
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def resident_check_character(first_seventeen: str) -> str:
    """The ISO 7064 MOD 11-2 check character for 17 digits."""
    total = sum(int(digit) * weight for digit, weight in zip(first_seventeen, RESIDENT_WEIGHTS, strict=True))
    return RESIDENT_CHECKS[total % 11]


def credit_code(text: str) -> str:
    """统一社会信用代码 after GB 32100-2015.

    The check character of the organisation code inside it (GB 11714) is not asked for: the outer one
    covers it.
    """
    code = _typed(text)
    if len(code) != 18:
        raise IdentifierError(
            Sentence("统一社会信用代码应为 18 位，现在是 %(count)s 位，请核对。", count=len(code))
        )
    strange = [character for character in code if character not in CREDIT_ALPHABET]
    if strange:
        raise IdentifierError(
            Sentence(
                "统一社会信用代码里不会有“%(character)s”(不使用字母 I、O、S、V、Z),请核对。",
                character=strange[0],
            )
        )
    if not code[2:8].isdigit():
        raise IdentifierError(
            Sentence("统一社会信用代码第 3 至 8 位是登记机关的行政区划码，应为数字，请核对。")
        )
    if code[17] != credit_check_character(code[:17]):
        raise IdentifierError(Sentence("统一社会信用代码的校验位不对，可能有一位写错了，请对照证照核对。"))
    return code


def credit_check_character(first_seventeen: str) -> str:
    """The check character of a credit code: (31 - sum mod 31) mod 31 in the 31-character alphabet."""
    pairs = zip(first_seventeen, CREDIT_WEIGHTS, strict=True)
    total = sum(CREDIT_ALPHABET.index(character) * weight for character, weight in pairs)
    return CREDIT_ALPHABET[(31 - total % 31) % 31]


def mobile_phone(text: str) -> str:
    """A mainland mobile number: 11 digits from 13 to 19; a leading +86 or 86 is taken off."""
    number = re.sub(r"^(\+|00)?86(?=1[0-9]{10}$)", "", _typed(text))
    if not re.fullmatch(r"1[3-9][0-9]{9}", number):
        raise IdentifierError(Sentence("手机号码应为 11 位数字，以 13 至 19 开头，请核对。"))
    return number


def telephone(text: str) -> str:
    """A mobile number, or a landline with its area code (stored as ``0432-67251234``)."""
    number = _typed(text)
    match = re.fullmatch(r"[(]?(010|02[0-9]|0[3-9][0-9]{2})[)]?([2-9][0-9]{6,7})", number)
    if match:
        return f"{match[1]}-{match[2]}"
    if number.startswith("0"):
        raise IdentifierError(Sentence("固定电话应为区号加 7 至 8 位号码，例如 0432-67251234，请核对。"))
    return mobile_phone(number)


def division_code(text: str) -> str:
    """A 行政区划代码: 6 digits, or 9 or 12 for townships and villages; the province must exist."""
    code = _typed(text)
    if not re.fullmatch(r"[0-9]{6}|[0-9]{9}|[0-9]{12}", code):
        raise IdentifierError(Sentence("行政区划代码应为 6 位数字（乡镇 9 位，村和社区 12 位）,请核对。"))
    if code[:2] not in PROVINCES:
        raise IdentifierError(
            Sentence("行政区划代码以 %(code)s 开头，没有这个省级代码，请核对。", code=code[:2])
        )
    if code[2:4] == "00" and code[4:6] != "00":
        raise IdentifierError(Sentence("行政区划代码缺少地市一级的两位代码，请核对。"))
    return code


def base_item_code(text: str) -> str:
    """A 基本编码: 12 digits (2 region or 00, 2 item type, 5 item, 3 sub-item)."""
    code = _typed(text)
    if not re.fullmatch(r"[0-9]{12}", code):
        raise IdentifierError(Sentence("事项基本编码应为 12 位数字，请核对。"))
    if code[:2] != "00" and code[:2] not in PROVINCES:
        raise IdentifierError(
            Sentence("事项基本编码以 %(code)s 开头，应为 00(国家)或省级代码，请核对。", code=code[:2])
        )
    return code


def item_code(text: str) -> str:
    """An 实施编码: the organ's credit code (18), level (1), base code (12); two more digits for a 办理项."""
    code = _typed(text)
    if len(code) not in (31, 33):
        raise IdentifierError(
            Sentence(
                "事项实施编码应为 31 位（业务办理项 33 位）,现在是 %(count)s 位，请核对。", count=len(code)
            )
        )
    credit_code(code[:18])
    if not re.fullmatch(r"[0-9A-Z]", code[18]):
        raise IdentifierError(Sentence("事项实施编码第 19 位是行使层级，应为一位数字或字母，请核对。"))
    base_item_code(code[19:31])
    if not re.fullmatch(r"([0-9]{2})?", code[31:]):
        raise IdentifierError(Sentence("业务办理项编码的最后两位应为数字，请核对。"))
    return code


@dataclass(frozen=True)
class CaseNumberScheme:
    """A city's case numbers: organ code, date, serial of at least ``serial_digits``, check character.

    ``date_format`` is as in ``strftime``. A serial longer than its digits is written in full, so numbers stay
    unique; the check character is part of every scheme, so that a slip is noticed wherever a number is typed.
    """

    date_format: str = "%Y%m%d"
    serial_digits: int = 6


STANDARD_CASE_NUMBERS = CaseNumberScheme()


def case_number(
    organ_code: str, day: date, serial: int, scheme: CaseNumberScheme = STANDARD_CASE_NUMBERS
) -> str:
    """A 办件编号: organ code + day (Asia/Shanghai) + serial + check character (ISO 7064 MOD 37,36).

    Raises ValueError for a serial below 1 or an organ code with other characters.
    """
    if serial < 1:
        raise ValueError("a case serial begins with 1")
    if not organ_code or any(character not in CASE_ALPHABET for character in organ_code):
        raise ValueError(f"an organ code has digits and capital letters only: {organ_code!r}")
    body = f"{organ_code}{day.strftime(scheme.date_format)}{str(serial).zfill(scheme.serial_digits)}"
    return body + iso7064_check_character(body, CASE_ALPHABET)


def check_case_number(text: str) -> str:
    """A case number somebody typed, with separators taken out; its check character must be right."""
    number = _typed(text)
    if not 12 <= len(number) <= 40 or any(character not in CASE_ALPHABET for character in number):
        raise IdentifierError(Sentence("办件编号由数字和大写字母组成，请对照收件凭证核对。"))
    if number[-1] != iso7064_check_character(number[:-1], CASE_ALPHABET):
        raise IdentifierError(Sentence("办件编号的校验位不对，可能有一位写错了，请对照收件凭证核对。"))
    return number


def document_number(prefix: str, year: int, serial: int) -> str:
    """A 文号 such as 蛟政审许〔2026〕12号. Raises ValueError without prefix or for a serial below 1."""
    if not prefix or serial < 1 or not 1949 <= year <= 9999:
        raise ValueError("a document number needs a prefix, a year and a serial from 1")
    return f"{prefix}〔{year}〕{serial}号"


def iso7064_check_character(body: str, alphabet: str) -> str:
    """ISO 7064 hybrid check character (MOD n+1,n) over an alphabet of n characters, n even.

    It notices every single wrong character and every swap of neighbours.
    """
    size = len(alphabet)
    remainder = size
    for character in body:
        remainder = (remainder + alphabet.index(character)) % size or size
        remainder = remainder * 2 % (size + 1)
    return alphabet[(size + 1 - remainder) % size]


def is_valid(check: Callable[[str], str], text: str) -> bool:
    """Whether a check of this module accepts the text."""
    try:
        check(text)
    except IdentifierError:
        return False
    return True


def _typed(text: str) -> str:
    """What a person typed without spaces and hyphens, full-width characters as plain ones, in capitals."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return re.sub(r"[\s\-‐-―−·]", "", plain)


def _check_birth_date(number: str, name: Sentence) -> None:
    try:
        born = birth_date(number)
    except ValueError as error:
        raise IdentifierError(
            Sentence("%(name)s里的出生日期 %(date)s 不存在，请对照证件核对。", name=name, date=number[6:14])
        ) from error
    if born.year < EARLIEST_BIRTH_YEAR:
        raise IdentifierError(
            Sentence("%(name)s里的出生年份 %(year)s 太早，请对照证件核对。", name=name, year=born.year)
        )
