"""The tree of regions and halls, departments, windows, staff and their roles."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models

from onevisit.law.powers import Role
from onevisit.law.profiles import PROFILES, CityProfile
from onevisit.law.qualification import ServiceStatus


class Region(models.Model):
    """A place in the administrative tree, from city to village (AS-1, JH-5, JH-43)."""

    class Level(models.TextChoices):
        CITY = "city", "市"
        COUNTY = "county", "县（市、区）"
        TOWNSHIP = "township", "乡镇（街道）"
        VILLAGE = "village", "村（社区）"

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=60)
    level = models.CharField(max_length=12, choices=Level)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    profile = models.CharField(max_length=30, help_text="key of the city profile in law.profiles")

    def __str__(self) -> str:
        return self.name

    @property
    def city(self) -> CityProfile:
        """The city whose rule book binds here."""
        return PROFILES[self.profile]


class Hall(models.Model):
    """A place of service; halls form a tree that follows the regions."""

    class Kind(models.TextChoices):
        HALL = "hall", "政务服务大厅"
        SUB_HALL = "sub_hall", "专业分厅"
        SERVICE_POINT = "service_point", "便民服务中心"

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=Kind)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="halls")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    address = models.CharField(max_length=200)
    phone = models.CharField(max_length=30)
    opening_hours = models.JSONField(
        help_text='[{"days": "周一至周五", "hours": ["08:30-12:00", "13:00-17:00"]}], Asia/Shanghai'
    )
    closing_time = models.TimeField(help_text="the hour at which a working day of this hall ends")

    def __str__(self) -> str:
        return self.name


class Department(models.Model):
    """An organ that holds approving power, or the agency that runs the hall."""

    class Kind(models.TextChoices):
        DEPARTMENT = "department", "审批服务部门"
        AGENCY = "agency", "政务服务管理机构"
        APPROVAL_BUREAU = "approval_bureau", "行政审批局"
        GOVERNMENT = "government", "人民政府"

    code = models.CharField(max_length=12, unique=True, help_text="organ code, part of every case number")
    credit_code = models.CharField(max_length=18, unique=True)
    name = models.CharField(max_length=80, help_text="full legal name, as documents print it")
    short_name = models.CharField(max_length=40)
    document_prefix = models.CharField(max_length=12, help_text="the organ's word in a 文号, such as 蛟市监")
    kind = models.CharField(max_length=20, choices=Kind)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="departments")
    vertically_led = models.BooleanField(default=False, help_text="its superior reviews (FY-27)")
    reconsideration_organ = models.CharField(max_length=80)
    court = models.CharField(max_length=80)
    online_reconsideration = models.CharField(
        max_length=200, blank=True, help_text="address of the online channel for reconsideration (FY-22)"
    )
    address = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=30, blank=True)

    def __str__(self) -> str:
        return self.name


class Window(models.Model):
    """A counter in a hall. Kinds may be merged (JH-12)."""

    class Kind(models.TextChoices):
        CONSULTATION = "consultation", "综合咨询"
        ACCEPTANCE = "acceptance", "综合受理"
        ISSUING = "issuing", "综合出件"
        SPECIAL = "special", "专门"

    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="windows")
    number = models.CharField(max_length=10)
    name = models.CharField(max_length=40)
    kinds = models.JSONField(help_text="list of Window.Kind values")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hall", "number"], name="window_number_in_hall")]

    def __str__(self) -> str:
        return f"{self.number}号窗口"


class Staff(models.Model):
    """A person who works for the agency or a department, with one login."""

    account = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="staff")
    name = models.CharField(max_length=60)
    employee_number = models.CharField(max_length=20, unique=True)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="staff")
    hall = models.ForeignKey(Hall, null=True, blank=True, on_delete=models.PROTECT, related_name="staff")
    window = models.ForeignKey(Window, null=True, blank=True, on_delete=models.PROTECT, related_name="staff")
    identity_hash = models.BinaryField(
        max_length=32, null=True, blank=True, help_text="keyed hash of the resident number, for recusal"
    )
    status = models.CharField(
        max_length=12,
        choices=[(status.value, status.label) for status in ServiceStatus],
        default=ServiceStatus.SERVING.value,
        help_text="in the staff register; an account is closed by `active`",
    )
    certificate_number = models.CharField(max_length=30, blank=True)
    certificate_valid_until = models.DateField(null=True, blank=True, help_text="Asia/Shanghai date (JH-8.4)")
    active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class RoleAssignment(models.Model):
    """A role given to a person for one department and, where it is bound to a place, one hall."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(max_length=30, choices=[(role.value, role.label) for role in Role])
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    hall = models.ForeignKey(Hall, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField(help_text="Asia/Shanghai date, first day in force")
    valid_to = models.DateField(null=True, blank=True, help_text="Asia/Shanghai date, last day in force")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "role", "department", "hall", "valid_from"],
                name="role_given_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.role}"

    def in_force(self, day: date) -> bool:
        """Whether the role is held on ``day`` (Asia/Shanghai date)."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
