"""What somebody typed or followed, made safe for the catalogue: search text and page keys."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from onevisit.catalog.search_terms import normalised
from onevisit.law.clauses import enforces

LONGEST_QUESTION = 100
_PAGE_KEY = re.compile(r"(\d{1,18})~([0-9a-z \u3400-\u9fff\U00020000-\U0003ffff]{0,400})")


@dataclass(frozen=True)
class Question:
    """A search question: ``text`` is what is searched and shown again, ``remark`` what was done to it."""

    text: str
    remark: str
    searchable: bool


@enforces("HOUSE-35")
def question_of(typed: str) -> Question:
    """Takes any text: too long is cut, and what can't be searched (control characters, emoji) is said."""
    visible = "".join(letter for letter in typed if letter.isprintable()).strip()
    text = visible[:LONGEST_QUESTION]
    if not visible:
        return Question("", _("没有收到可以查的字，请输入要办的事。") if typed.strip() else "", False)
    if not normalised(text):
        return Question(text, _("表情和符号查不了，请用汉字、拼音首字母或者数字。"), False)
    if len(visible) > LONGEST_QUESTION:
        return Question(
            text, _("您输入的内容很长，只用前 %(count)d 个字查找。") % {"count": LONGEST_QUESTION}, True
        )
    return Question(text, "", True)


def page_key(typed: str) -> tuple[str, int] | None:
    """The sort key and id after which a page begins; None for the first page and for anything unreadable."""
    found = _PAGE_KEY.fullmatch(typed)
    return (found[2], int(found[1])) if found else None


def address_after(path: str, after: tuple[str, int] | None) -> str:
    """The address of the page after this key; empty on the last page."""
    return f"{path}?{urlencode({'after': f'{after[1]}~{after[0]}'})}" if after else ""
