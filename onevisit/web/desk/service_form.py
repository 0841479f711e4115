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
from onevisit.web.desk.act_form import ActForm
from onevisit.web.desk.how_served import HowServed
from onevisit.web.desk.signatures import stored_signature


class ServiceRecordForm(HowServed, ActForm):
    """Which notice, how, when, and what proves it."""

    field_order = ("document",)
    document = forms.ChoiceField(label=_("送达的文书"), widget=forms.RadioSelect)

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
