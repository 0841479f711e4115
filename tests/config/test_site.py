"""The real pages and live updates, as a browser meets them."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from typing import IO

import pytest
from django.core import signing
from playwright.sync_api import Page

from onevisit.records import outbox
from onevisit.web.live_tokens import make_token
from tests.harness.browser import assert_accessible
from tests.harness.site import Site


def live_address(site: Site, channels: list[str]) -> str:
    """Where a page of this site hears these channels."""
    pages, _, port = site.url.rpartition(":")
    return f"{pages}:{int(port) + 1}/live?token={make_token(channels)}"


def test_every_page_carries_a_strict_policy(site: Site) -> None:
    with urllib.request.urlopen(f"{site.url}/privacy/") as answer:
        policy = answer.headers["Content-Security-Policy"]
        text = answer.read().decode("utf-8")
    assert "unsafe" not in policy and "script-src 'self'" in policy
    assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=", text)


def test_a_page_that_is_not_there_says_what_to_do(site: Site, page: Page) -> None:
    answer = page.goto(f"{site.url}/nothing-here/")
    assert answer is not None and answer.status == 404
    assert page.locator("h1").count() == 1
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    assert_accessible(page)


def test_static_files_are_named_by_content_and_kept_by_browsers(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/privacy/")
    style = page.locator("link[rel=stylesheet]").first.get_attribute("href")
    assert style is not None and re.search(r"\.[0-9a-f]{12}\.css$", style)
    with urllib.request.urlopen(f"{site.url}{style}") as answer:
        assert "immutable" in answer.headers["Cache-Control"]


def test_an_open_page_hears_of_a_change(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/privacy/")
    address = live_address(site, ["case:7"])
    page.evaluate("address => { window.heard = null; window.source = new EventSource(address); }", address)
    page.evaluate("() => window.source.addEventListener('changed', event => { window.heard = event.data; });")
    page.wait_for_function("() => window.source.readyState === 1")
    outbox.publish([outbox.Event("changed", "case", 6), outbox.Event("changed", "case", 7)])
    page.wait_for_function("() => window.heard !== null")
    assert page.evaluate("() => window.heard") == "case:7"


def test_a_forged_token_hears_nothing(site: Site) -> None:
    forged = signing.dumps(["case:7"], key="another key", salt="onevisit.web.live")
    address = live_address(site, []).partition("token=")[0] + f"token={forged}"
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(address)


def test_many_pages_hear_the_same_changes_in_order(site: Site) -> None:
    streams = [urllib.request.urlopen(live_address(site, ["case:*"]), timeout=30) for _ in range(50)]
    for stream in streams:
        assert stream.readline().startswith(b"retry")
    outbox.publish([outbox.Event("changed", "case", number) for number in (1, 2, 3)])
    for stream in streams:
        assert [next_change(stream) for _ in range(3)] == ["case:1", "case:2", "case:3"]
        stream.close()


def next_change(stream: IO[bytes]) -> str:
    """The next change told on an event stream."""
    for line in stream:
        if line.startswith(b"data: case"):
            return line.decode("utf-8").removeprefix("data: ").strip()
    raise AssertionError("the stream ended")
