"""Invented people with valid numbers, for tests."""

from __future__ import annotations

from onevisit.accounts.destination import parse_destination
from onevisit.people import actions
from onevisit.people.facts import OrganizationFacts, PersonFacts
from onevisit.people.models import Applicant
from onevisit.records.ledger import Actor

PASSWORD = "Onevisit-2026!"
WANG = PersonFacts(
    name="王建国",
    identity_number="210302199001010016",
    phone="13800001234",
    address="吉林省蛟河市长安街道民主路 12 号",
)
LI = PersonFacts(name="李堃喆", identity_number="22028119850615002X", phone="13900004321")
COMPANY = OrganizationFacts(
    name="蛟河市松花湖餐饮有限公司",
    credit_code="91350100M000100Y43",
    legal_representative="王建国",
    phone="13800001234",
)
CLERK = Actor(kind="staff", id=7)


def sign_up(facts: PersonFacts, reached_at: str | None = None) -> Applicant:
    """Signs a person up on the web with the number of the facts, or with another one."""
    destination = parse_destination(reached_at or facts.phone or "")
    return actions.sign_up(destination, PASSWORD, facts)
