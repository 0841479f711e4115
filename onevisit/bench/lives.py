"""Whole lives of cases as a row of forms sent by the people who act in them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onevisit.bench import people
from onevisit.bench.load import Journey, Request, post
from onevisit.bench.people import Visitor
from onevisit.cases.models import Case, CaseMaterial, MaterialFile
from onevisit.catalog import evaluate
from onevisit.catalog.definition import ItemDefinition
from onevisit.catalog.models import ItemVersion
from onevisit.catalog.parts import Question
from onevisit.law.items import Channel, DeliveryWay, Necessity, StepKind
from onevisit.law.lifecycle import Action, State
from onevisit.organization.models import Hall
from onevisit.records import clock

ITEM = "食品经营许可"
"""A licence whose acceptance and decision the department keeps: no act is left out."""

_EXAMPLES = {
    "date": "2026-01-05",
    "phone": "13812345678",
    "resident_number": "11010519491231002X",
    "credit_code": "91350100M000100Y43",
}
_NEVER_BY_STEP = (StepKind.SIGN, StepKind.CERTIFICATE)


@dataclass(frozen=True)
class Cast:
    """Who plays in one life."""

    applicant: Visitor
    clerk: Visitor
    handler: Visitor
    signer: Visitor
    issuer: Visitor


@dataclass(frozen=True)
class Draft:
    """A complete application that waits to be submitted, and the applicant."""

    case_id: int
    applicant: Visitor


class City:
    """The demo city with applicants, sessions and drafts added as they are needed."""

    def __init__(self, clients: int) -> None:
        self.version = ItemVersion.objects.select_related("item__department").get(
            name__contains=ITEM, state=ItemVersion.State.PUBLISHED
        )
        self.hall = Hall.objects.get(kind=Hall.Kind.HALL)
        self.applicants = people.register_applicants(clients)
        self.visitors = [people.signed_in(one.account) for one in self.applicants if one.account]
        names = (people.CLERK, people.HANDLER, people.SIGNER, people.ISSUER)
        self._staff = [
            [people.signed_in(people.staff(name).account) for name in names] for _ in range(clients)
        ]
        self._names = {name: people.staff(name).name for name in names}
        self._officers = [people.staff(name) for name in (people.HANDLER, people.COLLEAGUE)]

    @property
    def definition(self) -> ItemDefinition:
        """The item whose lives are measured."""
        return self.version.definition

    def handler(self) -> Visitor:
        """A member of the department."""
        return self._staff[0][1]

    def drafts(self, count: int) -> list[Draft]:
        """Complete drafts, in turn of every applicant: form, materials with files, way of delivery."""
        moment = clock.now()
        scenario = {one.key: _example(one) for one in self.definition.scenarios}
        answers = {one.key: _example(one) for one in self.definition.questions()}
        order = [number % len(self.applicants) for number in range(count)]
        cases = Case.objects.bulk_create(
            Case(
                item=self.version.item,
                version=self.version,
                item_code=self.version.item.code,
                department=self.version.item.department,
                hall=self.hall,
                route=self.definition.route.value,
                channel=Channel.WEB.value,
                state=State.DRAFT.value,
                applicant=self.applicants[number],
                account_id=self.visitors[number].account_id,
                scenario=scenario,
                answers=answers,
                delivery_way=DeliveryWay.WINDOW.value,
                created_at=moment,
                saved_at=moment,
            )
            for number in order
        )
        wanted = evaluate.materials_for(self.definition, scenario)
        rows = CaseMaterial.objects.bulk_create(
            CaseMaterial(
                case=case,
                key=one.key,
                name=one.name,
                required=one.necessity is Necessity.REQUIRED,
                supply=CaseMaterial.Supply.SHARED if one.shared else CaseMaterial.Supply.SUPPLIED,
                checked=True,
            )
            for case in cases
            for one in wanted
        )
        MaterialFile.objects.bulk_create(
            MaterialFile(
                material=row,
                sha256=uuid.uuid4().hex * 2,
                name="材料.pdf",
                size=100_000,
                content_type="application/pdf",
                added_at=moment,
            )
            for row in rows
            if row.supply == CaseMaterial.Supply.SUPPLIED
        )
        return [Draft(case.pk, self.visitors[number]) for case, number in zip(cases, order, strict=True)]

    def submissions(self, drafts: Sequence[Draft]) -> list[Journey]:
        """One submission for each draft."""
        return [Journey((submission(draft),)) for draft in drafts]

    def lives(self, drafts: Sequence[Draft], per_second: float = 0.0) -> list[Journey]:
        """A whole life for each draft; with ``per_second`` they begin one after another at that pace."""
        journeys = []
        for number, draft in enumerate(drafts):
            cast = Cast(draft.applicant, *self._staff[number % len(self._staff)])
            at = number / per_second if per_second else 0.0
            journeys.append(Journey(tuple(self._life(draft, cast)), at))
        return journeys

    def _life(self, draft: Draft, cast: Cast) -> Iterator[Request]:
        names = self._names
        yield submission(draft)
        yield _act(Action.REGISTER, draft.case_id, cast.clerk)
        yield _act(Action.ACCEPT, draft.case_id, cast.handler)
        yield _act(Action.START_REVIEW, draft.case_id, cast.handler)
        for step in self.definition.steps:
            if step.kind in _NEVER_BY_STEP:
                continue
            ticks = [("ticks", point.key) for point in step.review_points]
            if step.kind is StepKind.SITE_VISIT:
                yield from self._visit(draft, cast, ticks)
                continue
            fields = [("step_key", step.key), *ticks, ("passed", "yes"), ("opinion", "材料属实，符合要求。")]
            yield _act(Action.RECORD_STEP, draft.case_id, cast.handler, *fields)
        yield _act(Action.DRAFT_DECISION, draft.case_id, cast.handler, ("outcome", "grant"))
        yield _act(Action.SIGN_DECISION, draft.case_id, cast.signer)
        licence = [("licence_number", f"JY{draft.case_id}"), ("proof_read", "on")]
        yield _act(Action.MAKE_CERTIFICATE, draft.case_id, cast.handler, *licence)
        signed = ("signature_typed", names[people.HANDLER])
        yield _act(Action.OFFER_HANDOVER, draft.case_id, cast.handler, signed)
        yield _act(Action.TAKE_OVER, draft.case_id, cast.issuer, ("signature_typed", names[people.ISSUER]))
        collected = [("receiver", "李测速"), ("identity_checked", "on"), ("signature_typed", "李测速")]
        path = f"/desk/issuing/{draft.case_id}/{Action.COLLECT.value}/"
        yield post(Action.COLLECT.value, path, cast.issuer.cookies, [*_form(cast.issuer), *collected])

    def _visit(self, draft: Draft, cast: Cast, ticks: list[tuple[str, str]]) -> Iterator[Request]:
        """The visit appointed and put on record, signed by typed names."""
        going = [("officers", str(one.pk)) for one in self._officers]
        yield _act(
            Action.APPOINT_VISIT,
            draft.case_id,
            cast.handler,
            *going,
            ("at", "2099-01-05T09:30"),
            ("place", "振兴街 5 号"),
        )
        yield _act(
            Action.RECORD_VISIT,
            draft.case_id,
            cast.handler,
            *ticks,
            *[(f"signature_{one.pk}_typed", one.name) for one in self._officers],
            ("findings", "现场与申请相符。"),
            ("passed", "yes"),
            ("present", "李测速"),
            ("signs", "yes"),
            ("signature_present_typed", "李测速"),
        )


def submission(draft: Draft) -> Request:
    """The applicant submits the application."""
    path = f"/apply/drafts/{draft.case_id}/submit/"
    return post(Action.FILE.value, path, draft.applicant.cookies, _form(draft.applicant))


def _act(action: Action, case_id: int, visitor: Visitor, *fields: tuple[str, str]) -> Request:
    path = f"/desk/cases/{case_id}/acts/{action.value}/"
    return post(action.value, path, visitor.cookies, [*_form(visitor), *fields])


def _form(visitor: Visitor) -> list[tuple[str, str]]:
    return [("csrfmiddlewaretoken", visitor.token), ("idempotency_key", uuid.uuid4().hex)]


def _example(question: Question) -> str | list[str]:
    kind = question.kind.value
    if kind == "choice":
        return question.options[0].value
    if kind == "multi_choice":
        return [question.options[0].value]
    if kind == "number":
        return str(question.minimum or 1)
    return _EXAMPLES.get(kind, question.example or "示例内容")
