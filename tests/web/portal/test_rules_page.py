"""规则对照 shows every clause as printed, who answers for it, and honestly what is missing."""

from __future__ import annotations

import html
import re
from urllib.parse import quote

import pytest
from django.test import Client

from onevisit.law.clauses import cite
from onevisit.law.clauses.matrix import standing

pytestmark = pytest.mark.usefixtures("demo_city")


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


@pytest.mark.clause("HOUSE-27", "RULE-40")
def test_every_clause_stands_under_its_text_as_printed(client: Client) -> None:
    for text in standing().sources:
        shown = page(client, f"/rules/?source={text.source.key}")
        for chapter in text.chapters:
            assert chapter.title in shown
            for row in chapter.rows:
                assert cite(row.clause.id) in shown
                assert row.clause.summary in shown


@pytest.mark.clause("RULE-40")
def test_internal_ids_stay_internal(client: Client) -> None:
    shown = re.sub(r"<code>[^<]*</code>", "", page(client, "/rules/?source=JH"))
    assert not re.search(r">[^<]*JH-\d+[^<]*<", shown)


@pytest.mark.clause("HOUSE-27")
def test_gaps_are_named_and_counted(client: Client) -> None:
    rows = [
        row for text in standing().sources if text.source.key == "JH" for c in text.chapters for row in c.rows
    ]
    gaps = [row for row in rows if row.gaps]
    shown = page(client, "/rules/?source=JH&show=gaps")
    assert f"共 {len(gaps)} 条" in shown
    assert shown.count('class="tag tag--wrong"') == sum(len(row.gaps) for row in gaps)


def test_words_filter_clauses(client: Client) -> None:
    shown = page(client, f"/rules/?source=JH&q={quote('听证')}")
    assert "听证" in shown
    assert "共 126 条" not in shown


@pytest.mark.clause("HOUSE-35")
@pytest.mark.parametrize(
    "query", ["source=NO", "source=%00", "show=no", "q=%00", f"q={'x' * 10_000}", "q=😀"]
)
def test_a_wrong_filter_is_answered_with_a_page(client: Client, query: str) -> None:
    page(client, f"/rules/?{query}")
