"""The forms of acts: what a person fills in before an act, and how it becomes the act's inputs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from onevisit.cases.fees import open_reduction
from onevisit.cases.hearings import last_held, statements_made
from onevisit.cases.models import Case, CaseStep, Meeting, Outcome
from onevisit.law.items import StepKind
from onevisit.law.lifecycle import Action
from onevisit.web.desk.act_form import ActForm, ConditionalTextField
from onevisit.web.desk.correction_form import CorrectionForm
from onevisit.web.desk.declaration_forms import DECLARATION_FORMS
from onevisit.web.desk.fee_forms import FEE_FORMS
from onevisit.web.desk.gap_forms import GapEndForm, GapForm, GapReturnForm
from onevisit.web.desk.hearing_forms import HEARING_FORMS
from onevisit.web.desk.limit_forms import ExtensionForm, ProcedureForm, ProcedureResultForm
from onevisit.web.desk.meeting_forms import ExpertReviewForm, MeetingForm
from onevisit.web.desk.post_forms import (
    CallForm,
    DeliveryForm,
    ParcelReasonForm,
    PostingForm,
    PostServiceForm,
    ReplacementForm,
)
from onevisit.web.desk.pre_review_forms import PassPreReviewForm, ReturnPreReviewForm
from onevisit.web.desk.recusal_forms import RecusalDecisionForm, RecusalReasonForm, RecusalRequestForm
from onevisit.web.desk.service_form import ServiceRecordForm
from onevisit.web.desk.signatures import stored_signature
from onevisit.web.desk.terminal_forms import SlotForm
from onevisit.web.desk.upward_forms import AnswerForm, ReportUpForm
from onevisit.web.desk.visit_forms import AppointVisitForm, RecordVisitForm, TicksField
from onevisit.web.fee_rows import yuan


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class OpinionForm(ActForm):
    """An opinion in words."""

    opinion = forms.CharField(label=_("意见"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000)

    def inputs(self) -> dict[str, Any]:
        return {"opinion": self.cleaned_data["opinion"]}


class StepForm(ActForm):
    """The next review step: its points to tick, conclusion, opinion.

    The step is named in the form, so that what was written about one is never kept for another.
    """

    step_key = forms.CharField(widget=forms.HiddenInput, max_length=60)
    ticks = TicksField(
        label=_("审查要点"), help_text=_("逐项核对后勾选；有一项不符合的，结论选不通过"), required=False
    )
    passed = forms.ChoiceField(
        label=_("结论"), choices=[("yes", _("通过")), ("no", _("不通过"))], widget=forms.RadioSelect
    )
    opinion = forms.CharField(label=_("审查意见"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)

    def arrange(self) -> None:
        done = set(CaseStep.objects.filter(case=self.case).values_list("key", flat=True))
        steps = [
            step
            for step in self.case.version.definition.steps
            if step.kind not in (StepKind.SIGN, StepKind.CERTIFICATE)
        ]
        posted = str(self.data.get("step_key", ""))
        named = [step for step in steps if step.key == posted]
        found = named or [step for step in steps if step.key not in done]
        self.step = found[0] if found else None
        if self.step is None:
            return
        self.initial["step_key"] = self.step.key
        ticks = self.fields["ticks"]
        assert isinstance(ticks, forms.MultipleChoiceField)
        ticks.choices = [(point.key, point.text) for point in self.step.review_points]
        if not self.step.review_points:
            del self.fields["ticks"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if self.step is None:
            return given
        points = {point.key for point in self.step.review_points}
        if (
            given.get("passed") == "yes"
            and "ticks" not in self.errors
            and points - set(given.get("ticks", ()))
        ):
            self.add_error("ticks", _("还有要点没有勾选。全部符合才能通过；不符合的，结论请选不通过。"))
        return given

    def inputs(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "step": given["step_key"],
            "passed": given["passed"] == "yes",
            "opinion": given["opinion"],
            "ticks": given.get("ticks", []),
        }


def _concluded(case: Case) -> Outcome | None:
    """What the last meeting about the case concluded, as the draft to begin with."""
    last = Meeting.objects.filter(case=case).order_by("-pk").first()
    if last is None:
        return None
    return Outcome.GRANT if last.outcome == Meeting.Outcome.AGREE else Outcome.REFUSE


class DraftForm(ActForm):
    """The drafted decision."""

    outcome = forms.ChoiceField(
        label=_("拟定"),
        choices=[(value, _(label)) for value, label in Outcome.choices],
        widget=forms.RadioSelect,
    )
    reasons = ConditionalTextField(
        label=_("不予的理由"),
        help_text=_("拟定不予时填写。每行一条，写清具体事实"),
        when="outcome=refuse",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    legal_basis = ConditionalTextField(
        label=_("不予的法律依据"),
        help_text=_("拟定不予时填写。每行一条，写到条款项"),
        when="outcome=refuse",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    remarks = forms.CharField(
        label=_("准予决定的附加内容"),
        help_text=_("例如许可范围，印在决定书上"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    hearing_findings = forms.CharField(
        label=_("听证情况和采纳的意见"),
        help_text=_("决定应当根据听证笔录作出；写进决定书"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    statements_answered = forms.CharField(
        label=_("对陈述申辩的答复"),
        help_text=_("是否采纳和理由；写进决定书"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def arrange(self) -> None:
        draft = self.case.decision_draft
        if last_held(self.case) is None:
            del self.fields["hearing_findings"]
        if not statements_made(self.case):
            del self.fields["statements_answered"]
        self.initial.update(
            outcome=draft.get("outcome", ""),
            reasons="\n".join(draft.get("reasons", ())),
            legal_basis="\n".join(draft.get("legal_basis", ())),
            remarks=draft.get("remarks", ""),
            hearing_findings=draft.get("hearing_findings", ""),
            statements_answered=draft.get("statements_answered", ""),
        )
        decided = {"granted": Outcome.GRANT, "refused": Outcome.REFUSE}.get(self.case.answer_from_above)
        if not draft and decided is not None:
            self.initial["outcome"] = decided.value
        elif not draft and (concluded := _concluded(self.case)) is not None:
            self.initial["outcome"] = concluded.value
        elif not draft and CaseStep.objects.filter(case=self.case, passed=False).exists():
            self.initial["outcome"] = Outcome.REFUSE.value

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("outcome") == Outcome.REFUSE:
            if not _lines(given.get("reasons", "")):
                self.add_error("reasons", _("不予的决定必须写明理由（许可法第三十八条）"))
            if not _lines(given.get("legal_basis", "")):
                self.add_error("legal_basis", _("不予的决定必须写明法律依据"))
        return given

    def inputs(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "outcome": given["outcome"],
            "reasons": _lines(given["reasons"]),
            "legal_basis": _lines(given["legal_basis"]),
            "remarks": given["remarks"],
            "hearing_findings": given.get("hearing_findings", ""),
            "statements_answered": given.get("statements_answered", ""),
        }


class NegativeForm(ActForm):
    """Not required, or acceptance refused: reasons and legal basis."""

    reasons = forms.CharField(
        label=_("理由"), help_text=_("每行一条"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    legal_basis = forms.CharField(
        label=_("法律依据"),
        help_text=_("每行一条"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def inputs(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"reasons": _lines(given["reasons"]), "legal_basis": _lines(given["legal_basis"])}


class ReductionRejectionForm(NegativeForm):
    """Why a fee is not waived, reduced or deferred."""

    template = "desk/reduction.html"

    def arrange(self) -> None:
        self.reduction = open_reduction(self.case)
        self.fee_total = yuan(self.reduction.order.due_fen) if self.reduction else None


class RefusalOfAcceptanceForm(NegativeForm):
    """The two lawful grounds, and the right organ where it is another one's matter."""

    ground = forms.ChoiceField(
        label=_("情形"),
        choices=[("wrong_organ", _("不属于本机关职权范围")), ("not_corrected", _("补正后仍不符合"))],
        widget=forms.RadioSelect,
    )
    competent_organ = ConditionalTextField(
        label=_("应当向哪个机关申请"),
        help_text=_("不属于本机关职权范围时填写"),
        when="ground=wrong_organ",
        max_length=100,
    )

    field_order = ("ground", "competent_organ", "reasons", "legal_basis")

    def arrange(self) -> None:
        proposal = self.case.refusal_proposal
        for name in ("ground", "competent_organ"):
            self.initial.setdefault(name, proposal.get(name, ""))
        for name in ("reasons", "legal_basis"):
            self.initial.setdefault(name, "\n".join(proposal.get(name, ())))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("ground") == "wrong_organ" and not given.get("competent_organ"):
            self.add_error("competent_organ", _("请写明应当向哪个机关申请"))
        return given

    def inputs(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            **super().inputs(),
            "ground": given["ground"],
            "competent_organ": given["competent_organ"],
        }


