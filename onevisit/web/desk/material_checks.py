"""The one form in which all materials of a case are checked, and how it is kept."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import OperationalError, transaction
from django.http import QueryDict
from psycopg.errors import LockNotAvailable

from onevisit.cases.actions.materials import check_material
from onevisit.cases.models import Case, CaseMaterial
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence

MOST_COPIES = 99


@dataclass(frozen=True)
class MaterialCheck:
    """What was found in one material. The counts stay text, so that a wrong one can be shown again."""

    checked: bool
    original_seen: bool
    originals: str
    copies: str
    ticks: frozenset[str]

    @classmethod
    def of(cls, row: CaseMaterial) -> MaterialCheck:
        """What is on record."""
        return cls(row.checked, row.original_seen, str(row.originals), str(row.copies), frozenset(row.ticks))

    @classmethod
    def typed(cls, posted: QueryDict, key: str) -> MaterialCheck:
        """What the form says about the material ``key``."""
        return cls(
            checked=f"checked:{key}" in posted,
            original_seen=f"original_seen:{key}" in posted,
            originals=posted.get(f"originals:{key}", "").strip() or "0",
            copies=posted.get(f"copies:{key}", "").strip() or "0",
            ticks=frozenset(posted.getlist(f"ticks:{key}")),
        )

    @property
    def digest(self) -> str:
        """The whole check as one short text, by which a form knows what it was filled over."""
        marks = f"{int(self.checked)}{int(self.original_seen)}"
        return "|".join([marks, self.originals, self.copies, ",".join(sorted(self.ticks))])


def keep_checks(case: Case, posted: QueryDict) -> int:
    """Keeps every row that the form changed, all or none; returns how many there were.

    Raises Refusal for a wrong count, for a tick without the material, and when a colleague changed the same
    row after the form was opened.
    """
    with transaction.atomic():
        _lock(case)
        rows = CaseMaterial.objects.filter(case=case).order_by("pk")
        changed = [
            (row, MaterialCheck.typed(posted, row.key))
            for row in rows
            if f"was:{row.key}" in posted
            and MaterialCheck.typed(posted, row.key).digest != posted[f"was:{row.key}"]
        ]
        for row, typed in changed:
            if MaterialCheck.of(row).digest != posted[f"was:{row.key}"]:
                raise Refusal(
                    "changed_meanwhile",
                    Sentence(
                        "您打开页面以后，“%(material)s”的核对情况已由别人改动，您的改动没有保存。",
                        material=row.name,
                    ),
                    next_step=Sentence("请对照最新情况再保存，您勾选的内容都在。"),
                )
            check_material(
                case.pk,
                row.key,
                checked=typed.checked,
                original_seen=typed.original_seen,
                originals=_count(row, typed.originals),
                copies=_count(row, typed.copies),
                ticks=sorted(typed.ticks),
            )
    return len(changed)


def _lock(case: Case) -> None:
    """The case before its materials, as every act does it, so that nobody blocks another for good."""
    try:
        Case.objects.select_for_update(of=("self",)).only("pk").get(pk=case.pk)
    except OperationalError as error:
        if not isinstance(error.__cause__, LockNotAvailable):
            raise
        raise Refusal(
            "busy",
            Sentence("这个办件正在由别人处理，您的改动没有保存。"),
            next_step=Sentence("请稍候片刻再保存，您勾选的内容都在。"),
        ) from error


def typed_checks(case: Case, posted: QueryDict) -> dict[str, MaterialCheck]:
    """What a refused form held, by material, to be shown again."""
    keys = CaseMaterial.objects.filter(case=case).values_list("key", flat=True)
    return {key: MaterialCheck.typed(posted, key) for key in keys if f"was:{key}" in posted}


def _count(row: CaseMaterial, text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text[:9]) <= MOST_COPIES):
        raise Refusal(
            "bad_count",
            Sentence(
                "“%(material)s”的份数应当是 0 到 %(most)s 的数字。", material=row.name, most=MOST_COPIES
            ),
            next_step=Sentence("请改正后再保存，您勾选的内容都在。"),
        )
    return int(text)
