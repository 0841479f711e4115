"""Posts with an A and a B holder, who is away, and who stands in for a day (AS-3.3d)."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from onevisit.law.posts import AbsenceKind
from onevisit.organization.models.structure import Department, Hall, Staff, Window
from onevisit.records.fields import EncryptedTextField, SealedModel


class Post(models.Model):
    """A place of work with an A and a B holder of equal power (AS-3.3d)."""

    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="posts")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="posts")
    window = models.ForeignKey(Window, null=True, blank=True, on_delete=models.PROTECT, related_name="posts")
    name = models.CharField(max_length=60)
    roles = models.JSONField(default=list, help_text="Role values that go to B while A is away")
    holder_a = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="posts_as_a")
    holder_b = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="posts_as_b")

    def __str__(self) -> str:
        return self.name


class _AwayRange(Func):
    """``[starts_at, ends_at)`` as a range, for the constraint that forbids overlap."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class Absence(SealedModel):
    """From when to when somebody is away; at the end he is back. Coming back early moves the end."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="absences")
    starts_at = models.DateTimeField(help_text="first moment away")
    ends_at = models.DateTimeField(help_text="first moment back")
    announced_until = models.DateTimeField(help_text="the end as it was first registered")
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.label) for kind in AbsenceKind])
    handover_note = EncryptedTextField(default="", help_text="what B has to know")
    registered_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gte=F("starts_at")), name="absence_in_order"),
            ExclusionConstraint(
                name="absences_apart",
                expressions=[
                    ("staff", RangeOperators.EQUAL),
                    (_AwayRange("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.starts_at:%Y-%m-%d %H:%M}"


class StandIn(models.Model):
    """Who holds a post on one day while A and B are both away; named by the chief representative."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="stand_ins")
    day = models.DateField(help_text="Asia/Shanghai date")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    named_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    reason = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "day"], name="one_stand_in_a_day")]

    def __str__(self) -> str:
        return f"{self.post_id} {self.day}"


class ChiefRepresentative(models.Model):
    """The department's head in one hall (首席代表); one at a time, by an appointing document (AS-3.2b)."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="chiefs")
    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="chiefs")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="chief_of")
    document = models.CharField(max_length=120, help_text="the paper that appoints")
    valid_from = models.DateField(help_text="Asia/Shanghai date, first day")
    valid_to = models.DateField(null=True, blank=True, help_text="Asia/Shanghai date, last day")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["department", "hall"], condition=Q(valid_to__isnull=True), name="one_chief_in_a_hall"
            )
        ]

    def __str__(self) -> str:
        return f"{self.department_id}/{self.hall_id} {self.staff_id}"
