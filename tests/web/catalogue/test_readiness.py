"""Publishing never leaves an item unusable without anybody knowing (JH-8, JH-40)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from onevisit.organization.models import Stationing, Training
from tests.cases import world
from tests.web.desk.conftest import SignIn
from tests.web.desk.conftest import browser_of as browser_of


@pytest.mark.clause("RULE-26", "RULE-27", "JH-40.1")
def test_the_page_of_an_item_says_what_windows_and_people_lack(browser_of: SignIn) -> None:
    code = world.version(world.FOOD_LICENCE).item.code
    client, address = browser_of("catalogue"), reverse("catalogue:item", args=[code])
    assert "发布生效后还不能办" not in client.get(address).content.decode()
    Training.objects.filter(item_code=code).delete()
    page = client.get(address).content.decode()
    assert "不能作出决定" in page and "没有进驻任何大厅" not in page
    Stationing.objects.filter(item_code=code).update(given=[])
    assert "授权不到位" in client.get(address).content.decode()
    Stationing.objects.filter(item_code=code).delete()
    assert "没有进驻任何大厅" in client.get(address).content.decode()
