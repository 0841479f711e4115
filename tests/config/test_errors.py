"""What a person sees when an act is refused, a record is held by somebody else, or the program fails."""

from __future__ import annotations

import psycopg
import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory

from onevisit.config import errors
from onevisit.config.environment import DatabaseAddresses
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence


def page_for(exception: Exception) -> HttpResponse:
    """The page of the middleware for an exception that a view let through."""
    middleware = errors.RefusedActMiddleware(lambda request: HttpResponse())
    answer = middleware.process_exception(RequestFactory().get("/"), exception)
    assert answer is not None
    return answer


@pytest.mark.django_db
def test_a_refused_act_says_what_happened_and_what_to_do() -> None:
    answer = page_for(
        Refusal("late", Sentence("已经超过期限。"), clauses=("JH-23b",), next_step=Sentence("请联系窗口。"))
    )
    text = answer.content.decode("utf-8")
    assert answer.status_code == 409
    assert "已经超过期限。" in text and "请联系窗口。" in text
    assert "别人刚刚先办了一步" not in text, "nobody else was there"


def test_a_record_held_by_somebody_else_is_told_within_seconds(committed_database: DatabaseAddresses) -> None:
    Session.objects.create(session_key="a" * 32, session_data="", expire_date="2030-01-01T00:00:00Z")
    with psycopg.connect(committed_database.owner) as other:
        other.execute("SELECT 1 FROM django_session FOR UPDATE")
        with pytest.raises(OperationalError) as held, transaction.atomic():
            Session.objects.select_for_update().get()
    answer = page_for(held.value)
    assert answer.status_code == 409
    assert "正在处理" in answer.content.decode("utf-8")
    assert "别人刚刚先办了一步" in answer.content.decode("utf-8")


def test_other_faults_are_left_to_the_page_for_faults() -> None:
    middleware = errors.RefusedActMiddleware(lambda request: HttpResponse())
    assert middleware.process_exception(RequestFactory().get("/"), ValueError("x")) is None
    answer = errors.server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "ValueError" not in answer.content.decode("utf-8")


@pytest.mark.django_db
def test_a_form_of_another_session_is_not_taken() -> None:
    answer = errors.csrf_failure(RequestFactory().post("/"))
    assert answer.status_code == 403
    assert "没有提交" in answer.content.decode("utf-8")


@pytest.mark.django_db
def test_an_address_for_buttons_says_so_when_it_is_opened() -> None:
    page = Client().post("/privacy/")
    assert page.status_code == 405 and page.headers["Allow"] == "GET"
    assert "不能直接打开" in page.content.decode("utf-8")
