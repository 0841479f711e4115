"""Reading PDFs with other programs than those that made them (poppler)."""

from __future__ import annotations

import io
import re
import subprocess
from pathlib import Path

from PIL import Image


def text_of(pdf: bytes) -> str:
    """The text of all pages without spaces and line ends."""
    found = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return re.sub(r"\s", "", found.stdout.decode())


def facts_of(pdf: bytes) -> dict[str, str]:
    """What pdfinfo says of the file."""
    found = subprocess.run(["pdfinfo", "-"], input=pdf, capture_output=True, check=True)
    lines = found.stdout.decode().splitlines()
    return {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in lines)}


def signature_report(pdf: bytes, folder: Path) -> str:
    """What pdfsig says of the signatures of the file."""
    path = folder / "document.pdf"
    path.write_bytes(pdf)
    found = subprocess.run(["pdfsig", "-nocert", str(path)], capture_output=True, check=True)
    return found.stdout.decode()


def picture_of(pdf: bytes, page: int = 1, dots_per_inch: int = 72) -> Image.Image:
    """One page as a picture."""
    number = str(page)
    command = ["pdftoppm", "-png", "-r", str(dots_per_inch), "-f", number, "-l", number, "-"]
    found = subprocess.run(command, input=pdf, capture_output=True, check=True)
    return Image.open(io.BytesIO(found.stdout)).convert("RGB")


def box_of_red(picture: Image.Image) -> tuple[int, int, int, int] | None:
    """The smallest box around everything red, which only seals are; None if nothing is."""
    red, green, _ = picture.split()
    strong = red.point(lambda value: 255 if value > 150 else 0)
    weak = green.point(lambda value: 255 if value < 110 else 0)
    both = Image.composite(weak, Image.new("L", picture.size, 0), strong)
    return both.getbbox()


def darkest(picture: Image.Image) -> int:
    """The darkest grey of a picture, 0 for black to 255 for white."""
    counts = picture.convert("L").histogram()
    return next(grey for grey, count in enumerate(counts) if count)
