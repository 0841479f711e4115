"""The form that enters how a notice reached its addressee (登记送达, rule 30)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from onevisit.cases.notices import electronically
from onevisit.documents import queries as documents
from onevisit.documents.models import Document
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.service import ServiceMethod
from onevisit.records import clock
from onevisit.web.desk.act_form import ActForm, ConditionalTextField
from onevisit.web.desk.signatures import stored_signature


class ServiceRecordForm(ActForm):
    """Which notice, how, when, and what proves it: a signature, a courier's receipt, or an account of it."""

    signature_when = f"method={ServiceMethod.DIRECT.value}"
    document = forms.ChoiceField(label=_("送达的文书"), widget=forms.RadioSelect)
    method = forms.ChoiceField(label=_("送达方式"), widget=forms.RadioSelect)
    served_on = forms.DateField(
        label=_("送达日期"),
        help_text=_("邮寄的填回执上的签收日期；公告的填公告期满的日期"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"autocomplete": "off"}),
    )
    receiver = ConditionalTextField(label=_("签收人"), when="method=direct|post", max_length=100)
    tracking_number = ConditionalTextField(label=_("快递单号"), when="method=post", max_length=40)
    note = ConditionalTextField(
        label=_("送达经过"),
        help_text=_("留置送达写明地点和见证人，公告送达写明载体和公告日期"),
        when="method=left|announced",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def arrange(self) -> None:
        document, method = self.fields["document"], self.fields["method"]
        assert isinstance(document, forms.ChoiceField)
        assert isinstance(method, forms.ChoiceField)
        waiting = list(documents.waiting_for_service(self.case.pk))
        document.choices = [(str(one.pk), f"{one.title} {one.number}".strip()) for one in waiting]
        method.choices = [(way.value, gettext(way.label)) for way in self._ways(waiting)]
        if len(waiting) == 1:
            self.initial.setdefault("document", str(waiting[0].pk))
        self.initial.setdefault("method", ServiceMethod.DIRECT.value)
        self.initial.setdefault("served_on", clock.today())
        applicant = self.case.applicant
        self.initial.setdefault("receiver", applicant.name if applicant else "")

    def _ways(self, waiting: list[Document]) -> list[ServiceMethod]:
        """The ways of service; the electronic one only where it is lawful for one of the notices."""
        allowed = any(electronically(self.case, DocumentKind(one.kind)) for one in waiting)
        return [way for way in ServiceMethod if way is not ServiceMethod.ELECTRONIC or allowed]

    def inputs(self) -> dict[str, Any]:
        """The inputs of the act; a direct service needs the receiver's signature on the screen."""
        given = self.cleaned_data
        direct = given["method"] == ServiceMethod.DIRECT.value
        return {
            **given,
            "document": int(given["document"]),
            "served_on": given["served_on"].isoformat(),
            "signature": stored_signature(self.data, "signature", given["receiver"]) if direct else "",
        }
