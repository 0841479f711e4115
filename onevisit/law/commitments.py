"""Declarations of commitment (告知承诺): how they are checked afterwards, and what is found."""

from __future__ import annotations

from enum import StrEnum


class CheckMethod(StrEnum):
    """How the organ checks a declaration after its decision (国办发〔2020〕42号)."""

    WRITTEN = "written"
    NETWORK = "network"
    ON_SITE = "on_site"
    PUBLICITY = "publicity"
    EXEMPT = "exempt"

    @property
    def label(self) -> str:
        """The public Chinese name."""
        return CHECK_METHOD_NAMES[self]


CHECK_METHOD_NAMES = {
    CheckMethod.WRITTEN: "书面核查",
    CheckMethod.NETWORK: "网络核查",
    CheckMethod.ON_SITE: "现场核查",
    CheckMethod.PUBLICITY: "公示核查",
    CheckMethod.EXEMPT: "免予核查",
}


class Finding(StrEnum):
    """What a check found: as declared, to be put right within a time, or false."""

    TRUE = "true"
    TO_CORRECT = "to_correct"
    FALSE = "false"

    @property
    def label(self) -> str:
        """The words of the finding."""
        return FINDING_NAMES[self]


FINDING_NAMES = {
    Finding.TRUE: "与承诺一致",
    Finding.TO_CORRECT: "不符合承诺，限期整改",
    Finding.FALSE: "承诺不实",
}

OPEN_STAGES = ("to_check", "correcting", "false", "proposed", "heard")
"""Stages of a declaration in which the organ still has something to do after the decision."""
