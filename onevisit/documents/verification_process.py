"""Reads PDFs from standard input and says what their signatures are worth, as JSON on standard output.

It runs as a process of its own with little memory and little time, because the files come from strangers: a
file made to exhaust a reader ends this process, never the program. A question is two lengths (8 bytes each,
big-endian), the root certificate against which signatures are checked (DER) and the file; an answer is its
length and the JSON. After a file that can't be read the process ends. No Django and no database here.
"""

from __future__ import annotations

import io
import json
import logging
import math
import resource
import struct
import sys
from typing import Any

from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

MEMORY_BYTES = 1024**3
CPU_SECONDS = 10
HEAD = struct.Struct(">QQ")


def examine(pdf: bytes, root: x509.Certificate) -> dict[str, Any]:
    """The findings on the first signature; an empty ``signed`` means the file bears none."""
    signatures = PdfFileReader(io.BytesIO(pdf), strict=False).embedded_signatures
    if not signatures:
        return {"signed": False}
    signature = signatures[0]
    context = ValidationContext(trust_roots=[root], allow_fetching=False)
    status = validate_pdf_signature(signature, signer_validation_context=context, skip_diff=True)
    stated = signature.sig_object
    return {
        "signed": True,
        "intact": bool(status.intact and status.valid),
        "trusted": bool(status.trusted),
        "whole": status.coverage == SignatureCoverageLevel.ENTIRE_FILE and len(signatures) == 1,
        "certificate": signature.signer_cert.sha256.hex(),
        "subject": signature.signer_cert.subject.native.get("common_name", ""),
        "organ": signature.signer_cert.subject.native.get("organizational_unit_name", ""),
        "signed_at": status.signer_reported_dt.isoformat() if status.signer_reported_dt else "",
        "reason": str(stated.get("/Reason", "")),
        "place": str(stated.get("/Location", "")),
    }


def main() -> int:
    """Answers questions until there are no more; any fault of a file is reported as ``unreadable``."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    logging.disable(logging.CRITICAL)
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    while head := questions.read(HEAD.size):
        of_root, of_pdf = HEAD.unpack(head)
        root, pdf = questions.read(of_root), questions.read(of_pdf)
        allow_time()
        try:
            findings = examine(pdf, x509.Certificate.load(root))
        # A hostile file may raise anything inside the reader; whatever it is, the file can't be read.
        except Exception as fault:
            findings = {"unreadable": type(fault).__name__}
        text = json.dumps(findings).encode("ascii")
        answers.write(len(text).to_bytes(8, "big") + text)
        answers.flush()
        if "unreadable" in findings:
            return 0
    return 0


def allow_time() -> None:
    """Gives the next file its processor time, on top of what the files before it took."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    allowed = math.ceil(used.ru_utime + used.ru_stime) + CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (allowed, resource.RLIM_INFINITY))


if __name__ == "__main__":
    sys.exit(main())
