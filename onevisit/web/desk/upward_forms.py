"""Sending a case up to the superior organ, and recording its answer (JH-8.2.3, XK-35)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from onevisit.cases.models import UpwardReport
from onevisit.records import clock
from onevisit.web.desk.act_form import ActForm, ConditionalTextField
from onevisit.web.desk.file_fields import FilesField


class ReportUpForm(ActForm):
    """The opinion of the first review, and how everything goes up. To whom is the item's own matter."""

    opinion = forms.CharField(
        label=_("本机关的审查意见"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000, min_length=5
    )
    way = forms.ChoiceField(
        label=_("移送方式"),
        choices=[(value, _(label)) for value, label in UpwardReport.Way.choices],
        widget=forms.RadioSelect,
        initial="network",
    )
    tracking_number = ConditionalTextField(label=_("快递单号"), when="way=post", max_length=40)

    def arrange(self) -> None:
        above = self.case.version.definition.reported_to
        if above is not None:
            self.fields["opinion"].help_text = gettext("报送%(organ)s；申请表和全部申请材料一并移送") % {
                "organ": above.organ
            }
        asked = UpwardReport.objects.filter(case=self.case, answer="question").order_by("-pk").first()
        if asked is not None:
            self.fields["opinion"].label = _("对上级要求的答复和审查意见")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("way") == UpwardReport.Way.POST and not given.get("tracking_number"):
            self.add_error("tracking_number", _("邮寄的请填写快递单号"))
        return given

    def inputs(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class AnswerForm(ActForm):
    """The superior's answer: a decision with day, number and scan, or a question to this department."""

    answer = forms.ChoiceField(
        label=_("上级的答复"),
        choices=[(value, _(label)) for value, label in UpwardReport.Answer.choices],
        widget=forms.RadioSelect,
        help_text=_("要求补充说明的，由本部门答复后再报；不得让申请人重复提供已提交的材料"),
    )
    answered_on = forms.DateField(
        label=_("答复日期"), widget=forms.DateInput(attrs={"type": "date", "class": "field--short"})
    )
    number = ConditionalTextField(label=_("文号"), when="answer=granted|refused", max_length=60)
    text = forms.CharField(
        label=_("答复内容"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000, min_length=2
    )
    scan = FilesField(
        label=_("答复文件扫描件"), required=False, help_text=_("PDF、JPG 或 PNG；上级的决定必须附上")
    )

    def arrange(self) -> None:
        self.initial.setdefault("answered_on", clock.today().isoformat())

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("answer") in ("granted", "refused"):
            if not given.get("number"):
                self.add_error("number", _("请填写上级决定的文号"))
            if "scan" not in self.errors and not given.get("scan"):
                self.add_error("scan", _("请附上上级决定的扫描件"))
        return given

    def inputs(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {**given, "answered_on": given["answered_on"].isoformat()}
