"""Personal data: unreadable without the key file, bound to its place, found by keyed hash and bigrams."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.exceptions import FieldError
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from onevisit.law.refusal import Refusal
from onevisit.records import installation, keys, messages, privacy
from onevisit.records.messages import OutgoingMessage
from onevisit.records.models import InstallationMark, Message, MessageChannel
from onevisit.records.privacy import SealedDataError
from tests.records.helpers import statements

NAME = "堃喆𠮷"
PHONE = "13812345678"


@pytest.fixture
def fresh_secrets(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """A secrets folder nothing was written to yet."""
    settings.SECRETS_ROOT = tmp_path / "secrets"
    yield tmp_path / "secrets"


def queued() -> Message:
    """One message with personal data."""
    return messages.queue(
        [OutgoingMessage(MessageChannel.SMS, "received", {"name": NAME}, "case", 1, address=PHONE)]
    )[0]


@pytest.mark.clause("HOUSE-14")
@given(st.binary(max_size=200), st.integers(1, 9))
def test_a_ciphertext_opens_only_in_its_place(plain: bytes, row: int) -> None:
    sealed = privacy.encrypt(plain, "people_applicant", "name", row)
    assert privacy.decrypt(sealed, "people_applicant", "name", row) == plain
    for place in (
        ("people_applicant", "name", row + 1),
        ("people_applicant", "phone", row),
        ("other", "name", row),
    ):
        with pytest.raises(SealedDataError):
            privacy.decrypt(sealed, *place)


@given(st.binary(min_size=1, max_size=50), st.data())
def test_an_altered_ciphertext_does_not_open(plain: bytes, data: st.DataObject) -> None:
    sealed = bytearray(privacy.encrypt(plain, "table", "column", 1))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealedDataError):
        privacy.decrypt(bytes(sealed), "table", "column", 1)
    with pytest.raises(SealedDataError):
        privacy.decrypt(bytes(sealed[:10]), "table", "column", 1)


@pytest.mark.clause("HOUSE-14", "GX-51.3")
@pytest.mark.usefixtures("committed_database")
def test_a_field_is_ciphertext_in_the_database_and_plain_in_the_program() -> None:
    made = queued()
    kept = Message.objects.get(pk=made.pk)
    assert (kept.address, kept.parameters) == (PHONE, {"name": NAME})
    with connection.cursor() as cursor:
        cursor.execute("SELECT records_message::text FROM records_message")
        stored = cursor.fetchone()[0]
    for secret in (PHONE, NAME, PHONE.encode().hex(), NAME.encode().hex()):
        assert secret not in stored
    assert PHONE not in repr(Message.objects.values("address").get())
    kept.save()
    kept.refresh_from_db()
    assert kept.address == PHONE
    assert Message.objects.only("template").get().address == PHONE


@pytest.mark.clause("HOUSE-14")
@pytest.mark.usefixtures("committed_database")
def test_a_ciphertext_moved_to_another_row_does_not_open() -> None:
    one, other = queued(), queued()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE records_message SET address = (SELECT address FROM records_message WHERE id = %s) "
            "WHERE id = %s",
            [one.pk, other.pk],
        )
    with pytest.raises(SealedDataError, match="belongs elsewhere"):
        str(Message.objects.get(pk=other.pk).address)


@pytest.mark.usefixtures("committed_database")
def test_clear_text_can_not_slip_past_the_binding() -> None:
    made = queued()
    made.address = "13900000000"
    with pytest.raises(FieldError):
        Message.objects.bulk_update([made], ["address"])
    with pytest.raises(FieldError):
        Message.objects.update(address="13900000000")
    with pytest.raises(FieldError):
        Message.objects.filter(address=PHONE).exists()
    assert Message.objects.get().address == PHONE


@pytest.mark.clause("HOUSE-14")
def test_exact_search_finds_what_people_type_in_any_form() -> None:
    found = privacy.keyed_hash("phone", PHONE)
    assert privacy.keyed_hash("phone", "138-1234 5678") == found
    assert privacy.keyed_hash("phone", "１３８１２３４５６７８") == found
    assert privacy.keyed_hash("resident_number", PHONE) != found
    assert PHONE.encode() not in found


@given(st.text("张王李欧阳堃喆𠮷明", min_size=1, max_size=6), st.data())
def test_a_name_is_found_by_every_part_of_two_characters_or_more(name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(name) - 1))
    end = data.draw(st.integers(start + 1, len(name)))
    part = name[start:end]
    if len(part) >= 2 or start == 0:
        assert set(privacy.query_bigrams(part)) <= set(privacy.name_bigrams(name))
    assert privacy.query_bigrams(part)
    assert not set(privacy.query_bigrams("赵钱")) <= set(privacy.name_bigrams(name))


def test_bigrams_tell_nobody_a_name() -> None:
    tokens = privacy.name_bigrams("张三丰")
    assert len(tokens) == 3
    assert all(len(token) == 16 and set(token) <= set("0123456789abcdef") for token in tokens)
    assert privacy.name_bigrams(" ，。") == privacy.query_bigrams("") == []


@pytest.mark.clause("HOUSE-14")
def test_a_commitment_is_opened_only_with_its_salt() -> None:
    import hashlib
    import hmac

    made = privacy.commitment("staff", 7, NAME)
    assert made == privacy.commitment("staff", 7, NAME)
    assert made != privacy.commitment("staff", 8, NAME)
    assert made != hashlib.sha256(NAME.encode()).hexdigest()
    salt = privacy.commitment_salt("staff", 7)
    assert hmac.new(salt, NAME.encode(), "sha256").hexdigest() == made


def test_keys_are_made_once_and_readable_by_their_owner_only(fresh_secrets: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: keys._read_privacy_keys.__wrapped__(fresh_secrets), range(8)))
    assert len({one.fingerprint for one in made}) == 1
    assert keys.anchor_key().public_key() == keys.anchor_key().public_key()
    for name in (keys.PRIVACY_FILE, keys.ANCHOR_FILE):
        assert stat.S_IMODE((fresh_secrets / name).stat().st_mode) == 0o600
    assert sorted(path.name for path in fresh_secrets.iterdir()) == [keys.ANCHOR_FILE, keys.PRIVACY_FILE]


def test_old_keys_still_open_what_they_sealed(fresh_secrets: Path) -> None:
    sealed = privacy.encrypt(b"old", "table", "column", 1)
    path = fresh_secrets / keys.PRIVACY_FILE
    kept = json.loads(path.read_text())
    kept["encryption"]["2"] = kept["search"]
    kept["current"] = 2
    path.write_text(json.dumps(kept))
    keys._read_privacy_keys.cache_clear()
    newer = privacy.encrypt(b"new", "table", "column", 1)
    assert newer[1:5] != sealed[1:5]
    assert privacy.decrypt(sealed, "table", "column", 1) == b"old"
    assert privacy.decrypt(newer, "table", "column", 1) == b"new"
    del kept["encryption"]["1"]
    path.write_text(json.dumps(kept))
    keys._read_privacy_keys.cache_clear()
    with pytest.raises(SealedDataError, match="key 1"):
        privacy.decrypt(sealed, "table", "column", 1)


@pytest.mark.parametrize("content", ["", "{}", "not json", '{"current": 1, "encryption": {"1": "AA=="}}'])
def test_a_damaged_key_file_is_one_clear_sentence(fresh_secrets: Path, content: str) -> None:
    fresh_secrets.mkdir()
    (fresh_secrets / keys.PRIVACY_FILE).write_text(content)
    with pytest.raises(keys.KeyFileError, match="backups"):
        keys.privacy_keys()
    (fresh_secrets / keys.ANCHOR_FILE).write_text(content)
    with pytest.raises(keys.KeyFileError, match="anchor-key"):
        keys.anchor_key()


@pytest.mark.usefixtures("unmarked_database")
def test_a_lost_key_file_is_noticed_before_new_data_is_mixed_in(tmp_path: Path, settings: Settings) -> None:
    installation.initialise(InstallationMark.TEST, "蛟河市")
    installation.check_keys()
    settings.SECRETS_ROOT = tmp_path / "lost"
    with pytest.raises(Refusal, match="密钥文件"):
        installation.check_keys()


@pytest.mark.usefixtures("committed_database")
def test_new_rows_get_their_keys_in_one_statement() -> None:
    from onevisit.people.models import Applicant
    from onevisit.records.fields import fetch_primary_keys

    rows = [Applicant() for _ in range(3)]
    with statements() as issued:
        fetch_primary_keys(rows)
        fetch_primary_keys(rows)
    assert len(issued) == 1
    assert len({row.pk for row in rows}) == 3


def test_the_offline_check_of_receipts_needs_no_framework() -> None:
    program = (
        "import sys; import onevisit.records.receipt_check; "
        "sys.exit(any(name.split('.')[0] in ('django', 'psycopg') for name in sys.modules))"
    )
    variables = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    assert subprocess.run([sys.executable, "-c", program], env=variables, check=False).returncode == 0
