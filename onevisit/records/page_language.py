"""Sentences and labels from below the pages, in the language of the page.

What law, records and acts say is kept in Chinese, because documents, ledger and command line use it. A page
says the same in the language its reader chose. Names that the city or a person wrote stay as they are.
"""

from __future__ import annotations

from django.utils.translation import get_language, gettext

from onevisit.law.clauses import Citation
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence, Single, Term


def in_english() -> bool:
    """Whether the reader chose English."""
    return (get_language() or "").startswith("en")


def in_page_language(told: Refusal | Single) -> str:
    """The refusal, sentence, citation or term as the page says it; a name as it is written."""
    if isinstance(told, Refusal):
        return _gap().join(in_page_language(sentence) for sentence in told.sentences)
    if isinstance(told, Sentence):
        comma = ", " if in_english() else "、"
        return told.filled(gettext(told.template), in_page_language, comma, _gap())
    if isinstance(told, Citation):
        return told.english if in_english() else str(told)
    return gettext(told) if isinstance(told, Term) else str(told)


def _gap() -> str:
    return " " if in_english() else ""
