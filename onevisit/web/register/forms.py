"""The forms of an act on a licence: what the proposer gives, and how the decision reached the holder."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from onevisit.law.clauses import cite_together
from onevisit.law.licences.acts import GROUNDS, RULES, LicenceAct, grounds_of
from onevisit.law.service import ServiceMethod
from onevisit.licences.models import Licence
from onevisit.records import clock
from onevisit.web.desk.how_served import HowServed

LONGEST_TEXT = 2000


class ProposalForm(forms.Form):
    """Ground, reasons and basis of an act on a licence; what else the law asks for this act (rule 32)."""

    use_required_attribute = False

    ground = forms.ChoiceField(
        label=_("法定情形"),
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择一项。")},
    )
    reasons = forms.CharField(
        label=_("事实和理由"),
        help_text=_("一条一行，写进决定书"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    legal_basis = forms.CharField(
        label=_("法律依据"),
        help_text=_("一条一行"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, licence: Licence, act: LicenceAct, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.act = act
        rule = RULES[act]
        ground = self.fields["ground"]
        assert isinstance(ground, forms.ChoiceField)
        possible = grounds_of(act, licence.current_state)
        ground.choices = [(one.value, gettext(GROUNDS[one].label)) for one in possible]
        if len(possible) == 1:
            self.initial.setdefault("ground", possible[0].value)
        cited = cite_together(rule.clauses, licence.city.rule_book, most=1, in_full=True)
        self.initial.setdefault("legal_basis", cited)
        if rule.by_penalty or act is LicenceAct.SUSPEND:
            self.fields["penalty_number"] = forms.CharField(
                label=_("行政处罚决定书文号"), required=rule.by_penalty, max_length=80
            )
        if rule.hears_holder:
            self.fields["holder_heard"] = _text(
                _("听取持证人陈述、申辩的情况"), _("写明什么时候怎样告知、持证人说了什么、是否采纳")
            )
        if rule.owes:
            self.fields["owed"] = _text(
                _("对持证人的赔偿") if act is LicenceAct.ANNUL else _("对持证人的补偿"),
                _("写明怎样算、怎样付；没有损失的，写明理由"),
                required=act is LicenceAct.WITHDRAW,
            )
        if act is LicenceAct.ANNUL:
            self.fields["public_interest_weighed"] = forms.BooleanField(
                label=_("已经确认：撤销不会对公共利益造成重大损害"),
                error_messages={"required": _("请核对后勾选。")},
            )

    def inputs(self) -> dict[str, Any]:
        """The proposal."""
        given = dict(self.cleaned_data)
        return {
            **given,
            "act": self.act.value,
            "reasons": _lines(given["reasons"]),
            "legal_basis": _lines(given["legal_basis"]),
        }


def _text(label: Any, help_text: Any, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class DecisionServiceForm(HowServed):
    """How a decision on a licence reached its holder (rule 30)."""

    use_required_attribute = False

    def __init__(self, *args: Any, licence: Licence, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        method = self.fields["method"]
        assert isinstance(method, forms.ChoiceField)
        method.choices = [(way.value, gettext(way.label)) for way in ServiceMethod]
        self.initial.setdefault("method", ServiceMethod.DIRECT.value)
        self.initial.setdefault("served_on", clock.today())
        self.initial.setdefault("receiver", licence.holder_name)
