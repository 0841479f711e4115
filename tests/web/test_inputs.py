"""Card readers, signatures, files: what does not come from typing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.harness.site import Site

NUMBER = "22028119900307001X"

READER = """async number => {
    const field = document.querySelector('#card_identity_number');
    field.focus();
    for (const character of [...number, 'Enter']) {
        const code = character === 'Enter' ? 'Enter' : (/\\d/.test(character) ? 'Digit' : 'Key') + character;
        const composing = character === 'X' || character === 'Enter';
        field.dispatchEvent(new KeyboardEvent('keydown', {
            code, key: composing ? 'Process' : character, keyCode: composing ? 229 : 0,
            isComposing: character === 'Enter', bubbles: true, cancelable: true,
        }));
    }
}"""


@pytest.mark.clause("HOUSE-32")
def test_a_card_is_read_whole_while_an_input_method_composes(page: Page, shared_site: Site) -> None:
    page.goto(f"{shared_site.url}/components/desk/")
    field = page.locator("#card_identity_number")
    field.fill("22028119900307001")
    field.focus()
    session = page.context.new_cdp_session(page)
    session.send("Input.imeSetComposition", {"text": "x", "selectionStart": 1, "selectionEnd": 1})
    page.evaluate(READER, NUMBER)
    expect(field).to_have_value(NUMBER)
    expect(page.locator("[data-card-state]")).to_have_text("已读到证件")


@pytest.mark.clause("HOUSE-32")
def test_a_number_typed_by_hand_is_tidied_and_not_taken_for_a_card(page: Page, shared_site: Site) -> None:
    page.goto(f"{shared_site.url}/components/desk/")
    field = page.locator("#card_identity_number")
    field.press_sequentially("22028119900307001x", delay=80)
    field.press("Tab")
    expect(field).to_have_value(NUMBER)
    expect(page.locator("[data-card-state]")).to_contain_text("可以刷证")


@pytest.mark.clause("HOUSE-32")
def test_a_signature_is_drawn_kept_and_wiped(page: Page, shared_site: Site) -> None:
    page.goto(f"{shared_site.url}/components/desk/")
    canvas = page.locator(".signature-pad__canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 100, steps=5)
    page.mouse.up()
    assert page.input_value("[name=signature]").startswith("data:image/png;base64,")
    expect(canvas).to_have_attribute("aria-label", "签名区：已签名")
    page.get_by_role("button", name="重签").click()
    assert page.input_value("[name=signature]") == ""


@pytest.mark.clause("HOUSE-16")
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"MZ\x90\x00 program", "不是 PDF、JPG 或 PNG"),
        (b"%PDF-1.7" + b"0" * (20 * 1024 * 1024), "超过 20 MB"),
    ],
    ids=["program", "too large"],
)
def test_a_file_that_cannot_be_taken_is_told_before_it_is_sent(
    page: Page, shared_site: Site, content: bytes, sentence: str
) -> None:
    page.goto(f"{shared_site.url}/components/")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    page.set_input_files(
        "#upload-plan", {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": content}
    )
    row = page.locator(".upload").last
    expect(row.locator(".upload__state")).to_contain_text(sentence)
    assert "您已填写的内容都在" in row.inner_text()
    assert "POST" not in sent


@pytest.mark.clause("HOUSE-31")
def test_a_file_that_did_not_arrive_can_be_sent_again(page: Page, shared_site: Site) -> None:
    page.goto(f"{shared_site.url}/components/")
    page.context.set_offline(True)
    page.set_input_files(
        "#upload-plan", {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 plan"}
    )
    row = page.locator(".upload").last
    expect(row.locator(".upload__state")).to_contain_text("文件还在您这里")
    expect(row.get_by_role("button", name="再传一次")).to_be_visible()
    page.context.set_offline(False)
