"""What the tests of the desk do over and over: open a case, read its buttons, send an act."""

from __future__ import annotations

import re
import uuid
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from onevisit.cases.models import Case
from onevisit.law.lifecycle import Action

_ALLOWED = re.compile(r'<a class="button[^"]*" href="/desk/cases/\d+/acts/(\w+)/"')
_AT_ONCE = re.compile(r'<button class="button[^"]*" type="submit" name="(\w+)"')
_GREYED = re.compile(r'aria-disabled="true" aria-describedby="(\w+)-reason"')


def case_page(client: Client, case: Case, tab: str = "materials") -> str:
    """The page of a case as text."""
    response = client.get(reverse("desk:case", args=[case.pk]), {"tab": tab})
    assert response.status_code == 200
    return response.content.decode()


def allowed(client: Client, case: Case) -> set[Action]:
    """The acts that the page offers."""
    page = case_page(client, case)
    return {Action(name) for name in _ALLOWED.findall(page) + _AT_ONCE.findall(page)}


def greyed(client: Client, case: Case) -> set[Action]:
    """The acts that the page shows with the reason why not."""
    return {Action(name) for name in _GREYED.findall(case_page(client, case))}


def open_act(client: Client, case: Case, action: Action) -> str:
    """The page of an act as text."""
    response = client.get(reverse("desk:act", args=[case.pk, action.value]))
    assert response.status_code == 200
    return response.content.decode()


def send(client: Client, case: Case, action: Action, **fields: Any) -> HttpResponse:
    """Sends the form of an act, as filled over the case as it stands, and refreshes ``case``."""
    posted = {"idempotency_key": uuid.uuid4().hex, "revision": str(case.revision), **fields}
    response = client.post(reverse("desk:act", args=[case.pk, action.value]), posted)
    case.refresh_from_db()
    assert isinstance(response, HttpResponse)
    return response


def done(client: Client, case: Case, action: Action, **fields: Any) -> None:
    """Sends the form of an act and fails with the page when it was not done."""
    response = send(client, case, action, **fields)
    assert response.status_code == 302, re.sub(r"<[^>]+>|\s+", " ", response.content.decode())[-1500:]


def many(case: Case, count: int) -> None:
    """Makes copies of a case with other numbers, two of each due day, and some without one."""
    columns = [
        field.column for field in Case._meta.concrete_fields if field.column not in ("id", "number", "due_on")
    ]
    listed = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""INSERT INTO cases_case ({listed}, id, number, due_on)
                SELECT {listed}, nextval(pg_get_serial_sequence('cases_case', 'id')), 'COPY' || n,
                       CASE WHEN n %% 10 = 0 THEN NULL ELSE due_on + (n / 2) END
                  FROM cases_case, generate_series(1, %s) AS n WHERE cases_case.id = %s""",
            [count, case.pk],
        )
