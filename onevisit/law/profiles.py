"""City profiles: where two cities' rule books differ, the difference is data with its citation."""

from __future__ import annotations

from dataclasses import dataclass

from onevisit.law.collecting import USUAL_RULES, CollectingRules
from onevisit.law.identifiers import STANDARD_CASE_NUMBERS, CaseNumberScheme
from onevisit.law.limits import Limit, Unit


@dataclass(frozen=True)
class CityProfile:
    """The settings of one city, each with the clause it rests on."""

    key: str
    city: str
    rule_book: str
    acceptance_limit: Limit
    acceptance_clause: str
    pre_review_limit: Limit
    pre_review_clause: str
    licences_accepted_by_approval_staff: bool
    window_refusal_needs_second_person: bool
    promise_may_be_extended: bool
    promise_extension_clause: str
    case_numbers: CaseNumberScheme = STANDARD_CASE_NUMBERS
    collecting: CollectingRules = USUAL_RULES
    item_review_months: int = 12
    """After how many months an item on offer is to be looked over; JH-8.3 leaves the figure to the city."""


JIAOHE = CityProfile(
    key="jiaohe",
    city="蛟河市",
    rule_book="蛟河市“只跑一次”政务服务运行规则（试行）",
    acceptance_limit=Limit(2, Unit.WORKING_DAY),
    acceptance_clause="JH-23b",
    pre_review_limit=Limit(2, Unit.WORKING_DAY),
    pre_review_clause="JH-20b",
    licences_accepted_by_approval_staff=False,
    window_refusal_needs_second_person=True,
    promise_may_be_extended=False,
    promise_extension_clause="JH-17",
)

ANSHAN = CityProfile(
    key="anshan",
    city="鞍山市",
    rule_book="鞍山市政务服务大厅运行规范",
    acceptance_limit=Limit(5, Unit.WORKING_DAY),
    acceptance_clause="XK-32.4",
    pre_review_limit=Limit(2, Unit.WORKING_DAY),
    pre_review_clause="AS-3.3b",
    licences_accepted_by_approval_staff=True,
    window_refusal_needs_second_person=True,
    promise_may_be_extended=True,
    promise_extension_clause="AS-3.3c",
)

PROFILES: dict[str, CityProfile] = {profile.key: profile for profile in (JIAOHE, ANSHAN)}
