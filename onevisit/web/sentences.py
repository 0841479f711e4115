"""Sentences about an answer that are composed below the pages, in the language of the page.

What checks answers knows no translation and puts names and numbers into its Chinese sentences. Each of
them is written here once more, with placeholders, so that it can be recognised and said in English. A
sentence that is not listed stays Chinese.
"""

from __future__ import annotations

import re
from functools import cache

from django.utils.translation import gettext, gettext_noop

SENTENCES = (
    gettext_noop("请填写“%(question)s”"),
    gettext_noop("请选择“%(question)s”"),
    gettext_noop("“%(question)s”只能填一个答案"),
    gettext_noop("“%(question)s”的选项不对，请重新选择"),
    gettext_noop("“%(question)s”没有这个选项，请重新选择"),
    gettext_noop("“%(question)s”应当是数字，例如 %(example)s"),
    gettext_noop("“%(question)s”不能小于 %(least)s"),
    gettext_noop("“%(question)s”不能大于 %(most)s"),
    gettext_noop("“%(question)s”不是有效的日期，请写成 2026-03-16 的样子"),
    gettext_noop("“%(question)s”的年份不对，请检查"),
    gettext_noop("“%(question)s”最多 %(most)s 个字，现有 %(count)s 个字，请缩短"),
    gettext_noop("“%(question)s”不能换行，请写在一行里"),
    gettext_noop("“%(question)s”含有表情或图形符号“%(character)s”，文书上印不出来，请改用文字"),
    gettext_noop("“%(question)s”含有看不见的控制字符（%(code)s），请删去后重新输入"),
    gettext_noop("“%(question)s”含有无法识别的字符（%(code)s），请改用标准汉字"),
    gettext_noop("统一社会信用代码应为 18 位，现在是 %(count)s 位，请核对。"),
    gettext_noop("%(name)s里的出生日期 %(date)s 不存在，请对照证件核对。"),
    gettext_noop("请填写%(name)s。"),
    gettext_noop("%(name)s最多 %(most)s 个字，现在是 %(count)s 个。请检查是不是多填了。"),
    gettext_noop("%(name)s里不能有“%(character)s”。请照证件上的字填写。"),
    gettext_noop("%(name)s里没有字。请照证件上的字填写。"),
    gettext_noop("%(name)s里有看不见的控制字符，可能是复制时带进来的。请删掉后重新输入。"),
    gettext_noop("%(name)s里的出生年份 %(year)s 太早，请对照证件核对。"),
    gettext_noop("文件超过 %(most)s MB，请压缩或分成几份后上传。"),
)


NUMBERS = (gettext_noop("公民身份号码"), gettext_noop("港澳台居民居住证号码"))
"""What sentences name besides the labels of the pages."""


def in_page_language(text: str) -> str:
    """The text in the language of the page, known whole or as one of the sentences; else as it is."""
    whole = gettext(text) if text else ""
    if whole != text:
        return whole
    for sentence, pattern in _patterns():
        found = pattern.fullmatch(text)
        if found:
            values = {name: gettext(value) for name, value in found.groupdict().items()}
            return gettext(sentence) % values
    return text


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((sentence, _pattern(sentence)) for sentence in SENTENCES)


def _pattern(sentence: str) -> re.Pattern[str]:
    """`请填写“%(question)s”` as an expression that finds the question."""
    pieces = re.split(r"%\((\w+)\)s", sentence)
    parts = (f"(?P<{piece}>.+)" if number % 2 else re.escape(piece) for number, piece in enumerate(pieces))
    return re.compile("".join(parts), re.DOTALL)
