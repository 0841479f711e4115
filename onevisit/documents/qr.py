"""QR codes: as a vector drawing for documents and pages, as a picture for screens and printers."""

from __future__ import annotations

import io

import segno

# Trying all eight masks for the best contrast takes four times as long as the rest; readers accept any mask.
MASK = 2


def svg(text: str) -> str:
    """A QR code as a complete SVG drawing without border and without inline styles; scales to any size."""
    code = segno.make_qr(text, error="m", mask=MASK, boost_error=False)
    drawing = io.BytesIO()
    code.save(drawing, kind="svg", border=0, xmldecl=False, svgns=True, omitsize=True, nl=False)
    return drawing.getvalue().decode()


def png(text: str, *, module_pixels: int = 8) -> bytes:
    """A QR code as a PNG with a quiet zone of four modules, each ``module_pixels`` wide."""
    picture = io.BytesIO()
    segno.make_qr(text, error="m", mask=MASK, boost_error=False).save(
        picture, kind="png", scale=module_pixels, border=4
    )
    return picture.getvalue()
