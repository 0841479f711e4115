"""What each act does. Importing the package registers every action; ``cases.engine`` performs them."""

from onevisit.cases.actions import (
    acceptance,
    archiving,
    correction,
    decision,
    delivery_choice,
    drafts,
    ending,
    gaps,
    intake,
    post,
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
    "delivery_choice",
    "drafts",
    "ending",
    "gaps",
    "intake",
    "post",
    "pre_review",
    "renewal",
    "reporting_up",
    "result",
    "review",
    "service_record",
]
