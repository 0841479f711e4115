"""What the pages of documents look like: measures, texts, seals, many pages."""

from __future__ import annotations

from typing import Any

import pytest

from onevisit.documents.fonts import MissingGlyph
from onevisit.documents.layout import chinese_numeral
from onevisit.documents.rendering import SealFace, render
from onevisit.documents.seal_faces import seal_svg
from onevisit.law.document_kinds import DocumentKind, SealKind
from tests.documents import papers
from tests.documents.pdf import box_of_red, darkest, facts_of, picture_of, text_of

APPROVAL = SealFace(SealKind.APPROVAL_SEAL, "蛟河市市场监督管理局", "蛟批-市监-01")
POINTS_PER_MM = 72 / 25.4


def made(paper: papers.Paper, seal: SealFace | None = None, **changes: Any) -> bytes:
    return render(paper.kind, {**paper.content, **changes}, seal=seal)


@pytest.mark.clause("XK-38")
def test_a_refusal_shows_everything_it_was_given() -> None:
    pdf = made(papers.refusal(), APPROVAL, number="蛟市监不准〔2026〕12号")
    text = text_of(pdf)
    content = papers.refusal().content
    for wanted in (
        "蛟河市市场监督管理局",
        content["title"],
        "蛟市监不准〔2026〕12号",
        f"{content['addressee']}：",
        "一、理由",
        "（一）",
        "二、法律依据",
        "三、救济途径",
        content["remedies"],
        "2026年3月4日",
        content["case_number"],
    ):
        assert wanted in text
    for reason in content["reasons"]:
        assert reason.replace(" ", "") in text


def test_paper_and_archive_format() -> None:
    pdf = made(papers.acceptance(), APPROVAL)
    facts = facts_of(pdf)
    assert facts["Page size"].endswith("(A4)")
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    assert facts["Title"] == "受理通知书"


def test_the_same_content_gives_the_same_bytes() -> None:
    assert made(papers.refusal(), APPROVAL) == made(papers.refusal(), APPROVAL)


@pytest.mark.clause("JH-32")
def test_the_seal_is_round_4_2_centimetres_and_lies_over_the_date() -> None:
    paper = papers.acceptance()
    picture = picture_of(made(paper, APPROVAL))
    box = box_of_red(picture)
    assert box is not None
    left, top, right, bottom = box
    assert abs((right - left) / POINTS_PER_MM - 42) < 1.5
    assert abs((bottom - top) / POINTS_PER_MM - 42) < 1.5
    unsealed = picture_of(made(paper))
    below = unsealed.crop((left, top + (bottom - top) // 2, right, bottom))
    assert darkest(below) < 100, "no date under the lower half of the seal"


def test_without_a_seal_nothing_is_red() -> None:
    assert box_of_red(picture_of(made(papers.guidance_sheet()))) is None
    assert box_of_red(picture_of(made(papers.handover()))) is None


def test_type_area_keeps_the_margins_of_the_standard() -> None:
    pixels = picture_of(made(papers.refusal(), demo=False)).convert("L")
    dark = pixels.point(lambda value: 255 if value < 128 else 0)
    box = dark.getbbox()
    assert box is not None
    left, top, right, _ = (value / POINTS_PER_MM for value in box)
    assert 27 < left < 30 and 36 < top < 40 and right < 210 - 25


def test_signature_lines_stand_only_on_papers_to_sign() -> None:
    assert "签字：" in text_of(made(papers.handover()))
    text = text_of(made(papers.receipt(signers=["赵雪"])))
    assert "签字" not in text and "收件人赵雪" in text


def test_a_long_list_fills_thirty_pages_with_its_heading_on_each() -> None:
    pdf = made(papers.receipt(rows=800))
    pages = int(facts_of(pdf)["Pages"])
    assert pages >= 30
    text = text_of(pdf)
    assert text.count("序号") == pages or text.count("序号") == pages - 1
    assert "第800份申请材料" in text


def test_the_last_page_never_bears_only_a_seal() -> None:
    for count in range(1, 24):
        paper = papers.refusal(reasons=[f"理由说明第{index}条。" for index in range(count)])
        pdf = made(paper, APPROVAL)
        last = int(facts_of(pdf)["Pages"])
        box = box_of_red(picture_of(pdf, last))
        assert box is not None, f"no seal on the last page with {count} reasons"
        above = picture_of(pdf, last).crop((60, 0, 590, box[1]))
        assert darkest(above) < 128, f"a seal without text above it with {count} reasons"


def test_content_is_never_markup() -> None:
    nasty = "#panic(1) *粗* $x$ \\ @x <a> `c` [b] // 注 #let x = 1"
    text = text_of(made(papers.refusal(reasons=[nasty])))
    assert nasty.replace(" ", "") in text


@pytest.mark.parametrize(
    "strange",
    ["A" * 400, "长" * 3000, "第一行\n第二行", "零\x00宽\x07", "‮倒写", "é ü 張 ㎡ ① ℃", ""],
)
def test_strange_text_never_breaks_a_document(strange: str) -> None:
    paper = papers.receipt(table={"columns": ["序号", "材料"], "rows": [["1", strange], ["2"]]})
    pdf = made(paper, addressee=f"王{strange[:60]}")
    picture = picture_of(pdf)
    right_margin = picture.crop((int(185 * POINTS_PER_MM), 0, picture.width, picture.height))
    assert darkest(right_margin) > 128, "text runs into the margin"


def test_a_missing_glyph_is_an_error_and_not_a_box() -> None:
    with pytest.raises(MissingGlyph):
        made(papers.refusal(addressee="李\U0002fa20"))


def test_demo_documents_say_so() -> None:
    assert "演示文书，不具有法律效力" in text_of(made(papers.refusal(), demo=True))
    assert "演示" not in text_of(made(papers.refusal(), demo=False))


@pytest.mark.clause("RULE-7")
def test_an_effective_day_other_than_the_day_of_issue_is_shown() -> None:
    text = text_of(made(papers.acceptance(effective_on="2026-03-02")))
    assert "生效日期2026年3月2日" in text and "2026年3月4日" in text


@pytest.mark.parametrize("kind", [kind for kind in SealKind if kind.needs_seal])
def test_seal_faces_are_drawn_as_outlines(kind: SealKind) -> None:
    svg = seal_svg(kind, "蛟河市政务服务和数字化建设管理局", "蛟收001")
    assert "<text" not in svg and "style=" not in svg and "<script" not in svg
    assert ("<polygon" in svg) == (kind is SealKind.OFFICIAL_SEAL)


def test_what_is_no_seal_has_no_face() -> None:
    with pytest.raises(ValueError, match="no seal"):
        seal_svg(SealKind.SIGNATURES, "蛟河市市场监督管理局", "1")


@pytest.mark.parametrize(
    ("number", "words"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (34, "三十四"), (99, "九十九")]
)
def test_heading_numbers(number: int, words: str) -> None:
    assert chinese_numeral(number) == words


def test_every_kind_has_a_page() -> None:
    for kind in DocumentKind:
        content = {**papers.refusal().content, "title": kind.label, "fields": [["事由", "无"]]}
        assert facts_of(render(kind, content))["Pages"] == "1"
