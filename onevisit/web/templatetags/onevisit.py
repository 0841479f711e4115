"""Template tags of onevisit: words, icons, masks and the components that enclose a body.

`{% load onevisit %}`. Components without a body are plain includes, see docs/interface.md.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.forms import BaseForm, BoundField
from django.http import HttpRequest
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from onevisit.law import masking
from onevisit.law.limits import Limit
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.organization.workers import Worker
from onevisit.records import clock, installation
from onevisit.records.models import InstallationMark
from onevisit.records.page_language import in_english, in_page_language
from onevisit.web import words
from onevisit.web.desk.sections import Section, sections_of
from onevisit.web.due_calendar import CalendarMonth, months_of
from onevisit.web.kept_form import OWNER_FIELD, owner_mark
from onevisit.web.law_names import linked
from onevisit.web.lights import LightWords, light_words
from onevisit.web.live_tokens import make_token
from onevisit.web.preferences import Preferences, preferences_of

register = template.Library()


def _preferences(context: Context) -> Preferences:
    request = context.get("request")
    return preferences_of(request) if isinstance(request, HttpRequest) else Preferences()


@register.simple_tag(takes_context=True)
def page_language(context: Context) -> str:
    """The value of the page's `lang` attribute: zh-Hans or en."""
    return "en" if _preferences(context).language == "en" else "zh-Hans"


@register.simple_tag(takes_context=True)
def elder_mode(context: Context) -> bool:
    """Whether the reader chose large print."""
    return _preferences(context).elder


@register.simple_tag(takes_context=True)
def page_classes(context: Context) -> str:
    """Classes of the root element."""
    return "elder" if _preferences(context).elder else ""


@register.simple_tag
def site_name() -> str:
    """The name that stands in the header: the installation's own."""
    return installation.facts().name or _("政务服务")


@register.simple_tag
def installation_mark() -> str:
    """Words for an installation that is not in real use; empty for production."""
    words_of_mark = {
        InstallationMark.DEMO: _("演示系统：这里的办件、文书和印章都没有效力"),
        InstallationMark.TEST: _("测试系统"),
        InstallationMark.BENCH: _("测速系统"),
    }
    return words_of_mark.get(installation.facts().mark, "")


@register.simple_tag
def built(name: str) -> str:
    """Address of a file made by `npm run build`."""
    return static(f"build/{name}")


