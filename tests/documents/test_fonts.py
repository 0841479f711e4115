"""Every character is printed or named: no empty boxes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from onevisit.documents import fonts
from onevisit.documents.fonts import FontsMissing, MissingGlyph

RARE_NAME_CHARACTERS = "堃喆昇祎玥翀"
OUTSIDE_THE_BASIC_PLANE = "𠮷"
UNASSIGNED_IDEOGRAPH = "\U0002fa20"


@pytest.fixture
def only_packaged_font(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine without any font of its own."""
    monkeypatch.setattr(fonts, "SYSTEM_FONT_FOLDERS", ())
    fonts.forget_fonts()
    yield
    monkeypatch.undo()
    fonts.forget_fonts()


def test_rare_name_characters_are_in_the_packaged_font(only_packaged_font: None) -> None:
    assert fonts.families() == ["Noto Serif SC"]
    assert fonts.missing_glyphs(f"王{RARE_NAME_CHARACTERS}〔2026〕12号—“”·") == set()


def test_a_character_without_glyph_names_the_package(only_packaged_font: None) -> None:
    with pytest.raises(MissingGlyph) as missing:
        fonts.require_glyphs(f"李{OUTSIDE_THE_BASIC_PLANE}")
    assert missing.value.characters == (OUTSIDE_THE_BASIC_PLANE,)
    assert missing.value.package_to_install == "fonts-noto-cjk"
    assert "U+20BB7" in str(missing.value) and "fonts-noto-cjk" in str(missing.value)


def test_the_next_package_is_named_when_the_first_one_lacks_it_too() -> None:
    fonts.forget_fonts()
    if "Noto Serif CJK SC" in fonts.families():
        assert fonts.missing_glyphs(OUTSIDE_THE_BASIC_PLANE) == set()
        assert fonts.package_for("𪚥") == "fonts-hanazono"
    assert fonts.package_for("😀") == "fonts-symbola"
    assert UNASSIGNED_IDEOGRAPH in fonts.missing_glyphs(UNASSIGNED_IDEOGRAPH)


def test_control_characters_need_no_glyph() -> None:
    assert fonts.missing_glyphs("张\u200b三\n\t\u3000\ufe0f") == set()


def test_no_font_at_all_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "SYSTEM_FONT_FOLDERS", ())
    monkeypatch.setattr(fonts, "PACKAGED_REGULAR", Path("/nonexistent"))
    fonts.forget_fonts()
    try:
        with pytest.raises(FontsMissing, match="make setup"):
            fonts.installed_fonts()
    finally:
        monkeypatch.undo()
        fonts.forget_fonts()
