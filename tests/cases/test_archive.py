"""The archive file of a case: whole when it is made, checkable by anybody, and the end of all change."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from onevisit.cases import archive
from onevisit.cases.models import ArchiveFile, Case
from onevisit.documents import production
from onevisit.documents.models import Document
from onevisit.law.canonical import canonical_text
from onevisit.law.lifecycle import Action, State
from onevisit.law.refusal import Refusal
from onevisit.records import anchors, ledger
from onevisit.records.archive_check import ArchiveCheck, check_package
from onevisit.records.receipt_check import PublishedAnchors, ReceiptState, check_receipt
from tests.cases import world

LONGEST_ACT = 15


def package_of(case: Case) -> bytes:
    target = io.BytesIO()
    archive.write_package(Case.objects.get(pk=case.pk), target)
    return target.getvalue()


def published() -> PublishedAnchors:
    return PublishedAnchors.from_json(anchors.publication())


def checked(package: bytes, folder: Path) -> ArchiveCheck:
    path = folder / "package.zip"
    path.write_bytes(package)
    return check_package(path, lambda receipt: check_receipt(receipt, published()))


def changed(package: bytes, change: Callable[[dict[str, bytes]], object]) -> bytes:
    """The package with its files changed by ``change``."""
    with zipfile.ZipFile(io.BytesIO(package)) as source:
        content = {name: source.read(name) for name in source.namelist()}
    change(content)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as out:
        for name, value in content.items():
            out.writestr(zipfile.ZipInfo(name), value)
    return target.getvalue()


@pytest.mark.clause("ZX-12", "HOUSE-30")
@pytest.mark.usefixtures("shared_city")
def test_a_package_is_whole_and_proved_by_a_published_anchor(tmp_path: Path) -> None:
    case = world.archived()
    anchors.make_anchors()
    outcome = checked(package_of(case), tmp_path)
    assert outcome.faults == ()
    assert outcome.receipt is not None
    assert outcome.receipt.state is ReceiptState.ANCHORED
    documents = Document.objects.filter(case_id=case.pk).count()
    assert (outcome.number, outcome.files) == (case.number, 3 + documents + 1)


@pytest.mark.clause("ZX-12")
@pytest.mark.usefixtures("city")
def test_every_file_of_the_package_is_guarded(tmp_path: Path) -> None:
    package = package_of(world.archived())
    names = zipfile.ZipFile(io.BytesIO(package)).namelist()
    assert any(name.startswith("documents/") for name in names)
    assert any(name.startswith("materials/") for name in names)
    for name in names:

        def one_letter_more(content: dict[str, bytes], name: str = name) -> None:
            content[name] = content[name][:-2] + b" " + content[name][-2:]

        outcome = checked(changed(package, one_letter_more), tmp_path)
        if name == "proof.json":
            assert outcome.whole, "spaces between the values of the receipt mean nothing"
        else:
            assert not outcome.whole, name


def forge(content: dict[str, bytes], path: str, value: bytes) -> None:
    """Changes a file and makes the manifest say so, as somebody with time would."""
    from hashlib import sha256

    content[path] = value
    manifest = json.loads(content["manifest.json"])
    for one in manifest["files"]:
        if one["path"] == path:
            one.update(size=len(value), sha256=sha256(value).hexdigest())
    content["manifest.json"] = canonical_text(manifest).encode()


@pytest.mark.clause("ZX-12", "HOUSE-7")
@pytest.mark.usefixtures("city")
def test_a_forged_manifest_does_not_fit_the_act_of_archiving(tmp_path: Path) -> None:
    package = package_of(world.archived())
    outcome = checked(changed(package, lambda content: forge(content, "case.json", b"{}")), tmp_path)
    assert [str(fault) for fault in outcome.faults] == ["目录（manifest.json）与归档时存证的不一致。"]


@pytest.mark.clause("ZX-12", "HOUSE-3")
@pytest.mark.usefixtures("city")
def test_a_step_cut_off_the_ledger_is_noticed(tmp_path: Path) -> None:
    def cut(content: dict[str, bytes]) -> None:
        lines = content["ledger.jsonl"].splitlines(keepends=True)
        forge(content, "ledger.jsonl", b"".join(lines[:-1]))

    outcome = checked(changed(package_of(world.archived()), cut), tmp_path)
    assert "台账的最后几步缺失：它没有到归档这一步。" in [str(fault) for fault in outcome.faults]


@pytest.mark.clause("ZX-12")
@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda content: content.update({"notes.txt": b"x"}), "多出一份目录里没有的文件：notes.txt。"),
        (lambda content: content.pop("item.json"), "缺少文件：item.json。"),
        (lambda content: content.pop("manifest.json"), "档案包里没有 manifest.json。"),
        (lambda content: content.update({"manifest.json": b"["}), "manifest.json 的内容不完整。"),
        (lambda content: content.update({"manifest.json": b"{}"}), "这不是 onevisit 的档案包。"),
        (lambda content: content.update({"proof.json": b"[]"}), "proof.json 的内容不完整。"),
    ],
)
@pytest.mark.usefixtures("city")
def test_what_is_wrong_with_a_package_is_said(change: Any, fault: str, tmp_path: Path) -> None:
    outcome = checked(changed(package_of(world.archived()), change), tmp_path)
    assert fault in [str(one) for one in outcome.faults]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"%PDF-1.7", "堃喆".encode()])
def test_a_file_that_is_no_package_is_no_error(content: bytes, tmp_path: Path) -> None:
    assert [str(one) for one in checked(content, tmp_path).faults] == ["这不是档案包，或者文件已经损坏。"]


@pytest.mark.clause("HOUSE-30")
@pytest.mark.usefixtures("shared_city")
def test_the_package_is_the_same_each_time_but_for_the_receipt() -> None:
    case = world.archived()
    first = package_of(case)
    anchors.make_anchors()
    second = package_of(case)

    def without_receipt(content: dict[str, bytes]) -> None:
        content["proof.json"] = b""

    assert first != second
    assert changed(first, without_receipt) == changed(second, without_receipt)


@pytest.mark.clause("ZX-12")
@pytest.mark.usefixtures("city")
def test_the_ledger_holds_the_hash_of_the_manifest_and_nothing_personal() -> None:
    case = world.archived()
    kept = ArchiveFile.objects.get(case=case)
    last = ledger.rows_of(case.pk)[-1]
    assert last.data["manifest"] == bytes(kept.manifest_hash).hex()
    assert case.applicant is not None
    assert case.applicant.name not in last.canonical
    assert kept.kept_until is not None
    assert case.ended_at is not None
    assert (kept.kept_until.year - case.ended_at.year, kept.kept_until.month, kept.kept_until.day) == (
        30,
        12,
        31,
    )


@pytest.mark.clause("HOUSE-30")
@pytest.mark.usefixtures("city")
def test_nothing_changes_in_an_archived_case() -> None:
    case = world.archived()
    assert case.state == State.ARCHIVED
    for action in Action:
        for name in (world.CLERK, world.HANDLER, world.SIGNER, world.ARCHIVIST):
            with pytest.raises(Refusal):
                world.do(case, action, name)


@pytest.mark.clause("ZX-12")
@pytest.mark.usefixtures("city")
def test_a_document_without_its_file_keeps_a_case_out_of_the_archive() -> None:
    case = world.delivered_whole()
    Document.objects.filter(case_id=case.pk, kind="grant").update(state=Document.State.WAITING_SEAL)
    with pytest.raises(Refusal) as raised:
        world.do(case, Action.ARCHIVE, world.ARCHIVIST)
    assert raised.value.code == "documents_in_the_making"


@pytest.mark.clause("ZX-12")
@pytest.mark.usefixtures("city")
def test_a_lost_file_keeps_a_case_out_of_the_archive() -> None:
    case = world.delivered_whole()
    row = case.materials.filter(files__isnull=False).get().files.get()
    row.sha256 = "0" * 64
    row.save()
    with pytest.raises(Refusal) as raised:
        world.do(case, Action.ARCHIVE, world.ARCHIVIST)
    assert raised.value.code == "file_missing"
    case.refresh_from_db()
    assert case.state == State.DELIVERED


@pytest.mark.clause("RULE-30")
@pytest.mark.usefixtures("city")
def test_a_notice_that_nobody_got_keeps_a_case_out_of_the_archive() -> None:
    case = world.received()
    world.do(
        case,
        Action.ANSWER_NOT_REQUIRED,
        world.HANDLER,
        reasons=["依法不需要许可。"],
        legal_basis=["《中华人民共和国行政许可法》第三十二条"],
    )
    production.produce(Document.objects.filter(case_id=case.pk).values_list("pk", flat=True))
    assert case.notices_to_serve == 1
    with pytest.raises(Refusal) as raised:
        world.do(case, Action.ARCHIVE, world.ARCHIVIST)
    assert raised.value.code == "notice_not_served"


@pytest.mark.clause("JH-41.4")
@pytest.mark.parametrize("name", [world.HANDLER, world.CLERK, "health-head", "manager"])
@pytest.mark.usefixtures("city")
def test_only_the_archivist_of_the_department_archives(name: str) -> None:
    case = world.delivered_whole()
    with pytest.raises(Refusal) as raised:
        world.do(case, Action.ARCHIVE, name)
    assert raised.value.code == "no_power"


@pytest.mark.usefixtures("city")
def test_archiving_costs_no_more_statements_than_other_acts() -> None:
    case = world.delivered_whole()
    performer = world.staff(world.ARCHIVIST)
    with CaptureQueriesContext(
        connection,
    ) as statements:
        world.do(case, Action.ARCHIVE, performer)
    asked = [one["sql"] for one in statements if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(asked) <= LONGEST_ACT + 1, "and one that reads the case anew for the test"


@pytest.mark.clause("ZX-12", "HOUSE-7")
@pytest.mark.usefixtures("shared_city")
def test_the_command_checks_a_package_without_any_database(tmp_path: Path) -> None:
    case = world.archived()
    anchors.make_anchors()
    (tmp_path / "package.zip").write_bytes(package_of(case))
    (tmp_path / "anchors.json").write_text(json.dumps(anchors.publication()))
    (tmp_path / "forged.zip").write_bytes(
        changed(package_of(case), lambda content: forge(content, "case.json", b"{}"))
    )

    def verify(name: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [
                sys.executable,
                "-m",
                "onevisit.config.command_line",
                "verify",
                name,
                "--anchors",
                "anchors.json",
            ],
            cwd=tmp_path,
            env={"PATH": "", "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    good, bad = verify("package.zip"), verify("forged.zip")
    assert (good.returncode, bad.returncode) == (0, 1), good.stderr + bad.stderr
    assert good.stdout.startswith(f"办件 {case.number} 的档案完整：")
    assert bad.stdout == "目录（manifest.json）与归档时存证的不一致。\n"
