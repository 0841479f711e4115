"""The life of a case as one table: states, acts, powers, guards, clocks, documents, clauses."""

from onevisit.law.lifecycle.facts import CaseFacts
from onevisit.law.lifecycle.relevance import is_relevant
from onevisit.law.lifecycle.states import ENDED, OPEN_AT_AN_ORGAN, Action, State
from onevisit.law.lifecycle.table import TRANSITIONS, check, transition_for
from onevisit.law.lifecycle.transition import Audience, Transition

__all__ = [
    "ENDED",
    "OPEN_AT_AN_ORGAN",
    "TRANSITIONS",
    "Action",
    "Audience",
    "CaseFacts",
    "State",
    "Transition",
    "check",
    "is_relevant",
    "transition_for",
]
