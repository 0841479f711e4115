"""Signatures made on the screen: kept as encrypted picture files; a typed name stays a name."""

from __future__ import annotations

import base64
import binascii
import io
from collections.abc import Mapping
from typing import Any

from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.records import files

PICTURE = "data:image/png;base64,"
LARGEST_PICTURE = 400_000


def stored_signature(data: Mapping[str, Any], name: str, signer: str) -> str:
    """The hash of the stored signature picture, or the name typed instead, as the document prints it.

    Raises Refusal when there is neither, or when the typed name is not the signer's.
    """
    picture = str(data.get(name, ""))
    if picture.startswith(PICTURE) and len(picture) <= LARGEST_PICTURE:
        try:
            content = base64.b64decode(picture.removeprefix(PICTURE), validate=True)
        except binascii.Error:
            raise _missing() from None
        return files.store(io.BytesIO(content)).sha256
    typed = str(data.get(f"{name}_typed", "")).strip()
    if not typed:
        raise _missing()
    if typed != signer:
        raise Refusal(
            "wrong_signer",
            Sentence("输入的姓名与签名人“%(signer)s”不一致。", signer=signer),
            next_step=Sentence("请由本人签名，或者输入本人姓名。"),
        )
    return typed


def kept_signature(data: Mapping[str, Any], name: str) -> dict[str, str]:
    """What a form that comes back shows again: the picture drawn and the name typed."""
    picture = str(data.get(name, ""))
    drawn = picture if picture.startswith(PICTURE) and len(picture) <= LARGEST_PICTURE else ""
    return {"drawn": drawn, "signed_name": str(data.get(f"{name}_typed", ""))}


def _missing() -> Refusal:
    return Refusal(
        "no_signature",
        Sentence("还没有签名。"),
        next_step=Sentence("请在签名区签名，或者输入姓名。"),
    )
