"""A delegation decides nothing unless it is what the law asks for (rule 24)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from onevisit.law.delegations import DelegatedItem, DelegationTerms, delegation_faults
from onevisit.law.powers import PowerKind
from onevisit.law.profiles import ANSHAN, JIAOHE
from onevisit.law.refusal import Refusal
from onevisit.organization.delegating import register_delegation, revoke_delegation
from onevisit.organization.models import Delegation
from onevisit.organization.workers import delegations_in_force
from onevisit.records import clock

LICENCE = DelegatedItem("A", "取水许可", department_id=1, is_licence=True)
SERVICE = DelegatedItem("B", "老年人优待证", department_id=1, is_licence=False)
GOOD = DelegationTerms(
    delegator_id=1,
    delegate_id=2,
    to_administrative_organ=True,
    basis="《中华人民共和国行政许可法》第二十四条",
    announcement="市政府网站",
    announced_on=date(2026, 1, 5),
    items=(LICENCE, SERVICE),
    powers=frozenset({PowerKind.RECEIVE, PowerKind.ACCEPT, PowerKind.DECIDE_AT_ONCE}),
    valid_from=date(2026, 1, 12),
)


@pytest.mark.clause("RULE-24", "XK-24", "XK-24p1")
@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, None),
        ({"basis": " "}, "没有写明委托的依据"),
        ({"announcement": ""}, "应当公告"),
        ({"announced_on": date(2026, 1, 13)}, "公告之前不能生效"),
        ({"valid_to": date(2026, 1, 1)}, "早于生效日期"),
        ({"delegate_id": 1}, "不能委托给自己"),
        ({"items": ()}, "没有写明委托哪些事项"),
        ({"powers": frozenset()}, "没有写明委托哪些权限"),
        ({"powers": frozenset({PowerKind.SIGN})}, "审查和签发不能委托"),
        ({"items": (replace(SERVICE, department_id=3),)}, "不得再委托"),
        ({"to_administrative_organ": False}, "只能委托其他行政机关作出决定"),
        ({"to_administrative_organ": False, "powers": frozenset({PowerKind.RECEIVE})}, None),
        ({"to_administrative_organ": False, "items": (SERVICE,)}, None),
    ],
)
def test_terms_of_a_delegation(changes: dict[str, object], expected: str | None) -> None:
    faults = delegation_faults(replace(GOOD, **changes), JIAOHE)  # type: ignore[arg-type]
    if expected is None:
        assert faults == []
    else:
        assert len(faults) == 1, faults
        assert expected in str(faults[0])


@pytest.mark.clause("RULE-6", "AS-4.2")
def test_rule_6_in_anshan_no_window_is_given_the_acceptance_of_licences() -> None:
    faults = delegation_faults(GOOD, ANSHAN)
    assert len(faults) == 1 and "取水许可" in str(faults[0]) and "只能委托收件" in str(faults[0])
    assert delegation_faults(replace(GOOD, powers=frozenset({PowerKind.RECEIVE})), ANSHAN) == []
    assert delegation_faults(replace(GOOD, items=(SERVICE,)), ANSHAN) == []


@pytest.mark.usefixtures("demo_city")
@pytest.mark.clause("JH-13", "RULE-24")
def test_a_document_decides_from_its_registration_until_it_is_revoked() -> None:
    kept = Delegation.objects.select_related("delegator", "delegate").order_by("pk")[0]
    terms = replace(
        GOOD,
        delegator_id=kept.delegator_id,
        delegate_id=kept.delegate_id,
        items=(replace(SERVICE, department_id=kept.delegator_id),),
    )
    made = register_delegation("演示委〔2026〕9号", terms)
    today = clock.today()
    assert any("B" in document.item_codes for document in delegations_in_force(today))
    with pytest.raises(Refusal, match="已经登记过"):
        register_delegation("演示委〔2026〕9号", terms)
    revoke_delegation(made, clock.now())
    assert not any("B" in document.item_codes for document in delegations_in_force(today))


@pytest.mark.usefixtures("demo_city")
@pytest.mark.clause("XK-24")
def test_an_unlawful_document_is_refused_with_every_reason() -> None:
    with pytest.raises(Refusal) as caught:
        register_delegation("演示委〔2026〕8号", replace(GOOD, basis="", announcement=""))
    assert "没有写明委托的依据。没有写明在哪里公告" in str(caught.value)
    assert not Delegation.objects.filter(number="演示委〔2026〕8号").exists()
