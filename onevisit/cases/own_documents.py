"""Which documents of a case its applicant gets to see, and from when on."""

from __future__ import annotations

from dataclasses import dataclass

from onevisit.cases.models import Case
from onevisit.documents import queries as documents
from onevisit.documents.models import Document
from onevisit.law.clauses import enforces
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.lifecycle import State

BETWEEN_ORGANS = frozenset(
    {
        DocumentKind.HANDOVER.value,
        DocumentKind.REPORT_UP.value,
        DocumentKind.DISCUSSION_RECORD.value,
        DocumentKind.DELIBERATION_RECORD.value,
        DocumentKind.EXPERT_OPINION.value,
    }
)
"""Between departments, window and superior organ; not addressed to the applicant (JH-25a, XK-35)."""

SERVED_WITH_THE_RESULT = frozenset(
    {DocumentKind.GRANT.value, DocumentKind.REFUSAL.value, DocumentKind.RESULT.value}
)
"""Served by collection, post or electronic delivery: periods for remedies run from then (rule 30)."""


@dataclass(frozen=True)
class OwnDocument:
    """A document addressed to the applicant; ``open`` when its file may be downloaded."""

    document: Document
    open: bool

    @property
    def awaits_service(self) -> bool:
        """Whether the file is made and only its service is still to come."""
        return self.document.state == Document.State.READY and not self.open


@enforces("RULE-30", "JH-25b", "XK-44")
def documents_of(case: Case) -> list[OwnDocument]:
    """The documents addressed to the applicant, in the order in which they were made. One statement.

    What goes to an interested party names him and is not the applicant's to read.

    A decision and its result open with their service: a download before would be a service nobody recorded.
    """
    served = State(case.state) in (State.DELIVERED, State.ARCHIVED)
    return [
        OwnDocument(
            one,
            one.state == Document.State.READY and (served or one.kind not in SERVED_WITH_THE_RESULT),
        )
        for one in documents.of_case(case.pk)
        if one.kind not in BETWEEN_ORGANS and one.party_id is None
    ]
