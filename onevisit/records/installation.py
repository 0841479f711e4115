"""What this database is: production, demo, test or bench. Set once."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence, Term
from onevisit.records import keys, side_connection
from onevisit.records.models import InstallationMark

FRESH_SECONDS = 0.2
"""How long a process may go on with a clock offset that another process has changed meanwhile."""

SHIFTABLE = frozenset({InstallationMark.DEMO, InstallationMark.TEST})


@dataclass(frozen=True)
class InstallationFacts:
    """The installation row as last read. A database that was never marked counts as production."""

    mark: InstallationMark
    name: str
    clock_offset: timedelta
    marked: bool

    @property
    def shiftable(self) -> bool:
        """Whether the clock of this installation may be moved."""
        return self.mark in SHIFTABLE

    @property
    def demo(self) -> bool:
        """Whether documents must carry 演示."""
        return self.mark == InstallationMark.DEMO


_lock = threading.Lock()
_read: InstallationFacts | None = None
_read_at = 0.0
_read_from: tuple[int, str, str, str] | None = None


def facts() -> InstallationFacts:
    """The installation's facts.

    Costs no statement in production or bench once read; else at most five a second.
    """
    global _read, _read_at, _read_from
    held = _read
    place = side_connection.database_identity()
    if held is not None and place == _read_from:
        fixed = held.marked and not held.shiftable
        if fixed or time.monotonic() - _read_at < FRESH_SECONDS:
            return held
    with _lock:
        _read, _read_at, _read_from = _from_database(), time.monotonic(), place
        return _read


def forget() -> None:
    """Makes this process read the installation's row again at the next use."""
    global _read
    _read = None


def initialise(mark: InstallationMark, name: str) -> None:
    """Marks a new database, and notes which keys belong to it; the same mark again changes nothing.

    Raises Refusal when the database bears another mark, when it already holds acts without being marked and
    is to become something other than production, or when its key file was lost.
    """
    side_connection.execute(
        """INSERT INTO records_installation
               (id, mark, name, clock_offset, calendar_version, keys_fingerprint, created_at)
           SELECT 1, %s, %s, interval '0', 0, %s, %s
            WHERE %s OR NOT EXISTS (SELECT FROM records_ledgerrow)
           ON CONFLICT (id) DO NOTHING""",
        [
            str(mark),
            name,
            keys.privacy_keys().fingerprint,
            datetime.now(UTC),
            mark == InstallationMark.PRODUCTION,
        ],
    )
    forget()
    held = facts()
    if not held.marked or held.mark != mark:
        raise Refusal(
            "installation_mark",
            Sentence(
                "这个数据库是“%(mark)s”库，不能改作“%(other)s”库。",
                mark=Term(held.mark.label),
                other=Term(InstallationMark(mark).label),
            ),
            clauses=("HOUSE-4",),
            next_step=Sentence("请另建一个数据库。"),
        )
    check_keys()


def check_keys() -> None:
    """Makes sure the key file belongs to this database.

    Raises Refusal when it does not: the data was written with other keys, and new data must not be mixed in.
    """
    rows = side_connection.execute("SELECT keys_fingerprint FROM records_installation WHERE id = 1")
    if rows and rows[0][0] not in ("", keys.privacy_keys().fingerprint):
        raise Refusal(
            "foreign_keys",
            Sentence("密钥文件与这个数据库不匹配，数据库里的个人信息是用另一套密钥加密的。"),
            next_step=Sentence("请把备份的 %(file)s 放回密钥目录后再启动。", file=keys.PRIVACY_FILE),
        )


def store_clock_offset(offset: timedelta) -> None:
    """Keeps a new clock offset; for ``clock.shift`` only. The database refuses it outside demo and test."""
    side_connection.execute("UPDATE records_installation SET clock_offset = %s WHERE id = 1", [offset])
    forget()


def _from_database() -> InstallationFacts:
    rows = side_connection.execute("SELECT mark, name, clock_offset FROM records_installation WHERE id = 1")
    if not rows:
        return InstallationFacts(InstallationMark.PRODUCTION, "", timedelta(0), marked=False)
    mark, name, offset = rows[0]
    return InstallationFacts(InstallationMark(mark), name, offset, marked=True)
