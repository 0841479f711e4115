"""Forms of the staff register: status and certificate, trainings, import."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from onevisit.catalog.models import ItemVersion
from onevisit.law.qualification import ServiceStatus
from onevisit.organization.qualifying import QualificationTerms, TrainingTerms
from onevisit.web.organization.frame import RegisterForm, date_field

LARGEST_CSV = 1024 * 1024


class QualificationForm(RegisterForm):
    """Status, certificate and its last day."""

    status = forms.ChoiceField(
        label=_("状态"),
        choices=[(status.value, _(status.label)) for status in ServiceStatus],
        widget=forms.RadioSelect,
    )
    certificate_number = forms.CharField(label=_("执法证号"), required=False, max_length=30)
    valid_until = date_field(
        _("执法证有效期至"), required=False, help_text=_("这一天仍然有效；岗位不需要执法证的不填")
    )

    def clean(self) -> dict[str, Any]:
        """A certificate has a number and an end, or is not there."""
        given = super().clean() or {}
        if given.get("certificate_number") and not given.get("valid_until") and not self.errors:
            self.add_error("valid_until", str(_("有执法证的，请填写有效期。")))
        return given

    def terms(self) -> QualificationTerms:
        """What the register says from now on."""
        given = self.cleaned_data
        return QualificationTerms(
            ServiceStatus(given["status"]), given["certificate_number"], given["valid_until"]
        )


class TrainingForm(RegisterForm):
    """The items somebody was trained for, when, by whom, until when."""

    items = forms.MultipleChoiceField(label=_("培训的事项"), widget=forms.CheckboxSelectMultiple)
    trained_on = date_field(_("培训日期"))
    valid_until = date_field(_("培训有效期至"), required=False, help_text=_("长期有效的不填"))
    course = forms.CharField(label=_("培训内容"), help_text=_("培训名称和组织单位"), max_length=120)

    def __init__(self, *args: Any, versions: list[ItemVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["items"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [
            (one.item.code, f"{one.name}（{one.item.department.short_name}）") for one in versions
        ]

    def trainings(self) -> list[TrainingTerms]:
        """One training for each item."""
        given = self.cleaned_data
        return [
            TrainingTerms(code, given["trained_on"], given["valid_until"], given["course"])
            for code in given["items"]
        ]


class ImportForm(RegisterForm):
    """A CSV file of the staff register."""

    file = forms.FileField(label=_("CSV 文件"), help_text=_("UTF-8 或者 GB 18030 编码，最大 1 MB"))

    def clean_file(self) -> bytes:
        """The content of the file."""
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST_CSV:
            raise forms.ValidationError(_("文件超过 1 MB。"))
        data: bytes = upload.read()
        return data
