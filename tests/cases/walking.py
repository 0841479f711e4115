"""A random walk over one case: anybody tries anything, in any order, at any time."""

from __future__ import annotations

import random
import uuid
from datetime import timedelta
from typing import Any

from onevisit.cases import engine, queries
from onevisit.cases.act import HANDLINGS
from onevisit.cases.actions import declarations, drafts, material_files, materials
from onevisit.cases.models import Case, CaseMaterial, CorrectionPoint
from onevisit.cases.performers import Performer
from onevisit.cases.recusals import challengeable, next_handlers, oldest_open
from onevisit.catalog.models import ItemVersion
from onevisit.documents import queries as documents
from onevisit.law.items import Channel, StepKind
from onevisit.law.lifecycle import Action, State
from onevisit.law.refusal import Refusal
from onevisit.organization.models import Cabinet, Hall, Staff
from onevisit.records import clock
from onevisit.records.files import StoredFile
from tests.cases import walking_hearings, world

LONGEST = 36
RARELY = 0.06
ENDING = frozenset({Action.DROP_DRAFT, Action.WITHDRAW, Action.ANSWER_NOT_REQUIRED, Action.REFUSE_ACCEPTANCE})
SELDOM = ENDING | {
    Action.CHANGE_DELIVERY,
    Action.DECLARE_RECUSAL,
    Action.REQUEST_RECUSAL,
    Action.REFER,
}
NEVER_AFTER_AN_OFFER = frozenset(
    {
        "wrong_state",
        "no_power",
        "not_delegated",
        "delegated_away",
        "recusal",
        "not_yours",
        "staff_only",
        "law_only",
        "not_offered",
        "received_at_window",
        "busy",
    }
)
TEXTS = ("材料属实，符合要求。", "申请书没有签名，请补签。", "情况复杂，需要核实。")


