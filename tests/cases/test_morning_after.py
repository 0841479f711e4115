"""With every program stopped overnight, and after an item changed: what the first look finds."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from onevisit.accounts.models import Account
from onevisit.cases.actions import drafts
from onevisit.cases.models import Case
from onevisit.catalog.models import ItemVersion
from onevisit.law.items import Channel
from onevisit.law.lifecycle import Action, State
from onevisit.law.refusal import Refusal
from onevisit.records import clock
from onevisit.records.models import LedgerRow
from tests.accounts.signing_in import be_signed_in
from tests.cases import world

pytestmark = pytest.mark.usefixtures("city")


def filed() -> Case:
    """A web filing."""
    case = world.draft(channel=Channel.WEB)
    case.materials.filter(supply="missing").update(supply="supplied")
    world.do(case, Action.FILE, world.owner(case))
    return case


@pytest.mark.clause("RULE-7", "XK-32.4")
@pytest.mark.parametrize(
    ("who", "page"), [("market-handler", "desk:case"), ("window1", "desk:case"), ("", "apply:case")]
)
def test_the_first_page_of_the_morning_shows_the_case_accepted(who: str, page: str) -> None:
    case = filed()
    clock.shift(working_days=6)
    client = Client()
    account = Account.objects.get(username=who) if who else world.person().account
    assert account is not None
    be_signed_in(client, account)
    response = client.get(reverse(page, args=[case.pk]))
    assert response.status_code == 200
    assert State.ACCEPTED.label in response.content.decode()
    case.refresh_from_db()
    assert case.state == State.ACCEPTED
    row = LedgerRow.objects.get(case_id=case.pk, action=Action.DEEM_ACCEPTED.value)
    assert row.actor_kind == "system"


def next_version(of: ItemVersion) -> ItemVersion:
    """A newer version in effect from this moment, with another promise and one material gone."""
    now = clock.now()
    content = of.definition.model_dump(mode="json")
    content["promised_limit"] = "6wd"
    ItemVersion.objects.filter(pk=of.pk).update(valid_to=now, state="retired")
    newer = ItemVersion.objects.get(pk=of.pk)
    newer.pk = None
    newer._state.adding = True
    newer.number, newer.state, newer.valid_from, newer.valid_to = of.number + 1, "published", now, None
    newer.content = content
    newer.save()
    return newer


@pytest.mark.clause("JH-9", "RULE-4")
def test_a_new_version_leaves_running_cases_alone_and_carries_drafts_over() -> None:
    running, draft = world.received(), world.draft(channel=Channel.WEB)
    draft.materials.filter(supply="missing").update(supply="supplied")
    old = running.version
    answers = dict(draft.answers)
    newer = next_version(old)
    clock.shift(by=timedelta(minutes=1))

    with pytest.raises(Refusal) as stale:
        world.do(draft, Action.FILE, world.owner(draft))
    assert stale.value.code == "superseded_version"
    drafts.move_to_version(draft.pk, newer)
    draft = Case.objects.get(pk=draft.pk)
    assert draft.version_id == newer.pk
    assert draft.answers == answers
    draft.materials.filter(supply="missing").update(supply="supplied")
    world.do(draft, Action.FILE, world.owner(draft))

    world.check_all(running)
    world.do(running, Action.ACCEPT, world.HANDLER)
    assert running.version_id == old.pk
    with pytest.raises(Refusal) as filed_already:
        drafts.move_to_version(running.pk, newer)
    assert filed_already.value.code == "not_a_draft"
