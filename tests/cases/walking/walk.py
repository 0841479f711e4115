"""A random walk over one case: anybody tries anything, in any order, at any time."""

from __future__ import annotations

import random
import uuid
from datetime import timedelta
from typing import Any

from onevisit.cases import engine, queries
from onevisit.cases.act import HANDLINGS
from onevisit.cases.actions import declarations, drafts, materials
from onevisit.cases.models import Case, CaseMaterial
from onevisit.cases.performers import Performer
from onevisit.catalog.models import ItemVersion
from onevisit.law.items import Channel
from onevisit.law.lifecycle import Action, State
from onevisit.law.refusal import Refusal
from onevisit.organization.models import Cabinet, Hall, Staff
from onevisit.records import clock
from tests.cases import world
from tests.cases.walking.given import given
from tests.cases.walking.scene import Scene

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


class Walk(Scene):
    """One case and everybody who might touch it."""

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
                self.add_file(case, row.key)
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
                    self.add_file(self.case, row.key)
        except Refusal as refusal:
            self.trace.append(f"materials refused: {refusal.code}")

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
        return given(self, action)
