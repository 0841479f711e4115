"""Signing a rendered document: a PAdES signature with ECDSA P-256, kept fast by a key that stays loaded.

The signature certifies the whole file and forbids later changes. Its field lies over the picture of the seal,
so a click on the seal shows who signed; documents without a seal get an invisible field.
"""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import Any

from asn1crypto import algos, cms
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import as_signing_certificate_v2
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from onevisit.documents.authority import Credential
from onevisit.documents.signatures import SignatureFacts

DIGEST = "sha256"
FIELD_NAME = "Seal"
BYTES_FOR_SIGNATURE = 4096

# DER tags (X.690)
SEQUENCE, SET, OCTET_STRING, CONTEXT_0 = 0x30, 0x31, 0x04, 0xA0
VERSION_1 = b"\x02\x01\x01"


class SealSigner:
    """Makes the CMS signature of one seal (RFC 5652, PAdES profile).

    Only the digest and the signature differ from document to document. All other parts are encoded once,
    which is four times as fast as encoding the whole structure for each document.
    """

    def __init__(self, credential: Credential, root: x509.Certificate) -> None:
        certificate = _asn1(credential.certificate)
        self._key = credential.key
        self._digest_algorithm = algos.DigestAlgorithm({"algorithm": DIGEST}).dump()
        self._signature_algorithm = algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}).dump()
        self._signer = cms.SignerIdentifier(
            {
                "issuer_and_serial_number": cms.IssuerAndSerialNumber(
                    {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
                )
            }
        ).dump()
        self._content_type = _attribute("content_type", "data")
        self._signing_certificate = _attribute(
            "signing_certificate_v2", as_signing_certificate_v2(certificate)
        )
        self._certificates = certificate.dump() + _asn1(root).dump()

    def signature_over(self, digest: bytes) -> bytes:
        """The detached signature over a SHA-256 digest, DER encoded."""
        message_digest = _attribute("message_digest", digest)
        # DER orders the members of a set by their encoding.
        attributes = b"".join(sorted((self._content_type, message_digest, self._signing_certificate)))
        signature = self._key.sign(_der(SET, attributes), ec.ECDSA(hashes.SHA256()))
        signer_info = _der(
            SEQUENCE,
            VERSION_1,
            self._signer,
            self._digest_algorithm,
            _der(CONTEXT_0, attributes),
            self._signature_algorithm,
            _der(OCTET_STRING, signature),
        )
        signed_data = _der(
            SEQUENCE,
            VERSION_1,
            _der(SET, self._digest_algorithm),
            _der(SEQUENCE, cms.ContentType("data").dump()),
            _der(CONTEXT_0, self._certificates),
            _der(SET, signer_info),
        )
        return _der(SEQUENCE, cms.ContentType("signed_data").dump(), _der(CONTEXT_0, signed_data))


@lru_cache(maxsize=512)
def signer_for(credential: Credential, root: x509.Certificate) -> SealSigner:
    """The signer of one seal, prepared once."""
    return SealSigner(credential, root)


def sign(pdf: bytes, signer: SealSigner, facts: SignatureFacts) -> bytes:
    """The PDF with one certifying signature over all of it, added as an incremental update."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    box, page = _seal_on_paper(writer)
    embedder = PdfCMSEmbedder(new_field_spec=SigFieldSpec(FIELD_NAME, on_page=page, box=box))
    steps = embedder.write_cms(field_name=FIELD_NAME, writer=writer)
    next(steps)
    steps.send(
        SigObjSetup(
            sig_placeholder=SignatureObject(
                timestamp=facts.signed_at,
                subfilter=SigSeedSubFilter.PADES,
                name=facts.signer,
                reason=facts.reason,
                location=facts.place,
                bytes_reserved=2 * BYTES_FOR_SIGNATURE,
            ),
            mdp_setup=SigMDPSetup(md_algorithm=DIGEST, certify=True, docmdp_perms=MDPPerm.NO_CHANGES),
        )
    )
    prepared, output = steps.send(SigIOSetup(md_algorithm=DIGEST))
    steps.send(signer.signature_over(prepared.document_digest))
    result: bytes = output.getvalue()
    return result


def _seal_on_paper(writer: IncrementalPdfFileWriter) -> tuple[tuple[int, int, int, int] | None, int]:
    """Where the seal is drawn, in points, and the index of its page; no box if none is drawn.

    The template wraps the seal in the only link of the document, so its place can be read from the file.
    """
    pages = writer.prev.root["/Pages"]
    for index in reversed(range(int(pages["/Count"]))):
        page: Any = writer.find_page_for_modification(index)[0].get_object()  # type: ignore[no-untyped-call]
        for reference in page.get("/Annots", ()):
            annotation: Any = reference.get_object()
            if annotation.get("/Subtype") == "/Link":
                left, bottom, right, top = (round(float(value)) for value in annotation["/Rect"])
                return (left, bottom, right, top), index
    return None, 0


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def _attribute(name: str, value: object) -> bytes:
    encoded: bytes = cms.CMSAttribute({"type": name, "values": (value,)}).dump()
    return encoded


def _der(tag: int, *parts: bytes) -> bytes:
    """One DER element: tag, length, content."""
    content = b"".join(parts)
    if len(content) < 0x80:
        return bytes((tag, len(content))) + content
    length = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content
