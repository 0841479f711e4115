"""Photos from a telephone: drawn anew, so that neither place nor device travels with them."""

from __future__ import annotations

import io
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from onevisit.law.clauses import enforces
from onevisit.web.desk.file_fields import FilesField, SeveralFiles

LONGEST_EDGE = 2400
MOST_PIXELS = 100_000_000
QUALITY = 85


class CameraInput(SeveralFiles):
    """Pictures, by the camera at the back of a telephone where there is one."""

    def __init__(self) -> None:
        super().__init__(attrs={"accept": "image/*", "capture": "environment"})


class PicturesField(FilesField):
    """Photos; each is turned upright, made no larger than needed, and freed of what the camera wrote."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=CameraInput(), **kwargs)

    def prepared(self, sent: UploadedFile[bytes]) -> io.BytesIO:
        return without_metadata(sent)


@enforces("GX-6")
def without_metadata(sent: UploadedFile[bytes]) -> io.BytesIO:
    """The picture as a new JPEG, upright, without place, time or device. Raises ValidationError."""
    try:
        with Image.open(sent) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise forms.ValidationError(_("照片太大，请换一张小一些的。"))
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise forms.ValidationError(_("这张照片打不开，请重新拍一张。")) from error
    upright.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
    drawn = io.BytesIO()
    upright.save(drawn, "JPEG", quality=QUALITY)
    drawn.seek(0)
    return drawn
