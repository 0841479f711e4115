"""Reads the whole record of a case from the database for the predicates."""

from __future__ import annotations

import json
from datetime import date, datetime

from onevisit.cases.models import Case, Irregularity
from onevisit.documents.models import Document, SealUse, Service
from onevisit.law.profiles import PROFILES
from onevisit.organization.models import Staff
from onevisit.records.calendar import current_calendar
from onevisit.records.clock import SHANGHAI
from onevisit.records.models import Clock, LedgerRow
from tests.cases import predicates


def life_of(case_id: int) -> predicates.Life:
    """All that is on record of a filed case."""
    case = Case.objects.select_related("version", "hall", "hall__region").get(pk=case_id)
    definition = case.version.definition
    closing = case.hall.closing_time
    profile = PROFILES[case.hall.region.profile]
    statutory, promised = definition.statutory_limit, definition.promised_limit
    special = definition.extension
    return predicates.Life(
        acts=tuple(
            _act(row) for row in LedgerRow.objects.filter(case_id=case.pk).order_by("sequence", "recorded_at")
        ),
        clocks=tuple(
            _clock(row)
            for row in Clock.objects.filter(subject_kind="case", subject_id=case.pk).order_by("pk")
        ),
        papers=tuple(
            _paper(row)
            for row in Document.objects.filter(case_id=case.pk).select_related("seal").order_by("pk")
        ),
        irregularities=tuple(Irregularity.objects.filter(case=case).values_list("kind", flat=True)),
        state=case.state,
        sequence=case.sequence,
        head_hash=bytes(case.head_hash or b""),
        version=case.version_id,
        received_at=_local(case.received_at),
        accepted_on=case.accepted_on,
        channel=case.channel,
        department=case.department_id,
        department_of=dict(Staff.objects.values_list("pk", "department_id")),
        consent=case.electronic_service_agreed,
        acceptance_delegated=case.acceptance_delegated,
        is_licence=definition.type.value == "01",
        item_type=definition.type.value,
        immediate=case.route == "immediate",
        reported_up=case.route == "reported_up",
        formal=definition.review.name == "FORMAL",
        needs_certificate=definition.result.kind.name == "LICENCE",
        site_visits=tuple(step.key for step in definition.steps if step.kind.name == "SITE_VISIT"),
        statutory_count=statutory.count if statutory else None,
        promised_count=promised.count if promised else None,
        acceptance_days=profile.acceptance_limit.count,
        special_extension=special.limit.count if special and special.limit else None,
        promise_may_be_extended=profile.promise_may_be_extended,
        silence_has_basis=definition.correction_silence is not None,
        closing=lambda moment: moment.time() > closing,
        is_working_day=current_calendar().is_working_day,
    )


def _act(row: LedgerRow) -> predicates.Act:
    at, recorded_at = _local(row.acted_at), _local(row.recorded_at)
    assert at is not None and recorded_at is not None
    return predicates.Act(
        sequence=row.sequence,
        name=row.action,
        at=at,
        recorded_at=recorded_at,
        actor_kind=row.actor_kind,
        actor_id=row.actor_id,
        data=json.loads(row.canonical)["data"],
        canonical=row.canonical,
        previous=bytes(row.previous_hash),
        hash=bytes(row.hash),
    )


def _clock(row: Clock) -> predicates.Clock:
    return predicates.Clock(
        kind=row.kind,
        started_on=row.started_on,
        count=row.limit_count,
        unit=row.limit_unit,
        pauses=tuple(
            (
                date.fromisoformat(one["first"]),
                date.fromisoformat(one["resumed"]) if one["resumed"] else None,
            )
            for one in row.pauses
        ),
        due_on=row.due_on,
        state=row.state,
        stopped_at=_local(row.stopped_at),
        event_on=row.event_on,
    )


def _paper(row: Document) -> predicates.Paper:
    return predicates.Paper(
        kind=row.kind,
        title=row.title,
        content=json.loads(row.content),
        issued_on=row.issued_on,
        effective_on=row.effective_on,
        state=row.state,
        seal=row.seal.kind if row.seal else "",
        sealed_by=row.sealed_by_id,
        standing_order=SealUse.objects.filter(document=row, standing_order__isnull=False).exists(),
        served=tuple(Service.objects.filter(document=row).values_list("method", flat=True)),
    )


def _local(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(SHANGHAI)
