"""How personal data is shown where it need not be read in full (rule 35)."""

from __future__ import annotations

import re

from onevisit.law.clauses import enforces

STAR = "*"
SURNAMES_OF_TWO = frozenset(
    {
        "欧阳",
        "司马",
        "上官",
        "诸葛",
        "皇甫",
        "尉迟",
        "公孙",
        "慕容",
        "令狐",
        "宇文",
        "长孙",
        "司徒",
        "夏侯",
        "东方",
        "独孤",
        "南宫",
        "端木",
        "澹台",
        "公冶",
        "太史",
        "申屠",
    }
)
# Municipalities, provinces and regions first, then prefectures, then counties; each part may be missing.
PLACE = re.compile(
    r"(?:.{1,10}?(?:省|自治区|特别行政区))?(?:.{1,10}?(?:市|自治州|地区|盟))?(?:.{1,8}?(?:区|县|市|旗))?"
)


@enforces("RULE-35", "HOUSE-14")
def mask_name(name: str) -> str:
    """The family name, then one star for each further character: 张*, 张**, 欧阳**; never a whole name.

    A name with a middle dot or in Latin letters keeps its first character only.
    """
    text = name.strip()
    if not text:
        return ""
    kept = 2 if len(text) > 2 and text[:2] in SURNAMES_OF_TWO else 1
    return text[:kept] + STAR * max(len(text) - kept, 1)


def mask_number(number: str) -> str:
    """An identity number with what is between its ends hidden: 2103************16.

    Of ten characters or more the first four and the last two stay, of fewer only the last one.
    """
    text = number.strip()
    if len(text) >= 10:
        return text[:4] + STAR * (len(text) - 6) + text[-2:]
    return STAR * (len(text) - 1) + text[-1:] if len(text) > 1 else STAR * len(text)


def mask_phone(phone: str) -> str:
    """A mobile number as 138****8000; of any other number only the last two digits stay."""
    text = re.sub(r"\s", "", phone)
    if re.fullmatch(r"1\d{10}", text):
        return text[:3] + STAR * 4 + text[7:]
    return STAR * max(len(text) - 2, 0) + text[-2:] if len(text) > 4 else STAR * len(text)


def mask_address(address: str) -> str:
    """Province, city, county and township stay; what finds the door is hidden."""
    text = address.strip()
    if not text:
        return ""
    place = PLACE.match(text)
    kept = place.group(0) if place else ""
    if not kept or kept == text:
        kept = text[: min(3, len(text) // 2)]
    return kept + STAR * 4