class Walk:
    """One case and everybody who might touch it. ``trace`` tells what happened, for a failing test."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.trace: list[str] = [f"seed {seed}"]
        item = self.random.choice(list(ItemVersion.objects.filter(state="published").order_by("pk")))
        self.case = self._draft(item)
        self.people = self._people()
        self.cabinet, _new = Cabinet.objects.get_or_create(
            hall=self.case.hall, code="W", defaults={"place": "大厅", "slots": 3}
        )

    def go(self) -> Case:
        """Walks until the case ends or the walk is long enough; the case may still be a draft."""
        for _step in range(LONGEST):
            self.case.refresh_from_db()
            self._maybe_pass_time()
            self._maybe_handle_materials()
            if self.random.random() < 0.72:
                self._do_something_offered()
            else:
                self._try_anything()
        self.case.refresh_from_db()
        return self.case

    def _draft(self, version: ItemVersion) -> Case:
        web = self.random.random() < 0.5
        applicant = world.person()
        case = drafts.begin(
            version,
            Hall.objects.get(kind="hall"),
            Channel.WEB if web else Channel.WINDOW,
            applicant=applicant,
            account_id=applicant.account_id if web else None,
            worker=None if web else world.worker(world.CLERK),
        )
        definition = version.definition
        drafts.save_answers(
            case.pk,
            {question.key: world.example(question) for question in definition.questions()},
            scenario={question.key: world.example(question) for question in definition.scenarios},
        )
        if web or self.random.random() < 0.5:
            for row in CaseMaterial.objects.filter(case=case, supply="missing"):
                self._add_file(case, row.key)
        rule = definition.commitment
        if rule is not None and rule.points and self.random.random() < 0.6:
            declarations.declare(case.pk, [one.key for one in rule.points], "王建国")
        self.trace.append(f"{definition.name} {'web' if web else 'window'}")
        return Case.objects.get(pk=case.pk)

    def _people(self) -> list[tuple[str, Performer]]:
        department = self.case.department_id
        names = list(
            Staff.objects.filter(department_id=department, active=True)
            .order_by("pk")
            .values_list("account__username", flat=True)
        )
        names += [world.CLERK, world.SECOND_CLERK, world.ISSUER, "manager", "supervisor", "township1"]
        names += [name for name in (world.OUTSIDER, world.HANDLER) if name not in names]
        found = [(name, world.staff(name)) for name in names]
        applicant = world.person()
        assert applicant.account_id is not None
        found.append(("applicant", Performer(account_id=applicant.account_id)))
        found.append(("stranger", Performer(account_id=10**9)))
        return found

    def _maybe_pass_time(self) -> None:
        chance = self.random.random()
        if chance < 0.10:
            clock.shift(working_days=self.random.randint(1, 7))
        elif chance < 0.25:
            clock.shift(by=timedelta(hours=self.random.randint(1, 30)))
        elif chance < 0.30:
            engine.bring_up_to_date(self.case.pk)
        else:
            return
        self.trace.append(f"now {clock.now():%m-%d %H:%M}")

    def _maybe_handle_materials(self) -> None:
        chance = self.random.random()
        rows = list(CaseMaterial.objects.filter(case=self.case).exclude(supply="shared").order_by("pk"))
        if not rows or chance > 0.35:
            return
        try:
            for row in rows if chance < 0.2 else [self.random.choice(rows)]:
                if chance < 0.27:
                    materials.check_material(
                        self.case.pk,
                        row.key,
                        checked=True,
                        original_seen=True,
                        originals=1,
                        copies=0,
                        ticks=[],
                    )
                else:
                    self._add_file(self.case, row.key)
        except Refusal as refusal:
            self.trace.append(f"materials refused: {refusal.code}")

    def _add_file(self, case: Case, key: str) -> None:
        stored = StoredFile(sha256=uuid.uuid4().hex * 2, size=10, content_type="application/pdf")
        material_files.add_file(case.pk, key, stored, "文件.pdf")

    def _do_something_offered(self) -> None:
        if self.case.state != State.DRAFT:
            engine.bring_up_to_date(self.case.pk)
        self.case = self._loaded()
        found = self._somebody_with_an_offer()
        if found is None:
            return
        name, performer, action = found
        code = self._perform(name, performer, action, self._inputs(action))
        assert code not in NEVER_AFTER_AN_OFFER, f"offered, then refused: {code}\n" + self.told()

    def _somebody_with_an_offer(self) -> tuple[str, Performer, Action] | None:
        """Anybody who is offered something; acts that end it or lead nowhere are rarely wanted."""
        for name, performer in self.random.sample(self.people, len(self.people)):
            allowed = [one.action for one in queries.offers(self.case, performer) if one.refusal is None]
            likely = [one for one in allowed if one not in SELDOM or self.random.random() < RARELY]
            if likely:
                return name, performer, self.random.choice(likely)
        return None

    def _loaded(self) -> Case:
        return Case.objects.select_related(
            "version", "department", "hall", "hall__region", "applicant", "agent", "item"
        ).get(pk=self.case.pk)

    def _try_anything(self) -> None:
        name, performer = self.random.choice(self.people)
        action = self.random.choice(list(Action))
        if action in ENDING and self.random.random() > RARELY:
            return
        inputs = self._inputs(action) if self.random.random() < 0.8 else self._nonsense(action)
        self._perform(name, performer, action, inputs)

    def _perform(self, name: str, performer: Performer, action: Action, inputs: dict[str, Any]) -> str:
        key = uuid.uuid4().hex
        before = (self.case.sequence, self.case.revision)
        try:
            done = engine.perform(self.case.pk, action, performer, key, inputs)
        except Refusal as refusal:
            self.trace.append(f"{name} {action.value}: refused {refusal.code}")
            assert any("\u4e00" <= letter <= "\u9fff" for letter in str(refusal)), str(refusal)
            return refusal.code
        self.trace.append(f"{name} {action.value} -> {done['state']}")
        if self.random.random() < 0.2:
            assert engine.perform(self.case.pk, action, performer, key, inputs) == done
        self.case.refresh_from_db()
        assert (self.case.sequence, self.case.revision) > before
        return ""

    def _nonsense(self, action: Action) -> dict[str, Any]:
        taken = HANDLINGS[action].inputs.model_fields if action in HANDLINGS else {}
        values: tuple[Any, ...] = (
            None,
            "",
            1,
            -5,
            True,
            [],
            ["x"],
            {"a": 1},
            "\x00",
            "😀",
            "𠮷" * 3,
            0.5,
            "x" * 30_000,
        )
        return {
            name: self.random.choice(values) for name in [*taken, "surprise"] if self.random.random() < 0.7
        }

    def _inputs(self, action: Action) -> dict[str, Any]:
        chosen = self.random.choice
        text = chosen(TEXTS)
        definition = self.case.version.definition
        subjects = [f"material:{one.key}" for one in definition.materials]
        subjects += [f"question:{one.key}" for one in definition.questions()]
        subjects += [f"condition:{one.key}" for one in definition.conditions]
        listed = list(
            CorrectionPoint.objects.filter(correction__case=self.case).values_list("subject", flat=True)
        )
        negative = {"reasons": [text], "legal_basis": ["《中华人民共和国行政许可法》第三十二条"]}
        consent = chosen((True, False))
        match action:
            case Action.FILE | Action.RECEIVE:
                return {
                    "electronic_service_agreed": consent,
                    "delivery_way": chosen(("window", "post", "electronic", "terminal")),
                    "service_address": "长安街道振兴街 5 号",
                }
            case Action.PASS_PRE_REVIEW:
                return {"note": chosen((text, ""))}
            case Action.REQUEST_CORRECTION | Action.RETURN_PRE_REVIEW:
                return {
                    "points": [
                        {"subject": one, "demand": text}
                        for one in self.random.sample(subjects, min(2, len(subjects)))
                    ],
                }
            case Action.SUPPLY_CORRECTION:
                for one in listed:
                    if one.startswith("material:") and self.random.random() < 0.9:
                        self._try_file(one.partition(":")[2])
                keys = [one.partition(":")[2] for one in listed if one.startswith("question:")]
                return {"answers": {key: world.example(definition.question(key)) for key in keys}}
            case Action.REMIND_OF_POINT:
                return {"subjects": [chosen(listed or subjects)]}
            case Action.ANSWER_NOT_REQUIRED:
                return negative
            case Action.PROPOSE_REFUSAL_OF_ACCEPTANCE | Action.REFUSE_ACCEPTANCE:
                ground = chosen(("wrong_organ", "not_corrected", ""))
                return {**negative, "ground": ground, "competent_organ": chosen(("蛟河市水利局", ""))}
            case Action.CHECK_DECLARATION:
                return {
                    "method": chosen(("written", "on_site", "exempt")),
                    "finding": chosen(("true", "to_correct", "false")),
                    "found": text,
                    "officers": self._officers(chosen((2, 1))),
                }
            case Action.RECORD_RECTIFICATION:
                return {"corrected": chosen((True, False)), "found": text}
            case Action.PROPOSE_ANNULMENT:
                return negative
            case Action.RECORD_STATEMENT:
                return {"made": chosen((True, False)), "content": text}
            case Action.ACCEPT_WITH_GAPS:
                return {"signature": "e" * 64}
            case Action.SUPPLY_GAPS:
                for row in CaseMaterial.objects.filter(case=self.case, promised=True):
                    self._try_file(row.key)
                return {}
            case Action.RETURN_GAPS | Action.TERMINATE_FOR_GAPS:
                return {"reason": text}
            case Action.RECORD_STEP:
                return self._step(text)
            case Action.APPOINT_VISIT:
                return self._appointment()
            case Action.RECORD_VISIT:
                return self._visit(text)
            case Action.START_SPECIAL_PROCEDURE:
                planned = [one.key for one in definition.special_procedures] or ["hearing"]
                return {
                    "procedure": chosen(planned),
                    "reason": text,
                    "days": self.random.randint(1, 12),
                }
            case Action.END_SPECIAL_PROCEDURE:
                return {"result": text}
            case Action.REQUEST_EXTENSION:
                return {"days": self.random.randint(1, 11), "reason": text}
            case Action.RETURN_DRAFT:
                return {"opinion": text}
            case Action.RECORD_COLLECTIVE_DISCUSSION | Action.RECORD_DELIBERATION:
                return self._meeting()
            case Action.RECORD_EXPERT_REVIEW:
                return self._meeting()
            case Action.DECLARE_RECUSAL:
                return {"reason": text}
            case Action.REQUEST_RECUSAL:
                people = [*challengeable(self.case).values_list("pk", flat=True)]
                return {"person": chosen(people or [1]), "reason": text}
            case Action.DECIDE_RECUSAL:
                return self._recusal(text)
            case Action.REPORT_UP:
                return {
                    "opinion": text,
                    "way": chosen(("network", "in_person", "post")),
                    "tracking_number": chosen(("EMS1", "")),
                }
            case Action.RECORD_ANSWER_FROM_ABOVE:
                return self._answer_from_above(text)
            case Action.DRAFT_DECISION:
                answered = chosen((text, text, ""))
                heard = {"hearing_findings": answered, "statements_answered": answered}
                return {**negative, **heard, "outcome": chosen(("grant", "grant", "refuse"))}
            case Action.MAKE_CERTIFICATE:
                last_day = clock.today() + timedelta(days=chosen((400, 400, -1)))
                return {"proof_read": chosen((True, True, False)), "valid_to": last_day.isoformat()}
            case Action.OFFER_HANDOVER | Action.TAKE_OVER:
                return {"signature": "a" * 64}
            case Action.COLLECT:
                return {"receiver": "李敏", "identity_checked": True, "signature": "c" * 64}
            case Action.RECORD_SERVICE:
                return self._service(text)
            case Action.DELIVER_BY_POST:
                return {"tracking_number": "EMS12345678"}
            case Action.CONFIRM_POST_SERVICE:
                days = self.random.choice((0, 0, 1))
                served_on = (clock.today() - timedelta(days=days)).isoformat()
                return {"receiver": "李敏", "served_on": served_on}
            case Action.RECORD_RETURN | Action.DECLARE_LOST | Action.REPLACE_LOST:
                return {"reason": text}
            case Action.CALL_TO_COLLECT:
                return {"reached": chosen((True, False)), "note": text}
            case Action.RECORD_PAYMENT:
                way = chosen(("cash", "card", "card", "online"))
                return {"way": way, "receipt_number": f"T{uuid.uuid4().hex[:10]}"}
            case Action.PUT_IN_SLOT:
                return {"cabinet": self.cabinet.pk, "slot": chosen((1, 2, 3))}
            case Action.CHANGE_DELIVERY:
                return self._delivery()
            case _:
                return walking_hearings.inputs(self.case, action, self.random, text)

    def _meeting(self) -> dict[str, Any]:
        handler = self.case.handler.name if self.case.handler else "韩永强"
        given = world.meeting(outcome=self.random.choice(("agree", "agree", "disagree")))
        given["members"][0]["name"] = self.random.choice((handler, handler, "甲"))
        if self.random.random() < 0.2:
            given["members"] = given["members"][:2]
        return given

    def _appointment(self) -> dict[str, Any]:
        staff = list(
            Staff.objects.filter(department_id=self.case.department_id)
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        return {
            "at": (clock.now() + timedelta(hours=self.random.choice((2, 30, -5)))).isoformat(),
            "place": "振兴街 5 号",
            "officers": staff[: self.random.choice((2, 2, 3, 1))],
        }

    def _visit(self, text: str) -> dict[str, Any]:
        visit = self.case.site_visits.filter(state="appointed").first()
        officers = visit.officers if visit else [1]
        if self.random.random() < 0.15:
            officers = officers[:1]
        step = next(
            (one for one in self.case.version.definition.steps if visit and one.key == visit.step), None
        )
        return {
            "passed": self.random.random() < 0.85,
            "findings": text,
            "ticks": [point.key for point in step.review_points] if step else [],
            "signatures": [{"officer": pk, "signature": "f" * 64} for pk in officers],
            "present": "李敏",
            "present_signature": self.random.choice(("0" * 64, "")),
            "refusal": self.random.choice(("拒绝签名", "")),
        }

    def _recusal(self, text: str) -> dict[str, Any]:
        one = oldest_open(self.case)
        people = next_handlers(self.case, one.person_id).values_list("pk", flat=True) if one else ()
        successor = self.random.choice([*people, None])
        return {"granted": self.random.random() < 0.5, "opinion": text, "successor": successor}

    def _answer_from_above(self, text: str) -> dict[str, Any]:
        scan = {"sha256": "e" * 64, "name": "批复.pdf", "size": 9, "content_type": "application/pdf"}
        return {
            "answer": self.random.choice(("granted", "granted", "refused", "question")),
            "answered_on": (clock.today() - timedelta(days=self.random.choice((0, 0, 3)))).isoformat(),
            "number": self.random.choice(("吉审〔2026〕3号", "吉审〔2026〕4号", "")),
            "text": text,
            "scan": [scan],
        }

    def _delivery(self) -> dict[str, Any]:
        ways = [one.value for one in self.case.version.definition.delivery.ways]
        way = self.random.choice([*ways, *("post" for one in ways if one == "post")])
        address = {"recipient": "李敏", "phone": "13804420004", "postal_address": "蛟河市长安街道振兴街 5 号"}
        return {"delivery_way": way, **(address if way == "post" else {"electronic_service_agreed": True})}

    def _service(self, text: str) -> dict[str, Any]:
        waiting = list(documents.waiting_for_service(self.case.pk))
        return {
            "document": self.random.choice(waiting).pk if waiting else 1,
            "method": self.random.choice(("direct", "post", "left", "announced", "electronic")),
            "served_on": (clock.today() - timedelta(days=self.random.choice((0, 0, 1)))).isoformat(),
            "receiver": self.random.choice(("李敏", "李敏", "")),
            "signature": "d" * 64,
            "tracking_number": "EMS12345678",
            "note": text,
        }

    def _officers(self, count: int) -> list[int]:
        staff = Staff.objects.filter(department_id=self.case.department_id, active=True).order_by("pk")
        return list(staff.values_list("pk", flat=True)[:count])

    def _try_file(self, key: str) -> None:
        try:
            self._add_file(self.case, key)
        except Refusal as refusal:
            self.trace.append(f"file refused: {refusal.code}")

    def _step(self, text: str) -> dict[str, Any]:
        done = set(self.case.steps.values_list("key", flat=True))
        left = [one for one in self.case.version.definition.steps if one.key not in done]
        left = [one for one in left if one.kind not in (StepKind.SIGN, StepKind.CERTIFICATE)]
        if not left:
            return {"step": "none", "passed": True, "opinion": text}
        step = left[0]
        return {
            "step": step.key,
            "passed": self.random.random() < 0.85,
            "opinion": text,
            "ticks": [point.key for point in step.review_points],
        }

    def told(self) -> str:
        """The whole walk in words."""
        return "\n".join(self.trace)
