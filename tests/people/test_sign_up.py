"""Signing up on the web: consent first, real name checked, nothing typed is lost."""

from __future__ import annotations

import pytest
from django.test import Client

from onevisit.accounts import codes
from onevisit.accounts.destination import parse_destination
from onevisit.accounts.models import Account, MessageCode
from onevisit.config import static_files
from onevisit.people import actions
from onevisit.people.models import Applicant, Consent
from onevisit.records.models import Message
from tests.accounts.test_rate_limit import pass_time
from tests.people.persons import LI, PASSWORD

pytestmark = pytest.mark.django_db
PAGE = "/accounts/sign-up/"
PHONE = LI.phone or ""


@pytest.fixture(scope="module", autouse=True)
def collected_static_files() -> None:
    """Pages name their scripts and styles by content."""
    static_files.collect()


@pytest.fixture
def client() -> Client:
    return Client(REMOTE_ADDR="198.51.100.9")


def form(client: Client, **changes: str) -> dict[str, str]:
    """Asks for a code and fills the second step."""
    page = client.post(PAGE, {"step": "send", "destination": PHONE, "notice": "on"})
    assert "验证码已发送到 139****4321" in page.content.decode()
    message = Message.objects.filter(subject_kind=codes.SUBJECT).latest("queued_at")
    return {**form_without_code(), "code": message.parameters["code"], **changes}


@pytest.mark.clause("GX-17", "GX-14")
def test_nothing_is_collected_before_the_notice_is_accepted(client: Client) -> None:
    first = client.get(PAGE).content.decode()
    assert "/privacy" in first
    assert 'name="identity_number"' not in first
    page = client.post(PAGE, {"step": "send", "destination": PHONE}).content.decode()
    assert "请先阅读隐私说明" in page
    assert f'value="{PHONE}"' in page
    assert not MessageCode.objects.exists()


def test_signing_up_opens_the_account_and_signs_in(client: Client) -> None:
    response = client.post(PAGE, form(client, next="/my/cases/"))
    assert response.headers["Location"] == "/my/cases/"
    applicant = Applicant.objects.get()
    assert (applicant.name, applicant.phone) == (LI.name, PHONE)
    assert applicant.account is not None
    assert applicant.account.is_applicant
    assert Consent.objects.get().applicant == applicant
    assert client.get("/accounts/password/").status_code == 200


@pytest.mark.clause("HOUSE-35", "HOUSE-31")
@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("name", "李\x00", "看不见的控制字符"),
        ("name", "李😀", "不能有“😀”"),
        ("name", "李" * 101, "最多填 100 个字，现在是 101 个"),
        ("identity_number", "22028119850615002A", "。"),
        ("identity_number", "220281198506150021", "校验位不对"),
        ("identity_type", "x", "请选择证件类型"),
        ("password1", "short", "密码至少要有 8 个字符"),
        ("password2", "Other-2026!", "两次输入的密码不一样"),
        ("code", "", "请填写收到的 6 位验证码"),
        ("notice", "", "请先阅读隐私说明"),
    ],
)
def test_a_wrong_field_is_told_there_and_the_rest_is_kept(
    client: Client, field: str, text: str, sentence: str
) -> None:
    given = form(client, **{field: text})
    if not text:
        del given[field]
    page = client.post(PAGE, given).content.decode()
    assert sentence in page
    assert f'id="id_{field}_error"' in page
    for kept in ("name", "identity_number"):
        if kept != field:
            assert f'value="{given[kept]}"' in page
    assert PASSWORD not in page and "除密码要重新输入外" in page
    assert not Account.objects.exists()
    assert MessageCode.objects.get().used_at is None


@pytest.mark.clause("HOUSE-21")
def test_rare_characters_and_dots_are_no_obstacle(client: Client) -> None:
    client.post(PAGE, form(client, name="𠮷·堃喆昇祎玥翀"))
    assert Applicant.objects.get().name == "𠮷·堃喆昇祎玥翀"


@pytest.mark.clause("HOUSE-13")
def test_a_registered_number_gets_no_second_account_and_the_page_does_not_tell(client: Client) -> None:
    client.post(PAGE, form(client))
    stranger = Client(REMOTE_ADDR="198.51.100.10")
    pass_time(61)
    page = stranger.post(PAGE, {"step": "send", "destination": PHONE, "notice": "on"}).content.decode()
    assert "验证码已发送到 139****4321" in page
    assert Message.objects.latest("queued_at").template == "already-registered"
    given = {**form_without_code(), "code": "000000"}
    assert "验证码不对或已失效" in stranger.post(PAGE, given).content.decode()
    assert Account.objects.count() == 1


def test_a_number_of_another_name_is_refused_with_the_way_out(client: Client) -> None:
    actions.find_or_register_person(LI)
    page = client.post(PAGE, form(client, name="李四")).content.decode()
    assert "请带证件到任一窗口核对" in page
    assert not Account.objects.exists()


def form_without_code() -> dict[str, str]:
    return {
        "step": "use",
        "destination": parse_destination(PHONE).text,
        "name": LI.name,
        "identity_type": "resident_number",
        "identity_number": LI.identity_number,
        "password1": PASSWORD,
        "password2": PASSWORD,
        "notice": "on",
    }
