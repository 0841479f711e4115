"""What only a demo installation shows: codes on the command line and the outbox page."""

from __future__ import annotations

import argparse

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from onevisit.accounts import actions, codes, demo
from onevisit.accounts.destination import parse_destination
from onevisit.config.commands import code as command
from onevisit.config.environment import DatabaseAddresses
from onevisit.law.refusal import Refusal
from onevisit.records import installation
from onevisit.records.models import InstallationMark
from tests.accounts.signing_in import PASSWORD, PHONE, sent_code, sign_in_wholly

pytestmark = pytest.mark.clause("HOUSE-23")


@pytest.fixture
def demo_mark(unmarked_database: DatabaseAddresses) -> None:
    """A database marked *demo*, otherwise empty."""
    installation.initialise(InstallationMark.DEMO, "demo")


def test_demo_staff_sign_in_with_the_codes_that_the_command_prints(
    demo_mark: None, capsys: pytest.CaptureFixture[str]
) -> None:
    made = demo.create_demo_staff(["zhang", "li"], PASSWORD)
    assert demo.create_demo_staff(["zhang", "li"], PASSWORD) == made
    assert Authenticator.objects.filter(type="totp").count() == 2
    sign_in_wholly(Client(), made["li"])
    assert command.run(command_options("zhang")) == 0
    printed = capsys.readouterr().out
    assert "second-factor" in printed
    assert printed.split()[0] == demo.current_codes("zhang")[0].code


def test_the_command_prints_the_code_that_was_sent(
    demo_mark: None, capsys: pytest.CaptureFixture[str]
) -> None:
    actions.create_applicant_account(parse_destination(PHONE), PASSWORD)
    assert command.run(command_options(PHONE)) == 1
    codes.send_code(codes.Purpose.SIGN_IN, parse_destination(PHONE), "198.51.100.7")
    assert command.run(command_options(PHONE)) == 0
    assert capsys.readouterr().out.startswith(f"{sent_code(PHONE)}  sign-in")
    codes.use_code(codes.Purpose.SIGN_IN, parse_destination(PHONE), sent_code(PHONE))
    assert command.run(command_options(PHONE)) == 1


def test_the_outbox_shows_what_would_have_been_sent(demo_mark: None) -> None:
    codes.send_code(codes.Purpose.SIGN_UP, parse_destination(PHONE), "198.51.100.7")
    page = Client().get("/demo/outbox/").content.decode()
    assert PHONE in page
    assert sent_code(PHONE) in page


@pytest.mark.django_db
def test_nothing_of_it_is_there_in_any_other_installation() -> None:
    assert Client().get("/demo/outbox/").status_code == 404
    for refused in (lambda: demo.current_codes("zhang"), lambda: demo.create_demo_staff(["x"], PASSWORD)):
        with pytest.raises(Refusal) as refusal:
            refused()
        assert refusal.value.code == "not_a_demo"


def command_options(name: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return parser.parse_args([name])
