"""Which text can be kept and printed: no control characters, no emoji, not too long.

Rare Chinese characters (extension planes, variation selectors of names) are text like any other.
"""

from __future__ import annotations

import re
import unicodedata

from onevisit.law.sentence import Sentence

_EMOJI_RANGES = ((0x1F000, 0x1FFFF), (0x2600, 0x27BF), (0xE0000, 0xE007F), (0xFE0F, 0xFE0F), (0x20E3, 0x20E3))
_COMMON = re.compile(r"[ -~\u3001-\u303f\u4e00-\u9fef\uff01-\uff5e“”‘’—…·]*")
"""Letters, figures, Chinese characters and marks of everyday text: nothing in it can be a fault."""
_EXTENSION_PLANES = range(0x20000, 0x40000)


def text_fault(text: str, maximum: int, *, lines: bool = False) -> Sentence | None:
    """Say why ``text`` can't be kept, or None.

    ``maximum`` counts characters. ``lines`` allows line breaks and tabs.
    """
    for character in "" if _COMMON.fullmatch(text) else text:
        fault = _character_fault(character, lines)
        if fault:
            return fault
    if len(text) > maximum:
        return Sentence("最多 %(most)s 个字，现有 %(count)s 个字，请缩短", most=maximum, count=len(text))
    return None


def _character_fault(character: str, lines: bool) -> Sentence | None:
    point = ord(character)
    if character in "\n\r\t":
        return None if lines else Sentence("不能换行，请写在一行里")
    if any(first <= point <= last for first, last in _EMOJI_RANGES):
        return Sentence("含有表情或图形符号“%(character)s”，文书上印不出来，请改用文字", character=character)
    category = unicodedata.category(character)
    if category in {"Cc", "Cf", "Cs"}:
        return Sentence("含有看不见的控制字符（%(code)s），请删去后重新输入", code=f"U+{point:04X}")
    if category == "Co" or (category == "Cn" and point not in _EXTENSION_PLANES):
        return Sentence("含有无法识别的字符（%(code)s），请改用标准汉字", code=f"U+{point:04X}")
    return None
