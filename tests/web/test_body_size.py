"""A request that is too large is refused before its body is read, and in words."""

from __future__ import annotations

import http.client
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from onevisit.web.body_size import LARGEST_WITH_FILES
from tests.harness.browser import assert_accessible
from tests.harness.site import Site

HUNDRED_MEGABYTES = 100 * 1024 * 1024
FORM = "application/x-www-form-urlencoded"
FILES = "multipart/form-data; boundary=limit"


def answer_to_headers(site: Site, path: str, content_type: str, length: int) -> tuple[int, str]:
    """Status and text for a POST of which only the headers are sent: the body stays unsent."""
    connection = http.client.HTTPConnection(urlsplit(site.url).netloc, timeout=20)
    connection.putrequest("POST", path)
    connection.putheader("Content-Type", content_type)
    connection.putheader("Content-Length", str(length))
    connection.endheaders()
    answer = connection.getresponse()
    text = answer.read().decode("utf-8")
    connection.close()
    return answer.status, text


@pytest.mark.clause("HOUSE-16")
@pytest.mark.parametrize("content_type", [FORM, FILES])
@pytest.mark.parametrize(
    "path", ["/", "/progress/", "/accounts/sign-in/", "/apply/drafts/1/service/", "/verify/", "/desk/"]
)
def test_a_hundred_megabytes_are_refused_unread(shared_site: Site, path: str, content_type: str) -> None:
    status, text = answer_to_headers(shared_site, path, content_type, HUNDRED_MEGABYTES)
    assert status == 413
    assert "没有接收" in text and "您已经保存的内容都在" in text


@pytest.mark.clause("HOUSE-16")
def test_only_a_page_that_takes_files_takes_more_than_fields_can_hold(shared_site: Site) -> None:
    with_files = LARGEST_WITH_FILES
    assert answer_to_headers(shared_site, "/progress/", FILES, with_files)[0] == 413
    assert answer_to_headers(shared_site, "/verify/", FILES, with_files + 1)[0] == 413


@pytest.mark.clause("HOUSE-16")
def test_a_page_that_takes_files_tells_what_to_do_with_a_large_one(
    shared_site: Site, page: Page, tmp_path: Path
) -> None:
    large = tmp_path / "large.pdf"
    with large.open("wb") as content:
        content.truncate(LARGEST_WITH_FILES + 1)
    page.goto(f"{shared_site.url}/verify/")
    page.set_input_files("input[type=file]", large)
    page.click("form:has(input[type=file]) button[type=submit]")
    assert "每个文件不超过 20 MB" in page.locator("main").inner_text()
    assert_accessible(page)
