"""Language and elder mode follow the reader's choice and nothing else."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.clause("HOUSE-32")
def test_chinese_is_the_default_whatever_the_browser_asks_for() -> None:
    response = Client(headers={"Accept-Language": "en-GB,en"}).get("/privacy/")
    assert '<html lang="zh-Hans"' in response.content.decode()
    assert response.headers["Content-Language"] == "zh-CN"


@pytest.mark.clause("HOUSE-32")
def test_the_switches_are_kept_and_lead_back() -> None:
    client = Client()
    response = client.post("/preferences/", {"language": "en", "elder": "on", "next": "/privacy/?a=1"})
    assert response.status_code == 302
    assert response.headers["Location"] == "/privacy/?a=1"
    page = client.get("/privacy/").content.decode()
    assert '<html lang="en" class="elder">' in page
    client.post("/preferences/", {"elder": "off"})
    assert '<html lang="en" class="">' in client.get("/privacy/").content.decode()


@pytest.mark.parametrize(
    "address", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""]
)
def test_the_switches_never_lead_to_another_site(address: str) -> None:
    response = Client().post("/preferences/", {"elder": "on", "next": address})
    assert response.headers["Location"] == "/"


@pytest.mark.parametrize("value", ["fr", "", "zh-hans\r\nSet-Cookie: x=1", "e" * 5000])
def test_an_unknown_choice_changes_nothing(value: str) -> None:
    response = Client().post("/preferences/", {"language": value, "elder": value})
    assert "language" not in response.cookies
    assert "elder" not in response.cookies


def test_the_switch_needs_its_token() -> None:
    assert Client(enforce_csrf_checks=True).post("/preferences/", {"elder": "on"}).status_code == 403
