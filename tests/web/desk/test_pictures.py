"""Photos from a telephone lose place and device; what is no picture is told at the field."""

from __future__ import annotations

import io

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from onevisit.web.desk.pictures import LONGEST_EDGE, without_metadata

PLACE, DEVICE, TURNED = 0x8825, 0x0110, 0x0112


def photo(width: int = 300, height: int = 200, turned: int = 6) -> SimpleUploadedFile:
    """A photo as a telephone makes it: lying on its side, with device and place."""
    picture = Image.new("RGB", (width, height), "white")
    exif = picture.getexif()
    exif[DEVICE] = "Telephone 12"
    exif[TURNED] = turned
    exif.get_ifd(PLACE)[1] = "N"
    drawn = io.BytesIO()
    picture.save(drawn, "JPEG", exif=exif)
    return SimpleUploadedFile("IMG_0001.jpg", drawn.getvalue())


@pytest.mark.clause("GX-6", "JH-8.2.5")
def test_a_photo_keeps_neither_place_nor_device_and_stands_upright() -> None:
    sent = photo()
    assert b"Telephone 12" in sent.read()
    sent.seek(0)
    with Image.open(without_metadata(sent)) as kept:
        assert not kept.getexif()
        assert kept.size == (200, 300)
        assert kept.format == "JPEG"


def test_a_large_photo_is_made_no_larger_than_needed() -> None:
    with Image.open(without_metadata(photo(4000, 3000, turned=1))) as kept:
        assert max(kept.size) == LONGEST_EDGE


@pytest.mark.clause("HOUSE-35")
def test_what_is_no_picture_is_refused_in_words() -> None:
    with pytest.raises(forms.ValidationError, match="打不开"):
        without_metadata(SimpleUploadedFile("IMG.jpg", b"not a picture"))
