"""What a published change does to the versions of its item, and what must be right before (JH-9, JH-29)."""

from __future__ import annotations

import hashlib
from datetime import datetime

from onevisit.catalog import actions
from onevisit.catalog.models import CatalogueChange, Item, ItemVersion
from onevisit.catalog.publish_check import check_content
from onevisit.law.canonical import canonical_text
from onevisit.law.catalogue_changes import ChangeKind
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.organization.models import Staff
from onevisit.records import clock

CLAUSES = ("JH-9", "AS-3.1b")


def latest_version(item: Item) -> ItemVersion | None:
    """The published version that begins last: in effect, announced, suspended or ended."""
    found = item.versions.exclude(state=ItemVersion.State.DRAFT).select_related("item__department")
    return found.order_by("-valid_from", "-number").first()


def require_no_faults(change: CatalogueChange) -> None:
    """Raises Refusal when the new version may not be published, or brings nothing new."""
    if change.content is None:
        return
    _definition, findings = check_content(change.content)
    if findings:
        raise Refusal(
            "not_publishable",
            Sentence(
                "还有 %(count)s 处不符合发布要求，第一处：%(first)s。",
                count=len(findings),
                first=str(findings[0]),
            ),
            clauses=(findings[0].clause,) if findings[0].clause else ("JH-29", "AS-3.1b"),
            next_step=Sentence("请按各部分的提示改好。"),
        )
    if change.started_from is not None and change.started_from.digest == _digest(change):
        raise Refusal("no_difference", Sentence("与现行版本没有区别，不用变更。"), clauses=CLAUSES)


def _digest(change: CatalogueChange) -> str:
    definition, _findings = check_content(change.content or {})
    assert definition is not None
    return hashlib.sha256(canonical_text(definition.model_dump(mode="json")).encode()).hexdigest()


def put_into_effect(change: CatalogueChange, starts: datetime | None, by: Staff) -> ItemVersion:
    """Makes the version, or ends the offer, from ``starts`` (None: now). Raises Refusal."""
    kind = ChangeKind(change.kind)
    why = f"{change.reason}（{change.basis}）" if change.basis else change.reason
    if kind.has_content:
        return _publish_content(change, starts, by, why)
    latest = latest_version(change.item)
    assert latest is not None
    if kind is ChangeKind.RESUME:
        return actions.resume(latest, valid_from=starts, reason=why, by=by)
    _require_successors_offered(change, starts or clock.now())
    if latest.state == ItemVersion.State.SUSPENDED and kind is ChangeKind.RETIRE:
        return actions.retire_suspended(latest, reason=why)
    state = ItemVersion.State.SUSPENDED if kind is ChangeKind.SUSPEND else ItemVersion.State.RETIRED
    return actions.retire(latest, valid_to=starts, reason=why, state=state)


def _publish_content(change: CatalogueChange, starts: datetime | None, by: Staff, why: str) -> ItemVersion:
    require_no_faults(change)
    latest = latest_version(change.item)
    if latest is not None and latest.state == ItemVersion.State.SUSPENDED:
        raise Refusal(
            "suspended",
            Sentence("这个事项已暂停，发布新版本会让它恢复办理。"),
            clauses=CLAUSES,
            next_step=Sentence("请先恢复，再发布变更。"),
        )
    definition, _findings = check_content(change.content or {})
    assert definition is not None
    if definition.code != change.item.code:
        raise Refusal("other_code", Sentence("实施编码不能改；编码不同就是另一个事项。"), clauses=CLAUSES)
    version = actions.draft_version(definition, change.item.department)
    if version is None:
        version = change.item.versions.order_by("-number").first()
        assert version is not None
    return actions.publish(version, valid_from=starts, published_by=by, why=why)


def _require_successors_offered(change: CatalogueChange, starts: datetime) -> None:
    for successor in change.successors.all():
        latest = latest_version(successor)
        offered = (
            latest is not None
            and latest.state == ItemVersion.State.PUBLISHED
            and latest.valid_from is not None
            and latest.valid_from <= starts
            and latest.valid_to is None
        )
        if not offered:
            raise Refusal(
                "successor_not_offered",
                Sentence("承接的事项 %(code)s 到时还没有办理，群众会无处申请。", code=successor.code),
                clauses=CLAUSES,
                next_step=Sentence("请先发布承接的事项，或者推迟生效时间。"),
            )
