"""A small town for the tests of documents: one hall, a department, the agency, three people, their seals."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time

from onevisit.accounts.actions import create_staff_account
from onevisit.catalog.parts import SealRule
from onevisit.documents.models import Seal
from onevisit.documents.seal_proposals import register_seal
from onevisit.law.document_kinds import SealKind
from onevisit.law.powers import Role
from onevisit.organization.models import Department, Hall, Post, Region, RoleAssignment, Staff
from onevisit.organization.workers import Worker, worker_of

OPENED = date(2026, 1, 1)


@dataclass(frozen=True)
class Item:
    """The part of an item version that documents read."""

    seals: SealRule = field(default_factory=SealRule)


@dataclass(frozen=True)
class CaseOfTown:
    """The part of a case that documents read."""

    pk: int
    department: Department
    hall: Hall


class Town:
    """The rows, and a worker for each person."""

    def __init__(self) -> None:
        region = Region.objects.create(code="220281", name="蛟河市", level="county", profile="jiaohe")
        self.hall = Hall.objects.create(
            code="JH01",
            name="蛟河市政务服务大厅",
            kind=Hall.Kind.HALL,
            region=region,
            address="民主路58号",
            phone="0432-67250000",
            opening_hours=[],
            closing_time=time(17),
        )
        self.point = Hall.objects.create(
            code="JH02",
            name="新站镇便民服务中心",
            kind=Hall.Kind.SERVICE_POINT,
            region=region,
            parent=self.hall,
            address="新站镇",
            phone="0432-67250001",
            opening_hours=[],
            closing_time=time(17),
        )
        self.market = self._department(region, "220281011", "蛟河市市场监督管理局", "蛟市监")
        self.agency = self._department(
            region, "220281001", "蛟河市政务服务和数字化建设管理局", "蛟政数", Department.Kind.AGENCY
        )
        self.handler = self._worker("李明", self.market, self.hall)
        self.handler_at_home = self._worker("王强", self.market, None)
        self.clerk = self._worker("赵雪", self.agency, self.hall)
        self.post = Post.objects.create(
            hall=self.hall,
            department=self.market,
            name="市场监管审批岗",
            holder_a_id=self.handler.staff_id,
            holder_b_id=self.handler_at_home.staff_id,
        )
        market, agency = self.market, self.agency
        self.receipt_seal = self._seal("蛟收001", SealKind.RECEIPT_SEAL, agency, agency, self.hall)
        self.acceptance_seal = self._seal("蛟受-市监-01", SealKind.ACCEPTANCE_SEAL, market, market, self.hall)
        self.entrusted_seal = self._seal("蛟受-市监-02", SealKind.ACCEPTANCE_SEAL, market, agency, self.hall)
        self.approval_seal = self._seal("蛟批-市监-01", SealKind.APPROVAL_SEAL, market, market, self.hall)
        self.official_seal = self._seal("2202810012345", SealKind.OFFICIAL_SEAL, market, market, None)
        self.case = CaseOfTown(7001, self.market, self.hall)

    @staticmethod
    def _department(
        region: Region, code: str, name: str, prefix: str, kind: str = Department.Kind.DEPARTMENT
    ) -> Department:
        return Department.objects.create(
            code=code,
            credit_code=f"11220281{code}X"[:18],
            name=name,
            short_name=name,
            document_prefix=prefix,
            kind=kind,
            region=region,
            reconsideration_organ="蛟河市人民政府",
            court="蛟河市人民法院",
        )

    @staticmethod
    def _worker(name: str, department: Department, hall: Hall | None) -> Worker:
        account = create_staff_account(f"staff-{name}", "correct horse battery staple 9!")
        staff = Staff.objects.create(
            account=account, name=name, employee_number=f"E{account.pk}", department=department, hall=hall
        )
        RoleAssignment.objects.create(
            staff=staff, role=Role.SEAL_KEEPER.value, department=department, valid_from=OPENED
        )
        worker = worker_of(staff.account_id, OPENED)
        assert worker is not None
        return worker

    @staticmethod
    def _seal(number: str, kind: SealKind, owner: Department, keeper: Department, hall: Hall | None) -> Seal:
        return register_seal(
            number=number, kind=kind, department=owner, kept_by=keeper, hall=hall, valid_from=OPENED
        )
