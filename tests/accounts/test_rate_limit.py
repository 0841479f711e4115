"""Budgets: so many tries in so much time, the same for every process."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test import RequestFactory, override_settings

from onevisit.accounts.models import SpentBudget
from onevisit.accounts.rate_limit import BUDGETS, budget, client_address
from onevisit.config.environment import DatabaseAddresses
from onevisit.law.refusal import Refusal

pytestmark = pytest.mark.clause("HOUSE-13")


def pass_time(seconds: float) -> None:
    """Lets all budgets recover as if this time had passed."""
    SpentBudget.objects.update(full_again_at=F("full_again_at") - timedelta(seconds=seconds))


@pytest.mark.django_db
def test_a_budget_allows_its_count_at_once_and_no_more() -> None:
    count = BUDGETS["query-code"].count
    decisions = [budget.spend("query-code", "22028126000001") for _try in range(count + 3)]
    assert [decision.allowed for decision in decisions] == [True] * count + [False] * 3
    assert 0 < decisions[-1].wait_seconds <= BUDGETS["query-code"].share.total_seconds()


@pytest.mark.django_db
def test_refused_tries_cost_nothing_and_one_try_comes_back_with_each_share() -> None:
    rule = BUDGETS["query-code"]
    for _try in range(rule.count * 5):
        budget.spend("query-code", "a")
    pass_time(rule.share.total_seconds() + 1)
    assert budget.spend("query-code", "a").allowed
    assert not budget.spend("query-code", "a").allowed


@pytest.mark.django_db
def test_subjects_and_kinds_are_counted_apart() -> None:
    for _try in range(BUDGETS["query-code"].count):
        budget.spend("query-code", "a")
    assert budget.spend("query-code", "b").allowed
    assert budget.spend("query-code-address", "a").allowed


@pytest.mark.django_db
def test_a_success_gives_its_try_back() -> None:
    for _try in range(BUDGETS["query-code"].count * 3):
        assert budget.spend("query-code", "a").allowed
        budget.give_back("query-code", "a")


@pytest.mark.django_db
def test_looking_costs_nothing() -> None:
    for _try in range(BUDGETS["query-code"].count):
        assert budget.look("query-code", "a").allowed
        budget.spend("query-code", "a")
    assert not budget.look("query-code", "a").allowed


@pytest.mark.django_db
def test_the_refusal_says_how_long_to_wait() -> None:
    budget.spend("message-code-pause", "a")
    with pytest.raises(Refusal, match=r"请在 \d+ 分钟后再试|请在 \d+ 秒后再试") as refused:
        budget.spend("message-code-pause", "a").require()
    assert refused.value.code == "too_many_tries"


@pytest.mark.django_db
def test_full_budgets_are_forgotten_and_spent_ones_kept() -> None:
    budget.spend("query-code", "old")
    pass_time(BUDGETS["query-code"].period.total_seconds())
    budget.spend("query-code", "new")
    assert budget.forget_full() == 1
    assert SpentBudget.objects.count() == 1


@pytest.mark.django_db
def test_the_table_tells_nobody_who_tried() -> None:
    budget.spend("query-code", "203.0.113.9")
    with connection.cursor() as cursor:
        cursor.execute("SELECT spent::text FROM accounts_spentbudget spent")
        assert all("203.0.113.9" not in row for (row,) in cursor.fetchall())


def test_tries_side_by_side_share_one_budget(committed_database: DatabaseAddresses) -> None:
    count = BUDGETS["query-code"].count
    allowed: list[bool] = []
    start = threading.Barrier(count + 6)

    def try_once() -> None:
        start.wait()
        try:
            allowed.append(budget.spend("query-code", "a").allowed)
        finally:
            connection.close()

    threads = [threading.Thread(target=try_once) for _number in range(count + 6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(allowed) == count + 6
    assert sum(allowed) == count


def test_a_stranger_cannot_choose_his_address() -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="198.51.100.7", HTTP_X_FORWARDED_FOR="203.0.113.9")
    assert client_address(request) == "198.51.100.7"


@override_settings(TRUSTED_PROXIES=frozenset({"10.0.0.1"}))
def test_the_own_proxy_says_who_is_behind_it() -> None:
    forwarded = "1.1.1.1, 203.0.113.9"
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == "203.0.113.9"


def test_an_ipv6_network_counts_as_one() -> None:
    addresses = {
        client_address(RequestFactory().get("/", REMOTE_ADDR=text))
        for text in ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9")
    }
    assert addresses == {"2001:db8:1:2::"}
