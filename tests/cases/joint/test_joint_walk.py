"""Whatever anybody does to a joint case and its members: the finished record keeps rule 19."""

from __future__ import annotations

import random
import uuid
from typing import Any

import pytest

from onevisit.cases import engine
from onevisit.cases.actions import drafts
from onevisit.cases.joint import drafts as joint_drafts
from onevisit.cases.joint import filing, handing_out, notice
from onevisit.cases.joint.members import members_of
from onevisit.cases.models import Case, CorrectionPoint, JointCase
from onevisit.cases.performers import Performer
from onevisit.law.lifecycle import Action, State
from onevisit.law.refusal import Refusal
from onevisit.organization.models import Cabinet, Staff
from tests.cases import world as cases
from tests.cases.joint import world
from tests.cases.joint.record import joint_life_of
from tests.cases.predicates import joint as predicates
from tests.cases.walking import Walk
from tests.web.apply.world import service_facts

pytestmark = pytest.mark.usefixtures("city")

SHORT, LONG = 8, 400
STEPS = 70


class JointWalk(Walk):
    """One joint case and everybody who might touch it or one of its members."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.trace = [f"seed {seed}"]
        scenario = {
            **world.WITH_LICENCE,
            "has_licence": self.random.choice(("yes", "no")),
            "sign": self.random.choice(("none", "board")),
            "big": self.random.choice(("yes", "no")),
        }
        self.joint: JointCase = world.filled(scenario)
        if self.random.random() < 0.5:
            on_paper = service_facts(electronic_way=None)
            joint_drafts.choose_service(self.joint.pk, "window", on_paper)
        self.owner = world.owner(self.joint)
        filing.file(self.joint.pk, self.owner, uuid.uuid4().hex)
        self.case: Case = members_of(self.joint)[0].case
        self.people = self._everybody()
        self.cabinet, _new = Cabinet.objects.get_or_create(
            hall=self.joint.hall, code="W", defaults={"place": "大厅", "slots": 3}
        )

    def go(self) -> Case:
        for _step in range(STEPS):
            self.case = self.random.choice(members_of(self.joint)).case
            self._maybe_pass_time()
            self._maybe_handle_materials()
            if self.random.random() < 0.25:
                self._act_on_the_whole()
            elif self.random.random() < 0.8:
                self._do_something_offered()
            else:
                self._try_anything()
        for member in members_of(self.joint):
            if member.case.state != State.DRAFT.value:
                engine.bring_up_to_date(member.case_id)
        return self.case

    def _everybody(self) -> list[tuple[str, Performer]]:
        departments = {one.case.department_id for one in members_of(self.joint)}
        names = Staff.objects.filter(department_id__in=departments, active=True).order_by("pk")
        listed = [
            *names.values_list("account__username", flat=True),
            cases.CLERK,
            cases.ISSUER,
            cases.OUTSIDER,
        ]
        return [*((name, cases.staff(name)) for name in listed), ("applicant", self.owner)]

    def _maybe_handle_materials(self) -> None:
        if self.case.state != State.DRAFT.value:
            super()._maybe_handle_materials()

    def _inputs(self, action: Action) -> dict[str, Any]:
        if action in (Action.REPORT_POINTS, Action.CORRECT_TOGETHER):
            questions = list(self.case.version.definition.questions())
            chosen = self.random.sample(questions, min(2, len(questions)))
            return {"points": [{"subject": f"question:{one.key}", "demand": "请更正。"} for one in chosen]}
        if action is Action.COLLECT:
            return {"receiver": cases.person().name, "identity_checked": True, "signature": "c" * 64}
        return super()._inputs(action)

    def _act_on_the_whole(self) -> None:
        name, performer = self.random.choice(self.people)
        members = members_of(self.joint)
        keys = [one.key for one in members]
        acts = {
            "issue": lambda: notice.issue(
                self.joint.pk,
                performer,
                uuid.uuid4().hex,
                without=tuple(self.random.sample(keys, self.random.randint(0, len(keys)))),
            ),
            "supply": lambda: notice.supply(self.joint.pk, self.owner, uuid.uuid4().hex, self._corrected()),
            "hand out": lambda: handing_out.hand_out(
                self.joint.pk,
                performer,
                uuid.uuid4().hex,
                [one.key for one in handing_out.at_window(members)],
                {"receiver": cases.person().name, "identity_checked": True, "signature": "c" * 64},
            ),
            "file": lambda: filing.file(self.joint.pk, self.owner, uuid.uuid4().hex),
            "complete": self._complete,
        }
        if self.random.random() < 0.03:
            acts["withdraw"] = lambda: notice.withdraw_all(self.joint.pk, self.owner, uuid.uuid4().hex)
        chosen = self.random.choice(sorted(acts))
        try:
            acts[chosen]()
        except Refusal as refusal:
            self.trace.append(f"{name} {chosen}: refused {refusal.code}")
            return
        self.trace.append(f"{name} {chosen}: done")

    def _corrected(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for member in members_of(self.joint):
            listed = CorrectionPoint.objects.filter(correction__case=member.case, answered=False)
            for subject in listed.values_list("subject", flat=True):
                kind, _, key = subject.partition(":")
                if kind == "question":
                    question = member.case.version.definition.question(key)
                    found.setdefault(member.key, {})[key] = cases.example(question)
        return found

    def _complete(self) -> None:
        for member in members_of(self.joint):
            if member.open_questions and not member.round:
                drafts.save_answers(member.case_id, {"operator_code": cases.EXAMPLES["credit_code"]})
                filing.complete(self.joint.pk, member.key, self.owner, uuid.uuid4().hex)


def judge(seed: int) -> None:
    """One walk, judged by the predicates."""
    walk = JointWalk(seed)
    walk.go()
    walk.joint.refresh_from_db()
    found = predicates.faults(joint_life_of(walk.joint))
    assert not found, "\n".join([*found, walk.told()])


@pytest.mark.clause("RULE-19", "JH-18", "AS-3.1e", "XK-32.4", "XK-26")
@pytest.mark.parametrize("seed", range(SHORT))
def test_whatever_anybody_does_the_whole_keeps_its_rules(seed: int) -> None:
    judge(seed)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(SHORT, LONG))
def test_hundreds_of_joint_walks_keep_every_rule(seed: int) -> None:
    judge(seed)
