"""What each act does. Importing the package registers every action; ``cases.engine`` performs them."""

from onevisit.cases.actions import (
    acceptance,
    archiving,
    correction,
    decision,
    drafts,
    ending,
    gaps,
    intake,
    pre_review,
    renewal,
    reporting_up,
    result,
    review,
    service_record,
)

__all__ = [
    "acceptance",
    "archiving",
    "correction",
    "decision",
    "drafts",
    "ending",
    "gaps",
    "intake",
    "pre_review",
    "renewal",
    "reporting_up",
    "result",
    "review",
    "service_record",
]
