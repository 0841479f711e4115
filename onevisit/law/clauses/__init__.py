"""Every clause the software answers to, and which code and which test answers for it.

A clause is named by a short id: ``JH-23b`` (second paragraph of article 23 of the Jiaohe rules), ``AS-3.3b``
(a printed place of the Anshan norm), ``XK-32.4`` (administrative licence law, article 32, item 4),
``XK-32p2`` (its second paragraph), ``RULE-11`` (how this software reads what the texts leave open),
``HOUSE-3`` (a rule of our own).

* ``@enforces("JH-23b")`` marks the function or class that carries the clause out.
* ``clause("JH-23b")`` gives the entry, ``cite("JH-23b")`` the words for a notice: 蛟河规则第二十三条第二款.
* ``onevisit clauses`` reads code and tests without importing them and prints who answers for what.
"""

from onevisit.law.clauses.citing import Citation, citation, cite, cite_in_full, cite_together, clause
from onevisit.law.clauses.loading import registry
from onevisit.law.clauses.marking import enforces
from onevisit.law.clauses.model import Clause, Kind, Source, SourceKind, UnknownClauseError

__all__ = [
    "Citation",
    "Clause",
    "Kind",
    "Source",
    "SourceKind",
    "UnknownClauseError",
    "citation",
    "cite",
    "cite_in_full",
    "cite_together",
    "clause",
    "enforces",
    "registry",
]
