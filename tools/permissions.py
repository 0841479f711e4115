"""Writes docs/permissions.md from the tables of law; a test fails while it is behind."""

from __future__ import annotations

from pathlib import Path

from onevisit.law.power_matrix import acts_on_cases, acts_on_registers, as_markdown

TARGET = Path(__file__).resolve().parents[1] / "docs" / "permissions.md"


def text() -> str:
    """The whole document."""
    return f"""# Who may do what

Written by `tools/permissions.py` from the tables that are enforced (`law/lifecycle/rows`, `law/powers.py`,
`law/register_acts.py`); staff read the same at `/desk/organization/powers/`. Roles are held for a department
or a hall; a post passes them to B while A is away. Where "by delegation" names a role, a delegation document
in force gives it the power and takes it from the department.

## Acts on cases

{as_markdown(acts_on_cases())}

## Acts on registers

{as_markdown(acts_on_registers())}
"""


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
