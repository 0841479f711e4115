"""Forms of what follows a declaration of commitment: check, rectification, annulment (告知承诺)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from onevisit.cases.models import Declaration
from onevisit.law.commitments import CheckMethod, Finding
from onevisit.law.lifecycle import Action
from onevisit.organization.models import Staff
from onevisit.web.desk.act_form import ActForm, ConditionalTextField


class OfficersField(forms.MultipleChoiceField):
    """Officers of a check on site; asked for with its method, never called optional."""

    conditional = True
    when = f"method={CheckMethod.ON_SITE.value}"
    widget = forms.CheckboxSelectMultiple


class CheckForm(ActForm):
    """How the declaration was checked and what was found, against what was declared."""

    template = "desk/declaration.html"
    method = forms.ChoiceField(label=_("核查方式"), widget=forms.RadioSelect)
    officers = OfficersField(
        label=_("核查人员"), help_text=_("现场核查由两名以上本部门人员进行"), required=False
    )
    finding = forms.ChoiceField(label=_("核查结论"), widget=forms.RadioSelect)
    found = forms.CharField(
        label=_("核查情况"),
        help_text=_("限期整改的，写清哪里不符合、怎样改；会写进整改通知书"),
        min_length=5,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def arrange(self) -> None:
        self.declared = declared_points(self.case)
        rule = self.case.version.definition.commitment
        method, finding, officers = self.fields["method"], self.fields["finding"], self.fields["officers"]
        assert isinstance(method, forms.ChoiceField)
        assert isinstance(finding, forms.ChoiceField)
        assert isinstance(officers, forms.MultipleChoiceField)
        method.choices = [
            (one.value, gettext(one.label)) for one in CheckMethod if one is not CheckMethod.EXEMPT
        ]
        finding.choices = [(one.value, gettext(one.label)) for one in Finding]
        colleagues = Staff.objects.filter(department_id=self.case.department_id, active=True)
        officers.choices = [(str(one.pk), one.name) for one in colleagues.order_by("pk")]
        if rule and rule.check:
            self.initial.setdefault("method", rule.check.method.value)

    def inputs(self) -> dict[str, Any]:
        given = self.cleaned_data
        on_site = given["method"] == CheckMethod.ON_SITE.value
        return {**given, "officers": [int(pk) for pk in given["officers"]] if on_site else []}


def declared_points(case: Any) -> list[str]:
    """What the applicant declared, in words."""
    rule = case.version.definition.commitment
    signed = Declaration.objects.filter(case=case).first()
    if rule is None or signed is None:
        return []
    return [one.text for one in rule.points if one.key in signed.points]


class RectificationForm(ActForm):
    """Whether it was put right in time."""

    corrected = forms.ChoiceField(
        label=_("整改结果"),
        choices=[("yes", _("已整改到位")), ("no", _("逾期没有整改到位"))],
        widget=forms.RadioSelect,
    )
    found = forms.CharField(
        label=_("核实情况"), min_length=5, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def inputs(self) -> dict[str, Any]:
        return {"corrected": self.cleaned_data["corrected"] == "yes", "found": self.cleaned_data["found"]}


class StatementForm(ActForm):
    """What the holder said before the annulment, or that he said nothing."""

    made = forms.ChoiceField(
        label=_("陈述申辩"),
        choices=[("yes", _("提出了")), ("no", _("期满没有提出"))],
        widget=forms.RadioSelect,
    )
    content = ConditionalTextField(
        label=_("陈述申辩的内容和复核意见"),
        when="made=yes",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("made") == "yes" and not given.get("content"):
            self.add_error("content", _("请写明陈述、申辩的内容和复核意见。"))
        return given

    def inputs(self) -> dict[str, Any]:
        return {"made": self.cleaned_data["made"] == "yes", "content": self.cleaned_data["content"]}


class AnnulmentForm(ActForm):
    """What the signer decides about: the proposal, and what the holder said."""

    template = "desk/annulment.html"

    def arrange(self) -> None:
        self.declaration = Declaration.objects.select_related("proposed_by").filter(case=self.case).first()


DECLARATION_FORMS: dict[Action, type[ActForm]] = {
    Action.CHECK_DECLARATION: CheckForm,
    Action.RECORD_RECTIFICATION: RectificationForm,
    Action.RECORD_STATEMENT: StatementForm,
    Action.ANNUL_FOR_FALSE_DECLARATION: AnnulmentForm,
    Action.DROP_ANNULMENT: AnnulmentForm,
}
