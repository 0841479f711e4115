"""What a 委托书 prints: for both sides to sign, and later to compare with the register."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from onevisit.catalog.models import ItemVersion
from onevisit.documents.layout import chinese_date
from onevisit.law.clauses import cite_together, enforces
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.items import ItemType
from onevisit.law.powers import PowerKind
from onevisit.organization.models import Delegation


@enforces("JH-13", "XK-24p2", "RULE-24")
def delegation_content(one: Delegation, items: Sequence[ItemVersion], *, demo: bool) -> dict[str, Any]:
    """The content of the paper: parties, items, powers, days, basis, announcement, and what is forbidden."""
    delegator, delegate = one.delegator.name, one.delegate.name
    ends = chinese_date(one.valid_to.isoformat()) if one.valid_to else "长期"
    return {
        "title": DocumentKind.DELEGATION.label,
        "number": one.number,
        "organ": delegator,
        "date": one.announced_on.isoformat(),
        "paragraphs": [
            f"{delegator}（委托机关）委托{delegate}（受委托机关），以委托机关的名义办理下列事项。",
            "受委托机关在委托范围内以委托机关的名义办理，不得再委托其他组织或者个人；"
            "委托机关对受委托机关的行为负责监督，并对该行为的后果承担法律责任。",
            "委托期间，委托机关不再直接对外办理下列事项中已经委托的环节；委托生效以前已经收件的，由委托机关办到底。",
        ],
        "fields": [
            ["委托机关", delegator],
            ["受委托机关", delegate],
            ["受委托机关的法律性质", one.get_delegate_nature_display()],
            ["委托的权限", "、".join(power.label for power in PowerKind if power.value in one.powers)],
            ["生效日期", chinese_date(one.valid_from.isoformat())],
            ["终止日期", ends],
            ["公告", f"{one.announcement}，{chinese_date(one.announced_on.isoformat())}"],
        ],
        "table": {
            "columns": ["事项名称", "事项类型", "实施编码"],
            "rows": [[item.name, ItemType(item.type).label, item.item.code] for item in items],
        },
        "reasons": [],
        "legal_basis": [
            one.basis,
            cite_together(("XK-24", "JH-13"), one.delegator.region.city.rule_book, most=2, in_full=True),
        ],
        "remedies": "",
        "signers": ["委托机关（盖章）", "受委托机关（盖章）"],
        "demo": demo,
    }
