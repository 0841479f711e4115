"""Handing a result out: who stands there, by what right, and the signature (JH-25b; XK-29p2)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from onevisit.cases.models import Case
from onevisit.law import identifiers
from onevisit.organization.workers import Worker
from onevisit.people.actions import find_or_register_person
from onevisit.people.agents import authorization_in_force, authorize_agent
from onevisit.people.facts import PersonFacts
from onevisit.people.models import Applicant, Authorization
from onevisit.records import clock, files
from onevisit.web.desk.act_form import ConditionalTextField
from onevisit.web.desk.act_forms import SignatureForm
from onevisit.web.desk.signatures import stored_signature


class CollectionForm(SignatureForm):
    """Who collects and how the identity was checked; for another person, the authority to collect."""

    receiver = forms.CharField(label=_("领取人姓名"), max_length=100)
    identity_checked = forms.BooleanField(label=_("已核对领取人身份证件"))
    by_another = forms.BooleanField(label=_("由他人代领"), required=False)
    collector_number = ConditionalTextField(
        label=_("代领人身份证号码"),
        when="by_another=on",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    authority = forms.FileField(
        label=_("领取授权委托书（扫描件）"),
        help_text=_("已登记过有效领取授权的，不用再扫描"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )

    def arrange(self) -> None:
        applicant = self.case.applicant
        self.initial.setdefault("receiver", applicant.name if applicant else "")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not given.get("by_another"):
            return given
        try:
            given["collector_number"] = identifiers.resident_number(given.get("collector_number", ""))
        except identifiers.IdentifierError as error:
            self.add_error("collector_number", str(error))
        return given

    def inputs(self) -> dict[str, Any]:
        """The inputs of the act. A new authority is recorded with its paper. Raises Refusal."""
        given = self.cleaned_data
        return {
            "receiver": given["receiver"],
            "identity_checked": given["identity_checked"],
            "signature": stored_signature(self.data, "signature", given["receiver"]),
            "collector": self._collector() if given["by_another"] else None,
        }

    def _collector(self) -> int:
        given = self.cleaned_data
        facts = PersonFacts(name=given["receiver"], identity_number=given["collector_number"])
        with transaction.atomic():
            found = find_or_register_person(facts).applicant
            if given["authority"]:
                assert self.worker is not None
                record_authority(self.case, found, given["authority"], self.worker)
        return found.pk


def authority_to_collect(case: Case, collector: Applicant | None) -> Authorization | None:
    """What lets this person collect for the applicant today, if anything."""
    if collector is None or case.applicant is None:
        return None
    return authorization_in_force(
        case.applicant, collector, Authorization.Act.COLLECT, case.item_code, clock.today()
    )


def record_authority(case: Case, collector: Applicant, paper: Any, worker: Worker) -> None:
    """Keeps the signed paper as an authority for today and this item, where none is in force yet."""
    if case.applicant is None or authority_to_collect(case, collector) is not None:
        return
    authorize_agent(
        case.applicant,
        collector,
        acts=[Authorization.Act.COLLECT],
        valid_from=clock.today(),
        valid_to=clock.today(),
        document_sha256=files.store(paper).sha256,
        item_codes=[case.item_code],
        recorded_by_id=worker.staff_id,
    )
