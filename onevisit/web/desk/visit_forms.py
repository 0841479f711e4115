"""Appointing a visit to the place, and its record, filled in on a telephone (JH-8.2.5, XK-34)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from onevisit.cases.models import CaseStep, SiteVisit
from onevisit.law.items import StepKind
from onevisit.organization.models import Staff
from onevisit.records import clock
from onevisit.records.clock import SHANGHAI
from onevisit.web.desk.act_form import ActForm, ConditionalTextField
from onevisit.web.desk.pictures import PicturesField
from onevisit.web.desk.signatures import kept_signature, stored_signature

MOMENT = "%Y-%m-%dT%H:%M"


class TicksField(forms.MultipleChoiceField):
    """Boxes that the form itself asks for or not: never called optional."""

    conditional = True
    widget = forms.CheckboxSelectMultiple


class AppointVisitForm(ActForm):
    """When, where, who goes; the applicant is told."""

    at = forms.DateTimeField(
        label=_("核查时间"),
        input_formats=[MOMENT, "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "class": "field--short"}, format=MOMENT),
    )
    place = forms.CharField(label=_("核查地点"), max_length=200, min_length=2)
    officers = forms.MultipleChoiceField(
        label=_("核查人员"),
        help_text=_("两名以上本部门人员，执法证在有效期内"),
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(
        label=_("请申请人准备"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def arrange(self) -> None:
        today = clock.today()
        colleagues = Staff.objects.filter(
            department_id=self.case.department_id,
            active=True,
            certificate_valid_until__gte=today,
        ).exclude(certificate_number="")
        officers = self.fields["officers"]
        assert isinstance(officers, forms.MultipleChoiceField)
        officers.choices = [(str(one.pk), one.name) for one in colleagues.order_by("pk")]
        tomorrow = (clock.now() + timedelta(days=1)).astimezone(SHANGHAI)
        self.initial.setdefault("at", tomorrow.replace(hour=9, minute=30, second=0, microsecond=0))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if "officers" not in self.errors and len(given.get("officers", ())) < 2:
            self.add_error("officers", _("现场核查应当由两名以上工作人员进行（行政许可法第三十四条第三款）"))
        if given.get("at") is not None and given["at"] < clock.now():
            self.add_error("at", _("核查时间不能早于现在"))
        return given

    def inputs(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "at": given["at"].astimezone(SHANGHAI).isoformat(),
            "place": given["place"],
            "officers": [int(pk) for pk in given["officers"]],
            "note": given["note"],
        }


class RecordVisitForm(ActForm):
    """What was found: points, words, photos; each officer signs, and who was there, or why not."""

    ticks = TicksField(
        label=_("核查要点"), help_text=_("逐项看过、符合的勾选；有一项不符合的，结论选不通过"), required=False
    )
    findings = forms.CharField(
        label=_("核查情况"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000, min_length=5
    )
    photos = PicturesField(
        label=_("现场照片"),
        required=False,
        most=20,
        help_text=_("可以直接拍照；照片里的定位和手机信息会去掉"),
    )
    passed = forms.ChoiceField(
        label=_("结论"), choices=[("yes", _("通过")), ("no", _("不通过"))], widget=forms.RadioSelect
    )
    present = forms.CharField(label=_("在场人姓名"), max_length=60)
    signs = forms.ChoiceField(
        label=_("在场人是否签名"),
        choices=[("yes", _("签名")), ("no", _("没有签名"))],
        widget=forms.RadioSelect,
        initial="yes",
    )
    refusal = ConditionalTextField(label=_("没有签名的原因"), when="signs=no", max_length=300)

    def arrange(self) -> None:
        done = set(CaseStep.objects.filter(case=self.case).values_list("key", flat=True))
        steps = self.case.version.definition.steps
        self.step = next(
            (step for step in steps if step.kind is StepKind.SITE_VISIT and step.key not in done), None
        )
        self.visit = SiteVisit.objects.filter(case=self.case, state=SiteVisit.State.APPOINTED).first()
        ids = self.visit.officers if self.visit else []
        self.officers = list(Staff.objects.filter(pk__in=ids).order_by("pk"))
        points = self.step.review_points if self.step else ()
        ticks = self.fields["ticks"]
        assert isinstance(ticks, forms.MultipleChoiceField)
        ticks.choices = [(point.key, point.text) for point in points]
        if not points:
            del self.fields["ticks"]

    @property
    def pads(self) -> list[dict[str, str]]:
        """The places to sign: each officer, and who was there."""
        found = [{"name": f"signature_{one.pk}", "signer": one.name} for one in self.officers]
        found.append({"name": "signature_present", "signer": str(_("在场人")), "when": "signs=yes"})
        return [{**one, **_kept(self.data, one["name"])} for one in found]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        points = {key for key, _text in getattr(self.fields.get("ticks"), "choices", ())}
        if given.get("passed") == "yes" and points - set(given.get("ticks", ())):
            self.add_error("ticks", _("还有要点没有勾选。全部符合才能通过；不符合的，结论请选不通过。"))
        if given.get("signs") == "no" and not given.get("refusal"):
            self.add_error("refusal", _("请写明没有签名的原因"))
        return given

    def inputs(self) -> dict[str, Any]:
        given = self.cleaned_data
        signatures = [
            {"officer": one.pk, "signature": stored_signature(self.data, f"signature_{one.pk}", one.name)}
            for one in self.officers
        ]
        signs = given["signs"] == "yes"
        return {
            "passed": given["passed"] == "yes",
            "findings": given["findings"],
            "ticks": given.get("ticks", []),
            "photos": given["photos"],
            "present": given["present"],
            "present_signature": stored_signature(self.data, "signature_present", given["present"])
            if signs
            else "",
            "refusal": "" if signs else given["refusal"],
            "signatures": signatures,
        }


def _kept(data: Any, name: str) -> dict[str, str]:
    kept = kept_signature(data, name)
    return {"drawn": kept["drawn"], "typed": kept["signed_name"]}