class ReminderForm(ActForm):
    """The listed points that are still not answered properly."""

    subjects = forms.MultipleChoiceField(label=_("仍未补到位的内容"), widget=forms.CheckboxSelectMultiple)

    def arrange(self) -> None:
        subjects = self.fields["subjects"]
        assert isinstance(subjects, forms.MultipleChoiceField)
        points = self.case.correction.points.all() if self.case.correction_stage else ()
        subjects.choices = [(point.subject, f"{point.label}：{point.demand}") for point in points]

    def inputs(self) -> dict[str, Any]:
        return {"subjects": self.cleaned_data["subjects"]}


class WithdrawalForm(ActForm):
    """Why the applicant withdraws; he need not say."""

    reason = forms.CharField(
        label=_("撤回的原因"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def inputs(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class CertificateForm(ActForm):
    """Making the certificate (rule 31)."""

    licence_number = forms.CharField(
        label=_("证件编号"), help_text=_("不填的，用办件编号"), required=False, max_length=60
    )
    blank_number = forms.CharField(label=_("证件纸（空白证）编号"), required=False, max_length=60)
    proof_read = forms.BooleanField(label=_("证件登载内容已逐项校对"))

    def arrange(self) -> None:
        """A licence that is followed keeps its number; the last day is asked where the item leaves it."""
        if self.case.licence_id is not None:
            del self.fields["licence_number"]
        if self.case.version.definition.result.validity_stated:
            day = forms.DateField(
                label=_("有效期截止日"),
                help_text=_("按决定书填写，例如 2029-06-30"),
                widget=forms.DateInput(format="%Y-%m-%d", attrs={"autocomplete": "off"}),
            )
            self.fields = {"valid_to": day, **self.fields}

    def inputs(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        if given.get("valid_to"):
            given["valid_to"] = given["valid_to"].isoformat()
        return given


class SignatureForm(ActForm):
    """A signature on the screen, or the name typed instead."""

    def inputs(self) -> dict[str, Any]:
        assert self.worker is not None
        return {"signature": stored_signature(self.data, "signature", self.worker.name)}


FORMS: dict[Action, type[ActForm]] = {
    Action.PASS_PRE_REVIEW: PassPreReviewForm,
    Action.RETURN_PRE_REVIEW: ReturnPreReviewForm,
    Action.RECORD_STEP: StepForm,
    Action.APPOINT_VISIT: AppointVisitForm,
    Action.RECORD_VISIT: RecordVisitForm,
    Action.DRAFT_DECISION: DraftForm,
    Action.RETURN_DRAFT: OpinionForm,
    Action.ANSWER_NOT_REQUIRED: NegativeForm,
    Action.PROPOSE_REFUSAL_OF_ACCEPTANCE: RefusalOfAcceptanceForm,
    Action.REFUSE_ACCEPTANCE: RefusalOfAcceptanceForm,
    Action.REQUEST_CORRECTION: CorrectionForm,
    Action.REPORT_POINTS: CorrectionForm,
    Action.REMIND_OF_POINT: ReminderForm,
    Action.START_SPECIAL_PROCEDURE: ProcedureForm,
    Action.END_SPECIAL_PROCEDURE: ProcedureResultForm,
    Action.REQUEST_EXTENSION: ExtensionForm,
    Action.RECORD_COLLECTIVE_DISCUSSION: MeetingForm,
    Action.RECORD_DELIBERATION: MeetingForm,
    Action.RECORD_EXPERT_REVIEW: ExpertReviewForm,
    Action.DECLARE_RECUSAL: RecusalReasonForm,
    Action.REQUEST_RECUSAL: RecusalRequestForm,
    Action.DECIDE_RECUSAL: RecusalDecisionForm,
    Action.REPORT_UP: ReportUpForm,
    Action.RECORD_ANSWER_FROM_ABOVE: AnswerForm,
    Action.MAKE_CERTIFICATE: CertificateForm,
    Action.OFFER_HANDOVER: SignatureForm,
    Action.TAKE_OVER: SignatureForm,
    Action.DELIVER_BY_POST: PostingForm,
    Action.CONFIRM_POST_SERVICE: PostServiceForm,
    Action.RECORD_RETURN: ParcelReasonForm,
    Action.DECLARE_LOST: ParcelReasonForm,
    Action.REPLACE_LOST: ReplacementForm,
    Action.CHANGE_DELIVERY: DeliveryForm,
    Action.CALL_TO_COLLECT: CallForm,
    **FEE_FORMS,
    Action.REJECT_REDUCTION: ReductionRejectionForm,
    Action.PUT_IN_SLOT: SlotForm,
    Action.WITHDRAW: WithdrawalForm,
    Action.RECORD_SERVICE: ServiceRecordForm,
    **DECLARATION_FORMS,
    Action.PROPOSE_ANNULMENT: NegativeForm,
    Action.ACCEPT_WITH_GAPS: GapForm,
    Action.RETURN_GAPS: GapReturnForm,
    Action.TERMINATE_FOR_GAPS: GapEndForm,
    **HEARING_FORMS,
}
SIGNED = (
    Action.OFFER_HANDOVER,
    Action.TAKE_OVER,
    Action.RECORD_SERVICE,
    Action.ACCEPT_WITH_GAPS,
)


def form_for(action: Action) -> type[ActForm]:
    """The form of an act; a form without fields where the act needs nothing more."""
    return FORMS.get(action, ActForm)
