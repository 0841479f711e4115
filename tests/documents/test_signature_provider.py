"""Any provider of signatures fulfils the contract, and the setting chooses it (DZ-13).

``SIGNATURE_PROVIDER`` in the environment lets the author of a plug-in run the first test on his own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from onevisit.documents import production
from onevisit.documents.authority import SealAuthority
from onevisit.documents.built_in_signatures import BuiltInSignatures
from onevisit.documents.models import Document, Seal
from onevisit.documents.provider_contract import faults_of
from onevisit.documents.rendering import render
from onevisit.documents.signatures import SealIdentity, SignatureFacts, SignatureProvider, provider
from onevisit.documents.verification import Outcome, Verification
from onevisit.records import files
from tests.cases import world
from tests.documents import papers

SEALS = (
    SealIdentity("蛟试-01", "蛟河市市场监督管理局", "审批专用章"),
    SealIdentity("蛟试-02", "蛟河市卫生健康局", "审批专用章"),
)
NOW = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)
FACTS = SignatureFacts("蛟河市市场监督管理局审批专用章", "检查 𬱖", "大厅", NOW)


@pytest.fixture(scope="module")
def pdf() -> bytes:
    """A document without signature."""
    paper = papers.handover()
    return render(paper.kind, paper.content)


@pytest.fixture
def own(tmp_path: Path) -> BuiltInSignatures:
    """Our provider with keys of its own."""
    return BuiltInSignatures(SealAuthority(tmp_path / "keys"))


@pytest.mark.clause("DZ-13")
def test_the_provider_of_the_setting_fulfils_the_contract(pdf: bytes) -> None:
    assert faults_of(provider(), pdf, SEALS, FACTS) == []


class Wrong:
    """Our provider with one fault."""

    def __init__(self, good: BuiltInSignatures, **faults: Callable[..., Any]) -> None:
        self._good = good
        self._faults = faults

    def certificate_pem(self, seal: SealIdentity) -> str:
        return str(self._faults.get("certificate_pem", self._good.certificate_pem)(seal))

    def sign(self, pdf: bytes, seal: SealIdentity, facts: SignatureFacts) -> bytes:
        return bytes(self._faults.get("sign", self._good.sign)(pdf, seal, facts))

    def verify(self, pdf: bytes) -> Verification:
        found: Verification = self._faults.get("verify", self._good.verify)(pdf)
        return found


@pytest.mark.clause("DZ-13")
def test_the_contract_discovers_each_fault(own: BuiltInSignatures, pdf: bytes) -> None:
    def believes_all(file: bytes) -> Verification:
        return replace(own.verify(file), outcome=Outcome.GENUINE)

    def raises(file: bytes) -> Verification:
        if not file:
            raise ValueError
        return own.verify(file)

    wrong: list[tuple[SignatureProvider, str]] = [
        (Wrong(own, certificate_pem=lambda seal: own.certificate_pem(SEALS[0])), "share a certificate"),
        (Wrong(own, sign=lambda pdf, seal, facts: pdf), "not_signed"),
        (Wrong(own, sign=lambda pdf, seal, facts: own.sign(pdf, SEALS[0], facts)), "does not name"),
        (Wrong(own, sign=lambda pdf, seal, facts: own.sign(pdf, seal, replace(facts, place=""))), "place"),
        (Wrong(own, verify=believes_all), "is not discovered"),
        (Wrong(own, verify=raises), "raised ValueError"),
    ]
    for broken, told in wrong:
        assert any(told in fault for fault in faults_of(broken, pdf, SEALS, FACTS)), told


class Foreign(BuiltInSignatures):
    """A plug-in: another authority's keys."""

    folder = Path()

    def __init__(self) -> None:
        super().__init__(SealAuthority(self.folder))


@pytest.mark.clause("JH-32")
def test_documents_are_signed_by_the_provider_that_the_setting_names(
    demo_city: None, settings: Settings, tmp_path: Path
) -> None:
    Foreign.folder = tmp_path / "foreign"
    settings.SIGNATURE_PROVIDER = f"{__name__}.Foreign"
    case = world.accepted()
    document = Document.objects.filter(case_id=case.pk, seal__isnull=False)[0]
    production.produce([document.pk])
    document.refresh_from_db()
    file = files.read(document.file_sha256)
    assert provider().verify(file).genuine
    settings.SIGNATURE_PROVIDER = "onevisit.documents.built_in_signatures.BuiltInSignatures"
    assert provider().verify(file).outcome is Outcome.NOT_OURS
    assert Seal.objects.filter(certificate="").count() == 0


def test_a_provider_that_is_not_there_is_named(settings: Settings) -> None:
    settings.SIGNATURE_PROVIDER = "nowhere.Provider"
    with pytest.raises(ImproperlyConfigured, match=r"nowhere\.Provider"):
        provider()
