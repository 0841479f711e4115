"""From the frozen content of a document to what its template prints: order of parts, headings, widths.

All wording that a template needs is settled here, so templates only place text. Nothing in the content is
ever read as markup: it reaches the template as JSON strings.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from onevisit.documents import qr
from onevisit.law.document_kinds import DocumentKind, SealKind, seal_for

Content = Mapping[str, Any]
View = dict[str, Any]

SHEETS = frozenset(
    {
        DocumentKind.GUIDE,
        DocumentKind.GUIDANCE_SHEET,
        DocumentKind.RECEIPT,
        DocumentKind.SITE_RECORD,
        DocumentKind.DISCUSSION_RECORD,
        DocumentKind.DELIBERATION_RECORD,
        DocumentKind.EXPERT_OPINION,
        DocumentKind.REPORT_UP,
        DocumentKind.HANDOVER,
        DocumentKind.PROOF_OF_SERVICE,
        DocumentKind.DELEGATION,
        DocumentKind.HEARING_RECORD,
    }
)
TABLE_CAPTIONS: Mapping[DocumentKind, str] = MappingProxyType(
    {
        DocumentKind.GUIDE: "申请材料",
        DocumentKind.GUIDANCE_SHEET: "申请材料",
        DocumentKind.RECEIPT: "申请材料接收清单",
        DocumentKind.CORRECTION: "需要补正的内容",
        DocumentKind.SITE_RECORD: "核查要点",
        DocumentKind.DISCUSSION_RECORD: "参加人和意见",
        DocumentKind.DELIBERATION_RECORD: "参加人和意见",
        DocumentKind.EXPERT_OPINION: "专家和意见",
        DocumentKind.REPORT_UP: "移送的全部申请材料",
        DocumentKind.HANDOVER: "交接的结果文书或者证件",
        DocumentKind.DELEGATION: "委托的事项",
        DocumentKind.HEARING_RECORD: "听证参加人",
    }
)
DEMO_WORD = "演示"
DEMO_NOTICE = "演示文书，不具有法律效力"
NUMERALS = "一二三四五六七八九十"
TITLE_LETTERS = 19
SHORT_VALUE = 12.0
NARROW_COLUMN = 7.5
NARROW_TOGETHER = 20.0
# Signs that forms use but Chinese text fonts lack, and what Chinese forms print instead.
PRINTED_INSTEAD = str.maketrans({"☑": "■", "☒": "■", "☐": "□", "✓": "√", "✔": "√", "✗": "×", "✘": "×"})
LONG_RUN = re.compile(r"[!-~]{28,}")
ALREADY_NUMBERED = re.compile(r"^[（(]?[0-9一二三四五六七八九十]+[）)、.．]")


def layout_of(kind: DocumentKind) -> str:
    """The name of the page layout: ``letter``, ``sheet`` (a form) or ``certificate``."""
    if kind is DocumentKind.RESULT:
        return "certificate"
    return "sheet" if kind in SHEETS else "letter"


def view_of(kind: DocumentKind, content: Content, *, seal_svg: str = "", seal_words: str = "") -> View:
    """Everything the template of this kind prints, as plain JSON values."""
    layout = layout_of(kind)
    demo = bool(content.get("demo"))
    signed_by_hand = seal_for(kind) is SealKind.SIGNATURES
    verify_url = str(content.get("verify_url") or "")
    return {
        "families": [],
        "title": clean(content["title"]),
        "organ": clean(content["organ"]),
        "date_text": chinese_date(content["date"]),
        "title_lines": _title_lines(kind, content),
        "left_line": f"办件编号：{clean(content['case_number'])}" if content.get("case_number") else "",
        "number_line": _number_line(layout, content),
        "addressee_line": f"{clean(content['addressee'])}：" if content.get("addressee") else "",
        "parts": _parts(kind, layout, content),
        "signers": [_signer(signer) for signer in content.get("signers") or ()] if signed_by_hand else [],
        "notes": [clean(note) for note in content.get("notes") or ()],
        "seal": seal_svg,
        "seal_words": seal_words,
        "qr": qr.svg(verify_url) if verify_url else "",
        "verify_url": verify_url,
        "proof_lines": _proof_lines(content, verify_url),
        "footer": _footer(content, demo),
        "demo": demo,
        "demo_word": DEMO_WORD,
    }


def all_text(content: object) -> str:
    """Every character of the content, to look for glyphs that no font has."""
    if isinstance(content, str):
        return content.translate(PRINTED_INSTEAD)
    if isinstance(content, Mapping):
        return "".join(all_text(value) for value in content.values())
    if isinstance(content, (list, tuple)):
        return "".join(all_text(value) for value in content)
    return ""


def clean(value: object) -> str:
    """A text as it can be laid out: no control characters, very long words may be broken."""
    text = "" if value is None else str(value).translate(PRINTED_INSTEAD)
    text = "".join(
        letter for letter in text if letter == "\n" or unicodedata.category(letter) not in ("Cc", "Cs")
    )
    return LONG_RUN.sub(lambda run: "\u200b".join(re.findall(r".{1,8}", run.group())), text)


def chinese_date(value: str) -> str:
    """An ISO date as it stands under a document: 2026年3月4日."""
    day = date.fromisoformat(value)
    return f"{day.year}年{day.month}月{day.day}日"


def _title_lines(kind: DocumentKind, content: Content) -> list[str]:
    if kind is DocumentKind.RESULT:
        lines = [content["title"]]
    elif kind is DocumentKind.GUIDE:
        lines = [content["item"], content["title"]]
    else:
        lines = [content["organ"], content["title"]]
    return [part for line in lines for part in _balanced(clean(line))]


def _balanced(text: str) -> list[str]:
    """A title that is too long for one line, in lines of nearly equal length."""
    count = math.ceil(len(text) / TITLE_LETTERS) or 1
    size = math.ceil(len(text) / count) or 1
    return [text[start : start + size] for start in range(0, len(text), size)]


def _number_line(layout: str, content: Content) -> str:
    if content.get("number"):
        return clean(content["number"])
    if layout == "letter" and content.get("case_number"):
        return f"办件编号：{clean(content['case_number'])}"
    return ""


def _parts(kind: DocumentKind, layout: str, content: Content) -> list[View]:
    fields = list(content.get("fields") or ())
    if layout == "sheet":
        fields = [*_sheet_facts(kind, content), *fields]
    if content.get("effective_on") and content["effective_on"] != content["date"]:
        fields.append(("生效日期", chinese_date(content["effective_on"])))
    first = _part("", content.get("paragraphs") or (), fields=fields)
    parts = [first] if first["paragraphs"] or first["fields"] else []
    if content.get("table"):
        table = content["table"]
        parts.append(_part(table.get("caption") or TABLE_CAPTIONS.get(kind, ""), (), table=table))
    for section in content.get("sections") or ():
        parts.append(
            _part(
                section["heading"],
                section.get("paragraphs") or (),
                fields=section.get("fields") or (),
                table=section.get("table"),
            )
        )
    for heading, key in (("理由", "reasons"), ("法律依据", "legal_basis"), ("救济途径", "remedies")):
        value = content.get(key) or ()
        texts = [value] if isinstance(value, str) else list(value)
        if any(str(text).strip() for text in texts):
            parts.append(_part(heading, _numbered(texts)))
    for part in parts:
        part["last"] = part is parts[-1]
    headed = [part for part in parts if part["heading"]]
    if len(headed) > 1:
        for index, part in enumerate(headed, start=1):
            part["heading"] = f"{chinese_numeral(index)}、{part['heading']}"
    return parts


def _sheet_facts(kind: DocumentKind, content: Content) -> list[tuple[str, str]]:
    """The facts that head every form, unless the content says them itself."""
    said = {str(label) for label, _ in content.get("fields") or ()}
    facts = [("申请人", content.get("addressee")), ("事项名称", content.get("item"))]
    query = content.get("query") or {}
    if kind is DocumentKind.RECEIPT:
        facts.append(("查询码", query.get("code")))
        facts.append(("收件人", "、".join(content.get("signers") or ())))
    return [(label, str(value)) for label, value in facts if value and label not in said]


def chinese_numeral(number: int) -> str:
    """A heading number from 1 to 99 in Chinese numerals."""
    tens, ones = divmod(number, 10)
    text = {0: "", 1: "十"}.get(tens) if tens < 2 else NUMERALS[tens - 1] + "十"
    return (text or "") + (NUMERALS[ones - 1] if ones else "")


def _numbered(texts: Sequence[str]) -> list[str]:
    texts = [str(text) for text in texts if str(text).strip()]
    if len(texts) < 2 or any(ALREADY_NUMBERED.match(text) for text in texts):
        return texts
    return [f"（{chinese_numeral(index)}）{text}" for index, text in enumerate(texts, start=1)]


def _part(
    heading: str,
    paragraphs: Iterable[object],
    *,
    fields: Iterable[Sequence[object]] = (),
    table: Mapping[str, Any] | None = None,
) -> View:
    return {
        "heading": clean(heading),
        "paragraphs": [clean(text) for text in paragraphs if str(text).strip()],
        "fields": _field_rows([(clean(label), clean(value)) for label, value in fields]),
        "table": _table(table) if table else None,
    }


def _field_rows(fields: list[tuple[str, str]]) -> list[list[str]]:
    """Two short facts share a row, a long one has its own."""
    rows: list[list[str]] = []
    waiting: tuple[str, str] | None = None
    for label, value in fields:
        if letters_wide(value) > SHORT_VALUE or "\n" in value:
            if waiting:
                rows.append(list(waiting))
                waiting = None
            rows.append([label, value])
        elif waiting:
            rows.append([*waiting, label, value])
            waiting = None
        else:
            waiting = (label, value)
    if waiting:
        rows.append(list(waiting))
    return rows


def _table(table: Mapping[str, Any]) -> View:
    columns = [clean(name) for name in table["columns"]]
    rows = [
        [clean(value) for value in [*row, *[""] * (len(columns) - len(row))]][: len(columns)]
        for row in table.get("rows") or ()
    ]
    longest = [max((letters_wide(row[index]) for row in rows), default=0.0) for index in range(len(columns))]
    widths = _widths(
        [max(min(length, 22.0), letters_wide(name)) for length, name in zip(longest, columns, strict=True)]
    )
    return {
        "columns": columns,
        "rows": rows,
        "widths": widths,
        "centred": [length <= 6 for length in longest],
    }


def _widths(letters: Sequence[float]) -> list[View]:
    """Narrow columns get the width of their letters, as long as enough is left for the others to share."""
    fixed: set[int] = set()
    taken = 0.0
    for index in sorted(range(len(letters)), key=lambda column: letters[column]):
        taken += letters[index]
        if letters[index] > NARROW_COLUMN or taken > NARROW_TOGETHER or len(fixed) == len(letters) - 1:
            break
        fixed.add(index)
    return [
        {"fixed": index in fixed, "letters": width + (0.2 if index in fixed else 1.4)}
        for index, width in enumerate(letters)
    ]


def letters_wide(text: str) -> float:
    """The width of a text in Chinese letters; Latin letters and digits are about half as wide."""
    return sum(1.0 if unicodedata.east_asian_width(letter) in "WFA" else 0.55 for letter in text)


def _signer(signer: object) -> View:
    """One row to sign: a text, or a mapping of ``role``, ``name``, ``time`` and what was signed.

    ``picture`` is a drawing of the signature as SVG, ``typed`` the name typed instead of it.
    """
    if isinstance(signer, Mapping):
        words = "：".join(str(signer[key]) for key in ("role", "name") if signer.get(key))
        picture = str(signer.get("picture") or "")
        typed = "" if picture else clean(signer.get("typed"))
        return {"words": clean(words), "time": clean(signer.get("time")), "picture": picture, "typed": typed}
    return {"words": clean(signer), "time": "", "picture": "", "typed": ""}


def _proof_lines(content: Content, verify_url: str) -> list[str]:
    if not verify_url:
        return []
    lines = ["扫码核验本文书真伪"]
    if content.get("verification_code"):
        lines.append(f"核验码：{content['verification_code']}")
    return lines


def _footer(content: Content, demo: bool) -> str:
    pieces = [DEMO_NOTICE] if demo else []
    if content.get("number") and content.get("case_number"):
        pieces.append(f"办件编号：{clean(content['case_number'])}")
    return "　".join(pieces)
