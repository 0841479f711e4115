"""The permission matrix says what is enforced, and the documentation says what the matrix says."""

from __future__ import annotations

from pathlib import Path

import pytest

from onevisit.law.lifecycle import Action, transition_for
from onevisit.law.power_matrix import acts_on_cases, acts_on_registers, roles_with
from onevisit.law.powers import PowerKind, Role
from onevisit.law.register_acts import RegisterAct
from tools.permissions import TARGET, text


@pytest.mark.clause("HOUSE-10")
def test_every_act_has_its_line_and_somebody_or_the_law_does_it() -> None:
    lines = {line.act: line for line in acts_on_cases()}
    assert set(lines) == {action.value for action in Action}
    for action in Action:
        alone = transition_for(action).power in (PowerKind.APPLY, PowerKind.SYSTEM)
        assert bool(lines[action.value].roles) != alone, action
    assert {line.act for line in acts_on_registers()} == {act.value for act in RegisterAct}
    assert all(line.roles and line.clauses for line in acts_on_registers())


@pytest.mark.clause("JH-13", "JH-14", "HOUSE-10")
def test_the_matrix_is_read_from_the_grants() -> None:
    assert roles_with(PowerKind.RECEIVE) == (Role.WINDOW_CLERK,)
    assert roles_with(PowerKind.ACCEPT) == (Role.HANDLER,)
    assert roles_with(PowerKind.ACCEPT, delegated=True) == (Role.WINDOW_CLERK,)
    assert roles_with(PowerKind.SIGN) == (Role.SIGNER, Role.DEPARTMENT_HEAD)
    for power in PowerKind:
        administrators = {Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR}
        assert not administrators & {*roles_with(power), *roles_with(power, delegated=True)}


def test_the_documentation_is_up_to_date() -> None:
    assert Path(TARGET).read_text(encoding="utf-8") == text(), "run make messages"