@register.simple_tag
def icon(name: str) -> SafeString:
    """A drawing from the sprite, always beside a word, so silent for screen readers."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("build/icons.svg"),
        name,
    )


NOTICE_ICONS = {
    "info": "info-circle",
    "success": "check-circle",
    "warning": "exclamation-triangle",
    "error": "x-octagon",
}


@register.simple_tag
def notice_icon(kind: str) -> SafeString:
    """The drawing of a notice with the words for it."""
    spoken = {"success": _("完成："), "warning": _("注意："), "error": _("没有办成：")}.get(kind, "")
    return format_html(
        '{}<span class="visually-hidden">{}</span>', icon(NOTICE_ICONS.get(kind, "info-circle")), spoken
    )


@register.simple_tag
def live_address(*channels: str) -> str:
    """Where the page hears that a subject changed: `{% live_address "case:12" %}`, see `live_tokens`."""
    return f"{settings.LIVE_URL}?{urlencode({'token': make_token(channels)})}"


@register.simple_tag
def idempotency_key() -> SafeString:
    """Hidden field with the key of this form: every repeated press of its button sends the same one."""
    return format_html('<input type="hidden" name="idempotency_key" value="{}">', uuid.uuid4().hex)


@register.simple_tag(takes_context=True)
def kept_for_account(context: Context) -> SafeString:
    """Hidden field of a form in which people type: for whom it is kept if the session runs out meanwhile."""
    mark = owner_mark(context["request"].user.pk)
    return format_html('<input type="hidden" name="{}" value="{}">', OWNER_FIELD, mark)


@register.filter
def translated(text: Any) -> str:
    """A text of law in the language of the page: `{{ state.label|translated }}`; any other text as it is."""
    return _(str(text)) if text else ""


CHINESE = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+")


@register.filter
def said(told: Refusal | Sentence | None) -> SafeString:
    """A refusal or a sentence in the language of the page: `{{ refusal.message|said }}`.

    What stays Chinese in an English sentence, such as the name of a material, is marked as Chinese.
    """
    if told is None:
        return SafeString()
    text = conditional_escape(in_page_language(told))
    if not in_english():
        return text
    return mark_safe(CHINESE.sub(r'<span lang="zh-Hans">\g<0></span>', text))  # escaped above


@register.filter
def cited(citations: str | Sequence[str]) -> SafeString:
    """Citations with a link from each law and article to what rests on it: `{{ condition.basis|cited }}`."""
    return linked((citations,) if isinstance(citations, str) else citations, "portal")


@register.filter
def cited_at_desk(citations: str | Sequence[str]) -> SafeString:
    """The same for the keepers of the catalogue."""
    return linked((citations,) if isinstance(citations, str) else citations, "catalogue")


@register.filter
def in_words(day: date | datetime | None) -> str:
    """`3月16日（周一）`."""
    return words.date_in_words(day, clock.today()) if day else ""


@register.filter
def moment_in_words(moment: datetime | None) -> str:
    """`3月16日（周一）14:03`."""
    return words.moment_in_words(moment, clock.today()) if moment else ""


@register.filter
def days_left_in_words(working_days: int | None) -> str:
    """`还剩 3 个工作日`, `今天到期`, `已超期 2 个工作日`."""
    return "" if working_days is None else words.days_left_in_words(working_days)


@register.filter
def limit_in_words(limit: Limit | None) -> str:
    """`20个工作日` for a limit of an item."""
    return words.limit_in_words(limit)


@register.filter
def money(amount: Decimal | int | str | None) -> str:
    """`¥ 120.00` for yuan."""
    return "" if amount is None or amount == "" else words.money_in_words(amount)


@register.filter
def file_size(size: int | None) -> str:
    """`3.2 MB` for bytes."""
    return "" if size is None else words.file_size_in_words(size)


@register.filter
def masked_name(name: str) -> str:
    """张** ."""
    return masking.mask_name(name) if name else ""


@register.filter
def masked_number(number: str) -> str:
    """2202**********1234."""
    return masking.mask_number(number) if number else ""


@register.filter
def masked_phone(phone: str) -> str:
    """138****3210."""
    return masking.mask_phone(phone) if phone else ""


@register.filter
def masked_address(address: str) -> str:
    """Address without what finds the door."""
    return masking.mask_address(address) if address else ""


@register.simple_tag
def words_of_light(light: str, days_left: int | None = None) -> LightWords:
    """Word, shape and colour of a light; see `components/light.html`."""
    return light_words(str(light), days_left)


@register.simple_tag
def calendar_months(days: Sequence[Any]) -> list[CalendarMonth]:
    """Weeks by month of an explained limit; see `components/explanation.html`."""
    return months_of(days)


@register.filter
def split_words(text: str) -> list[str]:
    """The words of a text as a list, for headings that are translated as one string."""
    return text.split()


@register.filter
def asks_for_password(form: BaseForm | None) -> bool:
    """Whether a password is typed into the form, which no page gives back."""
    fields = [] if not form else form.fields.values()
    return any(getattr(field.widget, "input_type", "") == "password" for field in fields)


@register.filter
def is_choice_group(field: BoundField) -> bool:
    """Whether a field is several buttons under one question, so a fieldset with a legend."""
    return bool(field.field.widget.use_fieldset)


@register.filter
def is_single_tick(field: BoundField) -> bool:
    """Whether a field is one box to tick, whose label stands behind it."""
    return getattr(field.field.widget, "input_type", "") == "checkbox" and not is_choice_group(field)


@register.simple_tag
def fields_with_errors(form: Any) -> list[BoundField]:
    """The fields of a form that need another look, in the form's order; empty for no form."""
    return [] if not form else [field for field in form if field.errors]


@register.filter
def fault_in_summary(field: BoundField) -> str:
    """What is wrong with a field, said away from it: with its label unless the sentence names it itself."""
    fault = in_page_language(str(field.errors[0]))
    label = str(field.label)
    if label in fault or label.endswith(("？", "?")):
        return fault
    return f"{label}{_('：')}{fault}"


@register.simple_tag(takes_context=True)
def desk_sections(context: Context) -> list[Section]:
    """The sections of the desk that the reader's roles open; none for anybody who is not staff."""
    worker = context.get("worker")
    return sections_of(worker) if isinstance(worker, Worker) else []


ID_PATTERN = re.compile(r"[a-z][a-z0-9-]*")


@register.simple_block_tag(end_name="enddialog")
def dialog(content: str, id: str, title: str, danger: bool = False) -> SafeString:
    """A dialog that shows the consequence: `{% dialog id="withdraw" title="…" %} … {% enddialog %}`.

    A button with `data-opens="withdraw"` opens it; one with `data-closes` inside leaves it.
    """
    if not ID_PATTERN.fullmatch(id):
        raise ValueError(f"a dialog id is lower case words joined by hyphens, not {id!r}")
    return format_html(
        '<dialog id="{0}" class="dialog{1}" aria-labelledby="{0}-title">'
        '<h2 id="{0}-title">{2}</h2>{3}</dialog>',
        id,
        " dialog--danger" if danger else "",
        title,
        mark_safe(content),
    )
