"""Reads one PDF from standard input and says what its signature is worth, as JSON on standard output.

It runs as a process of its own with little memory and little time, because the file comes from a stranger: a
file made to exhaust a reader ends this process, never the program. The only argument is the root certificate
against which signatures are checked, DER encoded in hexadecimal. No Django and no database here.
"""

from __future__ import annotations

import io
import json
import logging
import resource
import sys
from typing import Any

from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

MEMORY_BYTES = 1024**3
CPU_SECONDS = 10


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
    """Standard input to standard output; any fault of the file is reported as ``unreadable``."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    logging.disable(logging.CRITICAL)
    root = x509.Certificate.load(bytes.fromhex(sys.argv[1]))
    pdf = sys.stdin.buffer.read()
    try:
        findings = examine(pdf, root)
    # A hostile file may raise anything inside the reader; whatever it is, the file can't be read.
    except Exception as fault:
        findings = {"unreadable": type(fault).__name__}
    json.dump(findings, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
