"""Forms of the acts that move a limit: special procedures and the extension (rules 10, 11, 13)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from onevisit.catalog.parts import ItemProcedure
from onevisit.law.extensions import longest_extension
from onevisit.law.items import ItemType
from onevisit.law.procedures import SPECIAL_PROCEDURES, procedure_name
from onevisit.web.desk.act_form import ActForm


def procedure_words(planned: ItemProcedure, item_type: ItemType) -> str:
    """A special procedure of the guide, how long it takes, which limits stand still meanwhile (rule 11)."""
    rule = SPECIAL_PROCEDURES[planned.key]
    basis = "；".join(planned.basis)
    statutory = rule.stops_statutory(item_type, cited_basis=basis)
    promise = rule.stops_promise(cited_basis=basis)
    effects = {
        (True, True): gettext("法定、承诺时限都停止计算"),
        (True, False): gettext("法定时限停止计算"),
        (False, True): gettext("承诺时限停止计算"),
        (False, False): gettext("时限照常计算"),
    }
    return gettext("%(name)s（约 %(days)s 个工作日，%(effect)s）") % {
        "name": gettext(procedure_name(planned.key)),
        "days": planned.days,
        "effect": effects[(statutory, promise)],
    }


class ProcedureForm(ActForm):
    """A special procedure of the item, with the time the applicant will be told."""

    procedure = forms.ChoiceField(label=_("特别程序"))
    days = forms.IntegerField(
        label=_("所需时间（工作日）"),
        min_value=1,
        max_value=365,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "field--short"}),
    )
    reason = forms.CharField(label=_("原因"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def arrange(self) -> None:
        definition = self.case.version.definition
        procedure = self.fields["procedure"]
        assert isinstance(procedure, forms.ChoiceField)
        procedure.choices = [
            (one.key, procedure_words(one, definition.type)) for one in definition.special_procedures
        ]
        if definition.special_procedures:
            self.initial.setdefault("days", definition.special_procedures[0].days)

    def inputs(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class ProcedureResultForm(ActForm):
    """What the special procedure found."""

    result = forms.CharField(label=_("结果"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def inputs(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class ExtensionForm(ActForm):
    """Days and the reason that the applicant will read."""

    days = forms.IntegerField(
        label=_("延长多少个工作日"),
        min_value=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "field--short"}),
    )
    reason = forms.CharField(
        label=_("延期理由"),
        help_text=_("将写入延期告知书，告知申请人"),
        min_length=5,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def arrange(self) -> None:
        rule = self.case.version.definition.extension
        most = longest_extension(None if rule is None else rule.limit)
        extended = self.case.city.promise_may_be_extended
        promise = _("承诺时限一并延长") if extended else _("承诺时限不变，超过仍算超期")
        days = self.fields["days"]
        assert isinstance(days, forms.IntegerField)
        days.validators.append(MaxValueValidator(most, _("最多延长 %(most)s 个工作日") % {"most": most}))
        days.help_text = _("延长法定时限，最多 %(most)s 个工作日，只能延长一次；%(promise)s") % {
            "most": most,
            "promise": promise,
        }

    def inputs(self) -> dict[str, Any]:
        return dict(self.cleaned_data)
