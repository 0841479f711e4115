"""Random walks: anybody tries anything with a case, in any order, at any time."""

from tests.cases.walking.walk import Walk

__all__ = ["Walk"]
