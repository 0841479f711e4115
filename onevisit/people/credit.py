"""Who broke a promise may not make another: bars, their end and their repair (国办发〔2020〕42号)."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from onevisit.people.models import CreditBar


def bars_in_force(applicant_id: int, day: date) -> QuerySet[CreditBar]:
    """The bars against an applicant on this Asia/Shanghai day."""
    return CreditBar.objects.filter(
        Q(barred_until__isnull=True) | Q(barred_until__gte=day),
        applicant_id=applicant_id,
        barred_from__lte=day,
        repaired_on__isnull=True,
    )


def is_barred(applicant_id: int | None, day: date) -> bool:
    """Whether the applicant may not promise anything on this day. One statement."""
    return applicant_id is not None and bars_in_force(applicant_id, day).exists()
