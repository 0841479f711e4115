"""The development certificate authority and the signing keys of the seals.

A fresh installation has no certificates of a recognised authority, so one is made at first start: a root of
its own and one P-256 key and certificate for each seal. Every subject says "development", and nothing made
with it has legal effect. Keys lie under ``SECRETS_ROOT``, for the program's user only; they stay loaded.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.conf import settings

AUTHORITY_NAME = "onevisit development CA"
ORGANIZATION_NAME = "onevisit development (no legal effect)"
# A demo may set its clock years ahead or back; development certificates hold over the whole range.
VALID_FROM = datetime(2020, 1, 1, tzinfo=UTC)
VALID_TO = datetime(2060, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Credential:
    """A private key with its certificate."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def certificate_pem(self) -> str:
        """The certificate as PEM text, as kept with the seal."""
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode("ascii")


class SealAuthority:
    """The keys under one folder. Safe to use from several processes at once: files are made under a lock."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._credentials: dict[str, Credential] = {}

    def root(self) -> Credential:
        """The root certificate with its key; made if there is none yet."""
        return self._credential("root", None, AUTHORITY_NAME, "")

    def root_certificate(self) -> x509.Certificate:
        """The certificate against which every signature of this installation is checked."""
        return self.root().certificate

    def for_seal(self, number: str, owner: str, kind_label: str) -> Credential:
        """The key and certificate of one seal; made at first use.

        ``number`` is the seal's registered number, ``owner`` the organ's name and ``kind_label`` the name of
        the kind of seal, as they appear in the subject.
        """
        name = f"{kind_label} {number} (development)"
        return self._credential(f"seal-{_file_part(number)}", self.root(), name, owner)

    def _credential(self, file_name: str, issuer: Credential | None, name: str, owner: str) -> Credential:
        if file_name not in self._credentials:
            with self._locked():
                path = self.folder / f"{file_name}.pem"
                if not path.exists():
                    _write_secret(path, _pem(_make(name, owner, issuer)))
                self._credentials[file_name] = _load(path)
        return self._credentials[file_name]

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


@lru_cache(maxsize=4)
def authority_in(folder: Path) -> SealAuthority:
    """The authority whose keys lie in the folder; the same object each time, so keys are read once."""
    return SealAuthority(folder)


def authority() -> SealAuthority:
    """The authority of this installation."""
    return authority_in(Path(settings.SECRETS_ROOT) / "seal-authority")


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 of the certificate in hexadecimal, as certificate viewers show it."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def _make(name: str, owner: str, issuer: Credential | None) -> Credential:
    key = ec.generate_private_key(ec.SECP256R1())
    attributes = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANIZATION_NAME)]
    if owner:
        attributes.append(x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, owner[:64]))
    attributes.append(x509.NameAttribute(NameOID.COMMON_NAME, name[:64]))
    subject = x509.Name(attributes)
    is_root = issuer is None
    issuer_name = subject if issuer is None else issuer.certificate.subject
    issuer_key = key if issuer is None else issuer.key
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer_name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(VALID_FROM)
        .not_valid_after(VALID_TO)
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=0 if is_root else None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=not is_root,
                content_commitment=not is_root,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=is_root,
                crl_sign=is_root,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False
        )
    )
    if not is_root:
        builder = builder.add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False
        )
    return Credential(key, builder.sign(issuer_key, hashes.SHA256()))


def _pem(credential: Credential) -> bytes:
    key = credential.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return key + credential.certificate.public_bytes(serialization.Encoding.PEM)


def _load(path: Path) -> Credential:
    text = path.read_bytes()
    key = serialization.load_pem_private_key(text, password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError(f"{path} holds no elliptic-curve key")
    return Credential(key, x509.load_pem_x509_certificate(text))


def _write_secret(path: Path, text: bytes) -> None:
    """A crash leaves either the whole file or none."""
    unfinished = path.with_suffix(".new")
    unfinished.touch(mode=0o600)
    with unfinished.open("wb") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def _file_part(number: str) -> str:
    """Seal numbers contain Chinese letters and slashes; a file name is made from their hash."""
    return hashlib.sha256(number.encode()).hexdigest()[:24]
