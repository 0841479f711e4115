"""What each act does. Importing the package registers every action; ``cases.engine`` performs them."""

from onevisit.cases.actions import acceptance, decision, drafts, intake, result, review, service_record

__all__ = ["acceptance", "decision", "drafts", "intake", "result", "review", "service_record"]
