"""A real Chromium that notices what a person would not report: script errors, refused scripts, bad markup."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from onevisit.config.environment import CHECKOUT

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--force-color-profile=srgb"]
DESK_SIZE = {"width": 1366, "height": 768}
PHONE_SIZE = {"width": 375, "height": 812}
AXE = CHECKOUT / "node_modules" / "axe-core" / "axe.min.js"


@contextlib.contextmanager
def running_chromium() -> Iterator[Browser]:
    """Chromium without a window, closed when the block ends."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


@contextlib.contextmanager
def open_page(browser: Browser, **options: Any) -> Iterator[Page]:
    """A page of a person of its own (no shared cookies); fails when scripts failed or were refused on it."""
    settings: dict[str, Any] = {
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "viewport": DESK_SIZE,
        **options,
    }
    context = browser.new_context(**settings)
    faults: list[str] = []
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on("console", lambda message: note_fault(message, faults))
    try:
        yield context.new_page()
    finally:
        context.close()
    assert not faults, "\n".join(faults)


def note_fault(message: ConsoleMessage, faults: list[str]) -> None:
    """Keeps console errors; a page that answers 4xx on purpose is not one."""
    if message.type == "error" and "Failed to load resource" not in message.text:
        faults.append(message.text)


def accessibility_faults(page: Page) -> list[str]:
    """What axe finds wrong on the page as it stands: one line for each rule and element."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
    return [f"{fault['id']}: {fault['help']}: {elements(fault)}" for fault in result]


def elements(fault: dict[str, Any]) -> str:
    """The first elements of a fault, as selectors."""
    return ", ".join(str(node["target"][0]) for node in fault["nodes"][:5])


def assert_accessible(page: Page) -> None:
    """Fails naming every accessibility fault of the page as it stands, and the address it has."""
    faults = accessibility_faults(page)
    assert not faults, f"{page.url}\n" + "\n".join(faults)
