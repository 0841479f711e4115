"""Names as people and organisations really bear them (居民身份证法 art. 4: as in the document).

A name may have any Chinese character, also rare ones outside the basic plane (𠮷), minority and foreign
letters, the dot between parts (·), spaces and hyphens. Signs that no identity document shows (control
characters, emoji) are told at once; a rare character never turns anybody away (HOUSE-21).
"""

from __future__ import annotations

import unicodedata

from onevisit.law.clauses import enforces
from onevisit.law.sentence import InputFault, Sentence

LONGEST_PERSON_NAME = 100
LONGEST_ORGANIZATION_NAME = 200
NAME_DOT = "·"
_OTHER_DOTS = "•‧∙・･．"
_PERSON_SIGNS = frozenset(" -'’.·")
_ORGANIZATION_SIGNS = frozenset(" -'’.·()（）《》〈〉“”\"、，,&/+#—:：")


class NameFault(InputFault):
    """The text can't be a name."""


@enforces("HOUSE-21")
def person_name(text: str) -> str:
    """The name as it is kept: trimmed, single spaces, one kind of dot. Raises NameFault."""
    return _name(text, Sentence("姓名"), LONGEST_PERSON_NAME, _PERSON_SIGNS, digits=False)


@enforces("HOUSE-21")
def organization_name(text: str) -> str:
    """The name of an organisation as it is kept; digits and brackets are allowed. Raises NameFault."""
    return _name(text, Sentence("名称"), LONGEST_ORGANIZATION_NAME, _ORGANIZATION_SIGNS, digits=True)


def _name(text: str, what: Sentence, longest: int, signs: frozenset[str], *, digits: bool) -> str:
    for character in text:
        if unicodedata.category(character) == "Cc" and not character.isspace():
            raise NameFault(
                Sentence("%(name)s里有看不见的控制字符，可能是复制时带进来的。请删掉后重新输入。", name=what)
            )
    name = " ".join(text.split())
    for dot in _OTHER_DOTS:
        name = name.replace(dot, NAME_DOT)
    if not name:
        raise NameFault(Sentence("请填写%(name)s。", name=what))
    if len(name) > longest:
        raise NameFault(
            Sentence(
                "%(name)s最多 %(most)s 个字，现在是 %(count)s 个。请检查是不是多填了。",
                name=what,
                most=longest,
                count=len(name),
            )
        )
    for character in name:
        if not _belongs(character, signs, digits):
            raise NameFault(
                Sentence(
                    "%(name)s里不能有“%(character)s”。请照证件上的字填写。",
                    name=what,
                    character=_shown(character),
                )
            )
    if not any(unicodedata.category(character)[0] in "LC" for character in name):
        raise NameFault(Sentence("%(name)s里没有字。请照证件上的字填写。", name=what))
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
