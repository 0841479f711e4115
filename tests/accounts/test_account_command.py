"""`onevisit account`: a way back in for whoever lost password or second factor."""

from __future__ import annotations

import argparse

import pytest
from django.test import Client

from onevisit.accounts import passwords
from onevisit.accounts.machine_time import machine_now
from onevisit.accounts.models import Account
from onevisit.config.commands import account as command
from onevisit.records.models import AccessLogRow
from tests.accounts.signing_in import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.clause("HOUSE-13")]


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args(arguments))


def test_a_temporary_password_unlocks_and_must_be_changed(
    client: Client, staff_with_app: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    for _try in range(5):
        sign_in(client, password="wrong")
    assert run("zhang", "--temporary-password", "--forget-second-factor") == 0
    printed = capsys.readouterr().out
    assert "1 second factors removed." in printed
    other = Client(REMOTE_ADDR="198.51.100.8")
    assert sign_in(other, password=printed.rsplit(": ", 1)[1].strip()) == "/desk/"
    assert other.get("/accounts/password/").headers["Location"] == "/accounts/second-factor/"
    assert passwords.is_too_old(Account.objects.get(username="zhang"), machine_now())
    logged = AccessLogRow.objects.filter(actor_kind="operator", subject_id=staff_with_app.pk)
    assert set(logged.values_list("action", flat=True)) == {
        "give-temporary-password",
        "forget-second-factors",
    }


def test_mistakes_are_named(staff: Account, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("zhang") == 2
    assert run("nobody", "--temporary-password") == 1
    assert "No open account is called nobody." in capsys.readouterr().err
