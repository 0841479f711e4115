"""What every provider of signatures must fulfil, as a check that its author runs (电子签名法 13).

It signs and verifies for real; run it with trial seals of the provider, never with those of an office.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from onevisit.documents.signatures import SealIdentity, SignatureFacts, SignatureProvider
from onevisit.documents.verification import MAXIMUM_BYTES, Outcome

AT_ONCE = 4
NOT_GENUINE = (Outcome.CHANGED, Outcome.UNREADABLE)
STRANGE_FILES = {
    "an empty file": b"",
    "a program": b"MZ\x90\x00%PDF-",
    "noise": b"%PDF-1.7\n" + b"\x00\xff" * 5000,
    "half a million open brackets": b"%PDF-1.7\n1 0 obj\n" + b"[" * 500_000,
    "a file that is too large": b"%PDF-1.7" + b" " * MAXIMUM_BYTES,
}


def faults_of(
    provider: SignatureProvider, pdf: bytes, seals: Sequence[SealIdentity], facts: SignatureFacts
) -> list[str]:
    """What the provider does wrong, one sentence each; empty when it may be used.

    ``pdf`` is an unsigned document, ``seals`` are two trial seals or more.
    """
    return [
        fault
        for check in (_certificates, _genuine, _changes, _strangers, _several_at_once)
        for fault in check(provider, pdf, seals, facts)
    ]


def _certificates(
    provider: SignatureProvider, pdf: bytes, seals: Sequence[SealIdentity], facts: SignatureFacts
) -> Iterator[str]:
    prints = []
    for seal in seals:
        if provider.certificate_pem(seal) != provider.certificate_pem(seal):
            yield f"{seal.number} has another certificate at every call"
        prints.append(_fingerprint(provider, seal))
    if len(set(prints)) != len(seals):
        yield "two seals share a certificate"


def _genuine(
    provider: SignatureProvider, pdf: bytes, seals: Sequence[SealIdentity], facts: SignatureFacts
) -> Iterator[str]:
    for seal in seals:
        checked = provider.verify(provider.sign(pdf, seal, facts))
        if checked.outcome is not Outcome.GENUINE:
            yield f"its own signature of {seal.number} is found {checked.outcome}"
        if checked.certificate_fingerprint != _fingerprint(provider, seal):
            yield f"the signature of {seal.number} does not name that seal's certificate"
        if (checked.reason, checked.place) != (facts.reason, facts.place):
            yield "reason and place are not read back as they were signed"
        if checked.signed_at != facts.signed_at:
            yield "the moment of signing is not read back"


def _changes(
    provider: SignatureProvider, pdf: bytes, seals: Sequence[SealIdentity], facts: SignatureFacts
) -> Iterator[str]:
    signed = provider.sign(pdf, seals[0], facts)
    for place in range(40, len(pdf) - 40, max(1, len(pdf) // 5)):
        changed = signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1 :]
        if provider.verify(changed).outcome not in NOT_GENUINE:
            yield f"a change of byte {place} is not discovered"
    if provider.verify(signed + b"\n% added").outcome not in NOT_GENUINE:
        yield "an addition after signing is not discovered"
    if provider.verify(signed[: len(signed) // 2]).outcome is Outcome.GENUINE:
        yield "half a file is found genuine"


def _strangers(
    provider: SignatureProvider, pdf: bytes, seals: Sequence[SealIdentity], facts: SignatureFacts
) -> Iterator[str]:
    if provider.verify(pdf).outcome is not Outcome.NOT_SIGNED:
        yield "a file without signature is not told to be one"
    for name, content in STRANGE_FILES.items():
        found = _tried(provider, content)
        if found is not False:
            yield f"{name}: {found}"


def _several_at_once(
    provider: SignatureProvider, pdf: bytes, seals: Sequence[SealIdentity], facts: SignatureFacts
) -> Iterator[str]:
    def one(number: int) -> bool:
        seal = seals[number % len(seals)]
        checked = provider.verify(provider.sign(pdf, seal, facts))
        return checked.genuine and checked.certificate_fingerprint == _fingerprint(provider, seal)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        if not all(pool.map(one, range(2 * AT_ONCE))):
            yield "signatures made at once are mixed up"


def _fingerprint(provider: SignatureProvider, seal: SealIdentity) -> str:
    certificate = x509.load_pem_x509_certificate(provider.certificate_pem(seal).encode("ascii"))
    return certificate.fingerprint(hashes.SHA256()).hex()


def _tried(provider: SignatureProvider, content: bytes) -> bool | str:
    try:
        return provider.verify(content).genuine
    # The contract is that nothing is raised, whatever the file.
    except Exception as fault:
        return f"raised {type(fault).__name__}"
