"""Conditions on the members of a joint case (rule 19, JH-18)."""

from __future__ import annotations

from onevisit.law.clauses import enforces
from onevisit.law.lifecycle.facts import CaseFacts
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence


@enforces("JH-18", "RULE-19")
def in_a_package(facts: CaseFacts) -> Refusal | None:
    """The act belongs to members of a joint case."""
    if facts.in_package:
        return None
    return Refusal(
        "not_in_a_package", Sentence("这个办件不是一件事联办的事项。"), clauses=("JH-18", "AS-3.1e")
    )


@enforces("JH-18", "RULE-19")
def filed_with_its_package(facts: CaseFacts) -> Refusal | None:
    """The members of a package are filed in one go, never one by one."""
    if not facts.in_package or facts.together:
        return None
    return Refusal(
        "filed_with_its_package",
        Sentence("这份草稿属于一件事申请，和其他事项一起提交。"),
        clauses=("JH-18", "AS-3.1e"),
        next_step=Sentence("请回到一件事申请里提交，您填写的内容都在。"),
    )


@enforces("JH-18", "RULE-19", "XK-32.4")
def corrects_alone(facts: CaseFacts) -> Refusal | None:
    """A member issues no correction notice of its own: its points go into the one notice of all."""
    if not facts.in_package:
        return None
    return Refusal(
        "one_notice_for_all",
        Sentence("不能单独告知补正：一件事的补正由牵头部门合并，一次告知。"),
        clauses=("JH-18", "AS-3.1e"),
        next_step=Sentence("请提出补正意见，由牵头部门或者窗口合并告知。"),
    )


@enforces("JH-18", "RULE-19")
def points_were_reported(facts: CaseFacts) -> Refusal | None:
    """The merged notice names what the deciding organs found, nothing of the lead department's own."""
    if facts.points_reported:
        return None
    return Refusal("no_points", Sentence("这个部门没有提出补正意见。"), clauses=("JH-18", "AS-3.1e"))
