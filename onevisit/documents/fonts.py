"""The fonts of official documents, and which characters they can print.

Noto Serif SC comes with the front-end packages (31,000 characters). Behind it stand fonts of the machine for
what it lacks, such as 𠮷. A document never shows an empty box: a character that no font has is an error that
names the package to install.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont

PACKAGED_FONTS = Path(__file__).parents[2] / "node_modules" / "@expo-google-fonts" / "noto-serif-sc"
PACKAGED_REGULAR = PACKAGED_FONTS / "400Regular" / "NotoSerifSC_400Regular.ttf"
PACKAGED_BOLD = PACKAGED_FONTS / "700Bold" / "NotoSerifSC_700Bold.ttf"
SYSTEM_FONT_FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".local/share/fonts",
    Path("/Library/Fonts"),
)


@dataclass(frozen=True)
class FontFile:
    """One installed font: family name, file, the number of the face in a collection (-1: none)."""

    family: str
    path: Path
    face: int = -1


@dataclass(frozen=True)
class SystemFont:
    """A font that may be on the machine behind the packaged one, and the Debian package that brings it."""

    family: str
    file_name: str
    package: str
    face: int = -1


CJK_FONT = SystemFont("Noto Serif CJK SC", "NotoSerifCJK-Regular.ttc", "fonts-noto-cjk", face=2)
RARE_IDEOGRAPHS_FONT = SystemFont("HanaMinB", "HanaMinB.ttf", "fonts-hanazono")
SYMBOLS_FONT = SystemFont("Symbola", "Symbola_hint.ttf", "fonts-symbola")
SYSTEM_FONTS = (CJK_FONT, RARE_IDEOGRAPHS_FONT, SYMBOLS_FONT)


class FontsMissing(Exception):
    """No font for Chinese documents is installed at all; the text says what to do."""

    def __init__(self) -> None:
        super().__init__(
            "没有可用的中文字体，文书不能生成。请运行 make setup（或者安装软件包 fonts-noto-cjk）后重试。"
        )


class MissingGlyph(Exception):
    """Characters that no installed font can print, and the package that would bring them."""

    def __init__(self, characters: Iterable[str], package_to_install: str) -> None:
        self.characters = tuple(sorted(characters))
        self.package_to_install = package_to_install
        shown = "、".join(f"{character}（U+{ord(character):04X}）" for character in self.characters)
        super().__init__(f"字库中没有{shown}，文书暂不能生成。请安装字体软件包 {package_to_install}。")


@lru_cache(maxsize=1)
def installed_fonts() -> tuple[FontFile, ...]:
    """The fonts in the order in which a character is looked for; raises ``FontsMissing`` if there is none."""
    fonts = [FontFile("Noto Serif SC", PACKAGED_REGULAR)] if PACKAGED_REGULAR.exists() else []
    for font in SYSTEM_FONTS:
        path = _find(font.file_name)
        if path is not None:
            fonts.append(FontFile(font.family, path, font.face))
    if not any(font.family in ("Noto Serif SC", CJK_FONT.family) for font in fonts):
        raise FontsMissing
    return tuple(fonts)


def forget_fonts() -> None:
    """Look for fonts anew, after one was installed while the program runs."""
    installed_fonts.cache_clear()
    _characters.cache_clear()
    outline_font.cache_clear()


def families() -> list[str]:
    """Family names in the order of preference, for the layout engine."""
    return [font.family for font in installed_fonts()]


def font_folders() -> list[Path]:
    """The folders that hold the installed fonts, each once."""
    folders = [font.path.parent for font in installed_fonts()]
    if PACKAGED_BOLD.exists():
        folders.append(PACKAGED_BOLD.parent)
    return list(dict.fromkeys(folders))


def missing_glyphs(text: str) -> set[str]:
    """The characters of the text that no installed font can print."""
    missing = {character for character in set(text) if _needs_glyph(character)}
    for font in installed_fonts():
        if not missing:
            break
        missing = {character for character in missing if ord(character) not in _characters(font)}
    return missing


def require_glyphs(text: str) -> None:
    """Raise ``MissingGlyph`` if a character of the text can't be printed."""
    missing = missing_glyphs(text)
    if missing:
        raise MissingGlyph(missing, package_for(missing))


def package_for(characters: Iterable[str]) -> str:
    """The Debian package that most likely brings the missing characters."""
    installed = set(families())
    if all(unicodedata.name(character, "").startswith("CJK") for character in characters):
        return CJK_FONT.package if CJK_FONT.family not in installed else RARE_IDEOGRAPHS_FONT.package
    return SYMBOLS_FONT.package


@lru_cache(maxsize=4)
def outline_font(bold: bool = False) -> Any:
    """The open font from which outlines of letters are taken (``fontTools`` font), as used for seal faces."""
    if bold and PACKAGED_BOLD.exists():
        return TTFont(PACKAGED_BOLD, lazy=True)
    first = installed_fonts()[0]
    return TTFont(first.path, fontNumber=first.face, lazy=True)


@lru_cache(maxsize=8)
def _characters(font: FontFile) -> frozenset[int]:
    with TTFont(font.path, fontNumber=font.face, lazy=True) as opened:
        return frozenset(opened.getBestCmap())


def _needs_glyph(character: str) -> bool:
    """Control and format characters, spaces and variation selectors are laid out without a glyph."""
    if unicodedata.category(character) in ("Cc", "Cf", "Zs", "Zl", "Zp"):
        return False
    return not ("\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef")


def _find(file_name: str) -> Path | None:
    for folder in SYSTEM_FONT_FOLDERS:
        if folder.is_dir():
            for path in sorted(folder.rglob(file_name)):
                return path
    return None
