"""The public page of a licence: live, in a kept frame, with the reader's own token and address (rule 32)."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from onevisit.licences.models import Licence
from onevisit.web.licence_tokens import make_token

pytestmark = pytest.mark.usefixtures("demo_city")


def address(licence: Licence) -> str:
    """What the holder's code leads to."""
    return reverse("verify:licence", args=[make_token(licence.pk)])


def tokens(page: str) -> set[str]:
    """The tokens in the forms of a page."""
    return set(re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page))


@pytest.mark.clause("RULE-32", "RULE-35")
def test_the_page_is_live_though_its_frame_is_kept() -> None:
    first, second = Licence.objects.order_by("pk")[:2]
    seen = {one: Client().get(address(one)).content.decode() for one in (first, second)}
    for one, other in ((first, second), (second, first)):
        assert one.number in seen[one] and other.number not in seen[one]
        assert "这份证照现在有效。" in seen[one]
        assert "<!--" not in seen[one]
    Licence.objects.filter(pk=first.pk).update(state="revoked")
    assert "已吊销" in Client().get(address(first)).content.decode()


def test_every_reader_has_his_own_token_address_and_language() -> None:
    licence = Licence.objects.order_by("pk")[0]
    chinese, english = Client(), Client()
    english.post(reverse("web:preferences"), {"language": "en", "next": "/"})
    one, other = address(licence), address(licence) + "?a=%3C%21--inner--%3E"
    page, again = chinese.get(one).content.decode(), english.get(other).content.decode()
    assert tokens(page) and tokens(again) and not tokens(page) & tokens(again)
    assert f'name="next" value="{one}"' in page
    assert "a=%3C%21--inner--%3E" in again
    assert 'lang="en"' in again and again.count(licence.number) == 1
    changed = english.post(reverse("web:preferences"), {"language": "zh-hans", "next": one}, follow=True)
    assert changed.status_code == 200


def test_a_wrong_code_is_told_and_nothing_is_kept_of_it() -> None:
    licence = Licence.objects.order_by("pk")[0]
    for token in ("x", "1" * 201, make_token(licence.pk)[:-1] + "!", make_token(0)):
        answer = Client().get(reverse("verify:licence", args=[token]))
        assert answer.status_code == 404
        assert "这个码已经过期或者不对。" in answer.content.decode()
