"""Names as people and organisations really bear them (居民身份证法 art. 4: as in the document).

A name may have any Chinese character, also rare ones outside the basic plane (𠮷), minority and foreign
letters, the dot between parts (·), spaces and hyphens. Signs that no identity document shows (control
characters, emoji) are told at once; a rare character never turns anybody away (HOUSE-21).
"""

from __future__ import annotations

import unicodedata

from onevisit.law.clauses import enforces

LONGEST_PERSON_NAME = 100
LONGEST_ORGANIZATION_NAME = 200
NAME_DOT = "·"
_OTHER_DOTS = "•‧∙・･．"
_PERSON_SIGNS = frozenset(" -'’.·")
_ORGANIZATION_SIGNS = frozenset(" -'’.·()（）《》〈〉“”\"、，,&/+#—:：")


class NameFault(ValueError):
    """The text can't be a name; the message is a Chinese sentence for the field."""


@enforces("HOUSE-21")
def person_name(text: str) -> str:
    """The name as it is kept: trimmed, single spaces, one kind of dot. Raises NameFault."""
    return _name(text, "姓名", LONGEST_PERSON_NAME, _PERSON_SIGNS, digits=False)


@enforces("HOUSE-21")
def organization_name(text: str) -> str:
    """The name of an organisation as it is kept; digits and brackets are allowed. Raises NameFault."""
    return _name(text, "名称", LONGEST_ORGANIZATION_NAME, _ORGANIZATION_SIGNS, digits=True)


def _name(text: str, what: str, longest: int, signs: frozenset[str], *, digits: bool) -> str:
    for character in text:
        if unicodedata.category(character) == "Cc" and not character.isspace():
            raise NameFault(f"{what}里有看不见的控制字符，可能是复制时带进来的。请删掉后重新输入。")
    name = " ".join(text.split())
    for dot in _OTHER_DOTS:
        name = name.replace(dot, NAME_DOT)
    if not name:
        raise NameFault(f"请填写{what}。")
    if len(name) > longest:
        raise NameFault(f"{what}最多 {longest} 个字，现在是 {len(name)} 个。请检查是不是多填了。")
    for character in name:
        if not _belongs(character, signs, digits):
            raise NameFault(f"{what}里不能有“{_shown(character)}”。请照证件上的字填写。")
    if not any(unicodedata.category(character)[0] in "LC" for character in name):
        raise NameFault(f"{what}里没有字。请照证件上的字填写。")
    return name


def _belongs(character: str, signs: frozenset[str], digits: bool) -> bool:
    if character in signs:
        return True
    category = unicodedata.category(character)
    # Letters and marks of all scripts (variation selectors are marks); private-use characters stand for
    # characters that older registers made themselves; unassigned ones may be newer than this Python.
    return category[0] in "LM" or category in ("Co", "Cn") or (digits and category in ("Nd", "Nl"))


def _shown(character: str) -> str:
    visible = character.isprintable()
    return character if visible else f"U+{ord(character):04X}"
