"""The provider that comes with the program: PAdES with ECDSA P-256, keys of a development authority."""

from __future__ import annotations

from onevisit.documents.authority import Credential, SealAuthority, authority
from onevisit.documents.signatures import SealIdentity, SignatureFacts
from onevisit.documents.verification import Verification, verify_pdf


class BuiltInSignatures:
    """Signs with the keys under ``SECRETS_ROOT``; trusts what their root certified."""

    def __init__(self, keys: SealAuthority | None = None) -> None:
        self._keys_given = keys

    def certificate_pem(self, seal: SealIdentity) -> str:
        """The certificate of the seal, made at first use."""
        return self._credential(seal).certificate_pem

    def sign(self, pdf: bytes, seal: SealIdentity, facts: SignatureFacts) -> bytes:
        """The PDF with one certifying signature, its field over the picture of the seal."""
        # Loading the signature library takes half a second, which processes that only queue are spared.
        from onevisit.documents.signing import sign, signer_for

        return sign(pdf, signer_for(self._credential(seal), self._keys.root_certificate()), facts)

    def verify(self, pdf: bytes) -> Verification:
        """Checked against the root of this installation, in a process of its own."""
        return verify_pdf(pdf, self._keys.root_certificate())

    @property
    def _keys(self) -> SealAuthority:
        return self._keys_given or authority()

    def _credential(self, seal: SealIdentity) -> Credential:
        return self._keys.for_seal(seal.number, seal.owner, seal.kind_label)
