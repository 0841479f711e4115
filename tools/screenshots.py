"""Takes the pictures of the README from a running demo: `make run` in one terminal, this in another.

    .venv/bin/python tools/screenshots.py [ADDRESS]

It signs in as demo people, begins a few cases through the program's own acts, and looks at the pages.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page

CHECKOUT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(CHECKOUT))

from onevisit.config.command_line import set_up_django  # noqa: E402  the path comes first

set_up_django()

from django.conf import settings  # noqa: E402  settings come first

from onevisit.cases.models import Case  # noqa: E402
from onevisit.documents import production  # noqa: E402
from onevisit.documents import queries as documents  # noqa: E402
from onevisit.documents.models import Document  # noqa: E402
from onevisit.law.items import Channel  # noqa: E402
from onevisit.law.lifecycle import Action  # noqa: E402
from tests.cases import world  # noqa: E402
from tests.harness.browser import open_page, running_chromium  # noqa: E402

PICTURES = CHECKOUT / "docs" / "pictures"
STAFF_PASSWORD = "Demo-2026-jiaohe"
APPLICANT_PASSWORD = "Demo-2026-citizen"
CODE_COMMAND = [str(CHECKOUT / ".venv" / "bin" / "onevisit"), "code"]


def sign_in(page: Page, address: str, name: str, password: str) -> None:
    """Signs in as a demo person, with the second factor where one is asked for."""
    page.goto(f"{address}/accounts/sign-in/")
    page.fill("input[name=identifier]", name)
    page.fill("input[name=password]", password)
    page.click("form:has(input[name=password]) button[type=submit]")
    page.wait_for_load_state()
    if "second-factor" in page.url:
        done = subprocess.run([*CODE_COMMAND, name], capture_output=True, text=True, check=True)
        page.fill("input[name=code]", done.stdout.split()[0])
        page.click("form:has(input[name=code]) button[type=submit]")
        page.wait_for_load_state()


def picture(page: Page, address: str, path: str, name: str) -> None:
    """Opens a page and keeps what a person sees of it."""
    answer = page.goto(f"{address}{path}")
    assert answer is not None and answer.ok, f"{path}: {answer and answer.status}"
    page.screenshot(path=PICTURES / f"{name}.png")


def cases_for_pictures() -> tuple[Case, Case, Case]:
    """A web draft, a case parked at the window, and one that the department has to decide on."""
    return world.draft(channel=Channel.WEB), world.draft(), world.accepted(electronic_service_agreed=True)


def picture_of_document(case: Case) -> None:
    """The first page of the notice of acceptance."""
    found = Document.objects.filter(case_id=case.pk, kind="acceptance").get()
    production.produce([found.pk])
    found.refresh_from_db()
    pdf = PICTURES / "document.pdf"
    pdf.write_bytes(documents.file_of(found))
    command = ["pdftoppm", "-r", "80", "-png", "-singlefile", str(pdf), str(PICTURES / "document")]
    subprocess.run(command, check=True)
    pdf.unlink()


def main() -> None:
    """Takes all pictures."""
    address = sys.argv[1] if len(sys.argv) > 1 else settings.PUBLIC_URL
    PICTURES.mkdir(exist_ok=True)
    draft, parked, accepted = cases_for_pictures()
    world.do(accepted, Action.START_REVIEW, world.HANDLER)
    item = world.version(world.FOOD_LICENCE).item.code
    phone = applicant_phone()
    with running_chromium() as browser:
        with open_page(browser) as page:
            picture(page, address, f"/items/{item}/", "guide")
        with open_page(browser) as page:
            sign_in(page, address, phone, APPLICANT_PASSWORD)
            picture(page, address, f"/apply/drafts/{draft.pk}/", "apply")
            picture(page, address, "/my/", "progress")
        with open_page(browser) as page:
            sign_in(page, address, world.CLERK, STAFF_PASSWORD)
            picture(page, address, f"/desk/window/{parked.pk}/", "window")
        with open_page(browser) as page:
            sign_in(page, address, world.HANDLER, STAFF_PASSWORD)
            picture(page, address, "/desk/", "worklist")
            picture(page, address, f"/desk/cases/{accepted.pk}/", "case")
            picture(page, address, f"/desk/cases/{accepted.pk}/time/statutory/", "due-date")
    picture_of_document(accepted)


def applicant_phone() -> str:
    """The telephone number by which the demo person of the pictures signs in."""
    phone = world.person().phone
    assert phone
    return phone


if __name__ == "__main__":
    main()
