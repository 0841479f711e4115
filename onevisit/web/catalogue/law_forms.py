"""What is typed into the register of laws: a text, what became of it, the words of an article."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onevisit.catalog.laws import LONGEST_WORDS, ChangeTerms, LawTerms
from onevisit.law.legal_basis import LONGEST_NAME, LawChangeKind, cited_in, in_order, plain_name
from onevisit.law.text import text_fault
from onevisit.records.page_language import in_page_language
from onevisit.web.organization.frame import RegisterForm, date_field

LONGEST_NUMBER, LONGEST_ISSUER, LONGEST_NOTE, LONGEST_URL = 80, 120, 500, 300
LONGEST_LIST = 500
_NAMED = re.compile(r"《?([^《》/]+)》?")


class PrintedText(forms.CharField):
    """One line, or with ``lines`` several, that can be printed; what can't be is told by its character."""

    def __init__(self, *, lines: bool = False, max_length: int, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)
        self.lines, self.most = lines, max_length

    def clean(self, value: Any) -> str:
        text = str(super().clean(value)).replace("\r\n", "\n")
        fault = text_fault(text, self.most, lines=self.lines)
        if fault is not None:
            raise ValidationError(in_page_language(fault))
        return text


class LawForm(RegisterForm):
    """What is registered of a text of a law."""

    name = PrintedText(
        label=gettext_lazy("名称"),
        help_text=gettext_lazy("全称，不写书名号，例如：优化营商环境条例"),
        max_length=LONGEST_NAME,
    )
    number = PrintedText(
        label=gettext_lazy("文号"),
        help_text=gettext_lazy("例如：国务院令第722号"),
        max_length=LONGEST_NUMBER,
        required=False,
    )
    issuer = PrintedText(
        label=gettext_lazy("制定机关"), help_text=gettext_lazy("例如：国务院"), max_length=LONGEST_ISSUER
    )
    begins = date_field(gettext_lazy("施行日期"))
    ends = date_field(
        gettext_lazy("最后有效日期"),
        required=False,
        help_text=gettext_lazy("现行有效的不填；写成 2026-03-02"),
    )
    url = forms.URLField(
        label=gettext_lazy("公布网址"),
        help_text=gettext_lazy("制定机关公布原文的网页，以 https:// 开头"),
        max_length=LONGEST_URL,
        required=False,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_name(self) -> str:
        """The name without its brackets; another slash or bracket could stand in no citation."""
        found = _NAMED.fullmatch(self.cleaned_data["name"].strip())
        if found is None or not plain_name(found[1]):
            raise ValidationError(_("请只写一部法律文件的名称，不含书名号和斜线。"))
        return found[1]

    def terms(self) -> LawTerms:
        """What was typed."""
        given = self.cleaned_data
        return LawTerms(
            given["name"], given["number"], given["issuer"], given["begins"], given["ends"], given["url"]
        )


class ChangeForm(RegisterForm):
    """What became of a law, from which day, by which document."""

    kind = forms.ChoiceField(label=gettext_lazy("发生了什么"), widget=forms.RadioSelect)
    articles = PrintedText(
        label=gettext_lazy("修改了哪些条"),
        help_text=gettext_lazy("例如：第九条、第十三条；全文修改或者废止的不填。"),
        max_length=LONGEST_LIST,
        required=False,
    )
    effective_on = date_field(
        gettext_lazy("从哪一天起"), help_text=gettext_lazy("修改施行或者废止生效的第一天，写成 2026-03-02")
    )
    note = PrintedText(
        label=gettext_lazy("依据的文件和内容"),
        help_text=gettext_lazy("写明公布修改、废止的文件和改了什么，核对事项的人会看到。"),
        max_length=LONGEST_NOTE,
        lines=True,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(kind.value, _(kind.label)) for kind in LawChangeKind]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]

    def clean_articles(self) -> list[str]:
        """The figures of the articles, in the order of the law."""
        typed = self.cleaned_data["articles"].strip()
        if not typed:
            return []
        found = {one.article for one in cited_in(f"《甲法》{typed}") if one.article}
        if not found:
            raise ValidationError(_("请写成“第九条、第十三条”的样子。"))
        return in_order(found)

    def terms(self) -> ChangeTerms:
        """What was typed."""
        given = self.cleaned_data
        return ChangeTerms(
            LawChangeKind(given["kind"]), tuple(given["articles"]), given["effective_on"], given["note"]
        )


class ArticleForm(RegisterForm):
    """The words of an article."""

    words = PrintedText(
        label=gettext_lazy("条文原文"),
        help_text=gettext_lazy("按公布的文本照录；留空就是删去。"),
        max_length=LONGEST_WORDS,
        lines=True,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
