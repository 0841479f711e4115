"""Registering a new seal or a standing order on screen: one fills the form, another confirms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from onevisit.documents import seal_proposals
from onevisit.documents.models import Seal, SealProposal
from onevisit.documents.seal_register import in_sight_of, require_keeper
from onevisit.law.document_kinds import DocumentKind, SealKind, seal_for
from onevisit.law.powers import Role
from onevisit.law.refusal import Refusal
from onevisit.law.seals import decision_refusal
from onevisit.organization.workers import Worker
from onevisit.records import clock
from onevisit.records.keyset import LARGEST_KEY
from onevisit.web.acting import posted_key, worker, worker_required

CHOOSE = {"required": gettext_lazy("请选择一项。")}


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"autocomplete": "off"}),
    )


class NewSealForm(forms.Form):
    """A seal as the register keeps it."""

    use_required_attribute = False

    kind = forms.ChoiceField(label=gettext_lazy("种类"), widget=forms.RadioSelect, error_messages=CHOOSE)
    number = forms.CharField(
        label=gettext_lazy("印章编号"), help_text=gettext_lazy("例如：蛟批-市场监管局-02"), max_length=40
    )
    hall = forms.ChoiceField(
        label=gettext_lazy("使用大厅"),
        help_text=gettext_lazy("专用章只能在大厅使用；行政公章不选"),
        required=False,
    )
    basis = forms.CharField(
        label=gettext_lazy("刻制依据"),
        help_text=gettext_lazy("批准刻制的文号，或者移交清单"),
        min_length=4,
        max_length=200,
    )
    valid_from = _day(gettext_lazy("从哪一天起使用"))
    valid_to = _day(gettext_lazy("最后一天"), required=False, help_text=gettext_lazy("长期使用的不填"))

    def __init__(self, *args: Any, who: Worker, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind, hall = self.fields["kind"], self.fields["hall"]
        assert isinstance(kind, forms.ChoiceField) and isinstance(hall, forms.ChoiceField)
        kind.choices = [(one.value, _(one.label)) for one in SealKind if one.needs_seal]
        halls = seal_proposals.halls_of(who).values_list("pk", "name")
        hall.choices = [("", "—"), *((str(pk), name) for pk, name in halls)]
        self.initial.setdefault("valid_from", clock.today())


class StandingOrderForm(forms.Form):
    """On which kind of document the platform may put the seal by itself (rule 29)."""

    use_required_attribute = False

    document_kind = forms.ChoiceField(label=gettext_lazy("文书种类"), error_messages=CHOOSE)
    basis = forms.CharField(
        label=gettext_lazy("授权理由和依据"),
        min_length=4,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    valid_from = _day(gettext_lazy("从哪一天起"))
    valid_to = _day(gettext_lazy("最后一天"), required=False, help_text=gettext_lazy("长期有效的不填"))

    def __init__(self, *args: Any, seal: Seal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["document_kind"]
        assert isinstance(field, forms.ChoiceField)
        fitting = [one for one in DocumentKind if seal_for(one).value == seal.kind]
        field.choices = [("", _("请选择")), *((one.value, _(one.label)) for one in fitting)]
        self.initial.setdefault("valid_from", clock.today())


@require_http_methods(["GET", "POST"])
@never_cache
@worker_required(*seal_proposals.PROPOSERS)
def new_seal(request: HttpRequest) -> HttpResponseBase:
    """Proposes a seal of the asker's own organ."""
    who = worker(request)
    form = NewSealForm(request.POST or None, who=who)
    refusal = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = seal_proposals.propose_seal(
                who,
                posted_key(request),
                number=given["number"],
                kind=SealKind(given["kind"]),
                hall_id=int(given["hall"]) if given["hall"] else None,
                basis=given["basis"],
                valid_from=given["valid_from"],
                valid_to=given["valid_to"],
            )
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, _("已提出，等待本单位另一人复核。"))
            return redirect("seals:proposal", proposal_id=made)
    return _form_page(request, form, refusal, None)


@require_http_methods(["GET", "POST"])
@never_cache
@worker_required(Role.SEAL_KEEPER)
def new_order(request: HttpRequest, seal_id: int) -> HttpResponseBase:
    """The keeper proposes a standing order for one kind of document."""
    who = worker(request)
    seal = in_sight_of(who).filter(pk=min(seal_id, LARGEST_KEY)).first()
    if seal is None:
        raise Http404
    form = StandingOrderForm(request.POST or None, seal=seal)
    refusal = None
    try:
        require_keeper(seal, who)
        if request.method == "POST" and form.is_valid():
            given = form.cleaned_data
            made = seal_proposals.propose_order(
                seal.pk,
                who,
                posted_key(request),
                document_kind=DocumentKind(given["document_kind"]),
                basis=given["basis"],
                valid_from=given["valid_from"],
                valid_to=given["valid_to"],
            )
            messages.success(request, _("已提出，等待本单位另一人复核。"))
            return redirect("seals:proposal", proposal_id=made)
    except Refusal as refused:
        refusal = refused
    return _form_page(request, form, refusal, seal)


def _form_page(
    request: HttpRequest, form: forms.Form, refusal: Refusal | None, seal: Seal | None
) -> HttpResponseBase:
    status = 409 if refusal else 422 if request.method == "POST" else 200
    context = {"section": "seal-register", "form": form, "refusal": refusal, "seal": seal}
    return render(request, "seals/propose.html", context, status=status)


@require_http_methods(["GET", "POST"])
@never_cache
@worker_required(*seal_proposals.CONFIRMERS)
def proposal(request: HttpRequest, proposal_id: int) -> HttpResponseBase:
    """What was proposed, for another of the keeper's people: he confirms it, or gives it back."""
    who = worker(request)
    found = seal_proposals.proposals_of(who).filter(pk=min(proposal_id, LARGEST_KEY)).first()
    if found is None:
        raise Http404
    waits = found.stage == SealProposal.Stage.PROPOSED
    refusal = decision_refusal(found.proposed_by_id, who.staff_id) if waits else None
    blocked, why = refusal is not None or not waits, request.POST.get("why", "").replace("\0", "")[:200]
    if request.method == "POST":
        try:
            if "return" in request.POST:
                seal_proposals.send_back(found.pk, who, posted_key(request), why)
                messages.success(request, _("已退回提出人。"))
            else:
                seal_proposals.confirm(found.pk, who, posted_key(request))
                messages.success(request, _("已复核并登记。"))
        except Refusal as refused:
            refusal = refused
        else:
            return redirect("seals:proposal", proposal_id=found.pk)
    context = {
        "section": "seal-register",
        "proposal": found,
        "facts": _facts(found),
        "refusal": refusal,
        "blocked": blocked,
        "why": why,
    }
    status = 409 if refusal and request.method == "POST" else 200
    return render(request, "seals/proposal.html", context, status=status)


def _facts(found: SealProposal) -> list[dict[str, Any]]:
    last = found.valid_to.isoformat() if found.valid_to else _("长期")
    rows = [
        (_("印章编号"), found.number),
        (_("种类"), _(found.kind_label)),
        (_("文书种类"), _(found.document_label) if found.document_label else ""),
        (_("出具机关"), found.department.name if not found.document_kind else ""),
        (_("使用大厅"), found.hall.name if found.hall else ""),
        (_("依据"), found.basis),
        (_("有效期"), f"{found.valid_from.isoformat()} — {last}"),
        (_("提出人"), found.proposed_by.name),
        (_("复核人"), found.decided_by.name if found.decided_by else ""),
        (_("退回理由"), found.returned_because),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]
