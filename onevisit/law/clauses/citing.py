"""Look a clause up, and cite it as the public reads it."""

from difflib import get_close_matches

from onevisit.law.clauses.loading import registry
from onevisit.law.clauses.marking import enforces
from onevisit.law.clauses.model import Clause, SourceKind, UnknownClauseError


def clause(clause_id: str) -> Clause:
    """The registered clause. Raises ``UnknownClauseError``, with the nearest ids, when there is none."""
    found = registry().get(clause_id)
    if found is None:
        raise UnknownClauseError(clause_id, tuple(get_close_matches(clause_id, registry(), n=3)))
    return found


@enforces("RULE-40")
def cite(clause_id: str) -> str:
    """The citation for a notice or a screen, with the short name of the text: 蛟河规则第二十三条第二款.

    Internal ids stay internal: a reading or house rule is cited by the clauses it carries out.
    Raises ``UnknownClauseError``.
    """
    return _cite(clause(clause_id), full_name=False)


@enforces("RULE-40")
def cite_in_full(clause_id: str) -> str:
    """The citation for a formal decision: 《中华人民共和国行政许可法》第三十八条第二款.

    Raises ``UnknownClauseError``.
    """
    return _cite(clause(clause_id), full_name=True)


def _cite(entry: Clause, full_name: bool) -> str:
    printed = [clause(base) for base in entry.rests_on] if entry.source.kind in OWN_RULES else []
    if printed:
        return "、".join(_cite(base, full_name) for base in printed)
    name = f"《{entry.source.full_name}》" if full_name else entry.source.short_name
    opening = f"（“{entry.opening}……”）" if entry.opening else ""
    return f"{name}{entry.place}{opening}"


OWN_RULES = (SourceKind.READING, SourceKind.HOUSE)
