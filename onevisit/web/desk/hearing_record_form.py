"""The form of the record of a hearing: who came and signs on the screen, and what was said (XK-48)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from onevisit.cases.hearings import expected_attendants, open_hearing
from onevisit.web.desk.act_form import ActForm, ConditionalTextField
from onevisit.web.desk.signatures import kept_signature, stored_signature

ROLES = {
    "听证主持人": _("听证主持人"),
    "记录人": _("记录人"),
    "审查人员": _("审查人员"),
    "申请人": _("申请人"),
    "利害关系人": _("利害关系人"),
}
STATUSES = (
    ("signed", _("到场，核对后签字")),
    ("refused", _("到场，拒绝签字")),
    ("absent", _("没有到场")),
)


def _said(label: Any, rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": rows})
    )


class HearingRecordForm(ActForm):
    """What was said, then everybody who was to take part with the signature or the refusal to sign."""

    officer = _said(_("审查人员提出的审查意见、证据和理由"))
    applicant = _said(_("申请人的陈述、申辩和证据"))
    parties = _said(_("利害关系人的陈述、申辩和证据"))
    evidence = _said(_("质证情况"), 3)
    others = _said(_("其他参加人的意见"), 2)
    opinion = forms.CharField(
        label=_("主持人意见"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def arrange(self) -> None:
        hearing = open_hearing(self.case)
        self.people = (
            []
            if hearing is None or hearing.chair is None or self.worker is None
            else expected_attendants(self.case, hearing, self.worker.staff_id, self.worker.name)
        )
        for place, _person in enumerate(self.people):
            self.fields[f"status_{place}"] = forms.ChoiceField(
                label=_("到场和签字情况"), choices=STATUSES, widget=forms.RadioSelect, initial="signed"
            )
            self.fields[f"note_{place}"] = ConditionalTextField(
                label=_("拒绝签字的情况"), when=f"status_{place}=refused", max_length=300
            )

    @property
    def words(self) -> list[forms.BoundField]:
        """The fields for what was said."""
        return [field for field in self if not field.name.startswith(("status_", "note_"))]

    @property
    def attendants(self) -> Iterator[dict[str, Any]]:
        """Everybody who was to take part: role, name, fields and the place to sign."""
        for place, person in enumerate(self.people):
            name = f"signature_{place}"
            yield {
                "role": ROLES[person.role],
                "name": person.name,
                "status": self[f"status_{place}"],
                "note": self[f"note_{place}"],
                "refused": f"status_{place}=refused",
                "signing": f"status_{place}=signed",
                "pad": name,
                **kept_signature(self.data, name),
            }

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for place, _person in enumerate(self.people):
            if given.get(f"status_{place}") == "refused" and not given.get(f"note_{place}"):
                self.add_error(f"note_{place}", _("请写明拒绝签字的情况"))
        return given

    def inputs(self) -> dict[str, Any]:
        """The inputs of the act. Raises Refusal when somebody who is to sign did not."""
        given = self.cleaned_data
        participants = []
        for place, person in enumerate(self.people):
            status = given[f"status_{place}"]
            signed = ""
            if status == "signed":
                signed = stored_signature(self.data, f"signature_{place}", person.name)
            participants.append(
                {
                    "party": person.key,
                    "status": status,
                    "signature": signed,
                    "note": given[f"note_{place}"] if status == "refused" else "",
                }
            )
        words = ("officer", "applicant", "parties", "evidence", "others", "opinion")
        return {"participants": participants, **{name: given[name] for name in words}}
