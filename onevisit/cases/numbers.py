"""Case numbers and query codes."""

from __future__ import annotations

import base64
from datetime import date

from onevisit.cases.models import Case, JointCase
from onevisit.law.identifiers import case_number
from onevisit.law.profiles import PROFILES
from onevisit.records import privacy

QUERY_CODE_LENGTH = 12


def number_for(case: Case, day: date) -> str:
    """The case number: organ code, date, serial, check digit; unique under concurrency, gaps allowed.

    The serial is the row's own key, drawn from its sequence: nobody waits for anybody.
    """
    scheme = PROFILES[case.hall.region.profile].case_numbers
    return case_number(case.department.code, day, case.pk, scheme)


def joint_number_for(joint: JointCase, day: date) -> str:
    """The number of a joint case: 联, then as a case number, by the code of the lead department."""
    scheme = PROFILES[joint.hall.region.profile].case_numbers
    return f"联{case_number(joint.department.code, day, joint.pk, scheme)}"


def query_code(case: Case) -> str:
    """The code that opens the progress page without an account: 60 bits, derived, nowhere stored in clear."""
    digest = privacy.keyed_hash("query_code", str(case.pk))
    return base64.b32encode(digest).decode()[:QUERY_CODE_LENGTH]
