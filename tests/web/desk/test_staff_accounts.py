"""The security administrator's page: help and closing, at once, with a reason, logged, never on oneself."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from onevisit.accounts import actions
from onevisit.accounts.models import Account
from onevisit.law.powers import Role
from onevisit.organization.models import RoleAssignment, Staff
from onevisit.organization.staff_accounts import AccountAct
from onevisit.records.models import AccessLogRow
from tests.accounts.signing_in import PASSWORD, app_code, sign_in
from tests.web.desk.conftest import SignIn, staff_browser

Logged = Callable[[], list[tuple[str, bool, str]]]

SECURITY, AUDIT = "security-admin", "audit-admin"
REASON = "本人持工作证到场，已核对。"
_NAME = re.compile(r'<th scope="row"><a href="/desk/staff/\d+/">([\w-]+)</a>')
_PASSWORD = re.compile(r'class="temporary-password"[^>]*>([^<]+)<')


def staff(username: str) -> Staff:
    return Staff.objects.select_related("account").get(account__username=username)


def page_of(client: Client, username: str) -> str:
    response = client.get(reverse("staff:account", args=[staff(username).pk]))
    assert response.status_code == 200
    return response.content.decode()


def send(client: Client, username: str, act: AccountAct, reason: str = REASON, key: str = "") -> HttpResponse:
    address = reverse("staff:act", args=[staff(username).pk, act.value])
    response = client.post(address, {"reason": reason, "idempotency_key": key or uuid.uuid4().hex})
    assert isinstance(response, HttpResponse)
    return response


@pytest.fixture
def logged(demo_city: None) -> Logged:
    """What was logged since the test began: rows of the log outlive the test, because nothing undoes them."""
    rows = AccessLogRow.objects.filter(subject_kind="staff").order_by("recorded_at", "id")
    before = list(rows.values_list("id", flat=True))
    return lambda: list(rows.exclude(id__in=before).values_list("action", "allowed", "purpose"))


@pytest.fixture
def handler(demo_city: None) -> str:
    """The user name of a member of staff whose password is PASSWORD."""
    name = "market-handler"
    actions.change_password(staff(name).account, PASSWORD)
    return name


def from_elsewhere() -> Client:
    return Client(REMOTE_ADDR=f"198.51.100.{uuid.uuid4().int % 200 + 20}")


def test_the_administrator_starts_at_the_accounts_and_finds_by_name_or_user_name(browser_of: SignIn) -> None:
    client = browser_of(SECURITY)
    assert client.get("/desk/").headers["Location"] == reverse("staff:accounts")
    assert browser_of(AUDIT).get("/desk/").headers["Location"] == reverse("staff:log")

    def found(text: str) -> list[str]:
        return _NAME.findall(client.get(reverse("staff:accounts"), {"find": text}).content.decode())

    assert found("韩永强") == ["market-handler"]
    assert found("MARKET-SIGN") == ["market-signer"]
    assert found("' OR 1=1 --\0") == []
    empty = client.get(reverse("staff:accounts"), {"find": "没有这个人"}).content.decode()
    assert "没有这样的账号" in empty and "看全部账号" in empty


def test_every_account_is_on_exactly_one_page(browser_of: SignIn) -> None:
    first = staff("window1")
    for number in range(70):
        account = Account.objects.create(
            kind="staff",
            username=f"more-{number:03}",
            password="!",
            created_at=first.account.created_at,
            password_changed_at=first.account.created_at,
        )
        Staff.objects.create(
            account=account, name="甲", employee_number=f"N{number}", department_id=first.department_id
        )
    client, seen, address = browser_of(SECURITY), list[str](), reverse("staff:accounts")
    while address:
        page = client.get(address).content.decode()
        seen += _NAME.findall(page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = following.group(1).replace("&amp;", "&") if following else ""
    assert len(seen) == len(set(seen)) == Staff.objects.count()


@pytest.mark.clause("HOUSE-13", "HOUSE-15")
def test_a_locked_account_is_shown_and_unlocked_at_once(
    browser_of: SignIn, handler: str, logged: Logged
) -> None:
    client, name = browser_of(SECURITY), handler
    assert "账号没有锁定" in page_of(client, name)
    for _try in range(5):
        sign_in(from_elsewhere(), name, "wrong")
    assert sign_in(from_elsewhere(), name, PASSWORD) == ""
    assert "已锁定，" in page_of(client, name)
    assert "已锁定，" in client.get(reverse("staff:accounts"), {"find": name}).content.decode()
    assert send(client, name, AccountAct.UNLOCK).status_code == 302
    assert "可以登录" in page_of(client, name)
    assert sign_in(from_elsewhere(), name, PASSWORD) == "/accounts/sign-in/second-factor/"
    assert logged() == [("account.unlock", True, REASON)]


@pytest.mark.clause("HOUSE-13")
def test_sessions_of_a_disabled_account_end_and_do_not_come_back(browser_of: SignIn, handler: str) -> None:
    client, name = browser_of(SECURITY), handler
    disabled, other = staff_browser(name), staff_browser("market-signer")
    assert disabled.get(reverse("desk:worklist")).status_code == 200
    assert send(client, name, AccountAct.DISABLE).status_code == 302
    assert "已停用" in page_of(client, name)
    assert sign_in(from_elsewhere(), name, PASSWORD) == ""
    assert send(client, name, AccountAct.ENABLE).status_code == 302
    assert disabled.get(reverse("desk:worklist")).headers["Location"].startswith("/accounts/sign-in/")
    assert other.get(reverse("desk:worklist")).status_code == 200
    assert sign_in(from_elsewhere(), name, PASSWORD) == "/accounts/sign-in/second-factor/"


@pytest.mark.clause("HOUSE-13", "HOUSE-2")
def test_a_temporary_password_is_shown_once_and_must_be_changed(browser_of: SignIn, handler: str) -> None:
    client, name = browser_of(SECURITY), handler
    before, key = staff_browser(name), uuid.uuid4().hex
    response = send(client, name, AccountAct.GIVE_PASSWORD, key=key)
    shown = _PASSWORD.search(response.content.decode())
    assert shown is not None and "no-store" in response.headers["Cache-Control"]
    again = send(client, name, AccountAct.GIVE_PASSWORD, key=key)
    assert again.status_code == 302
    assert "只显示一次" in client.get(again.headers["Location"]).content.decode()
    assert "临时密码，本人还没有换" in page_of(client, name)
    assert before.get(reverse("desk:worklist")).headers["Location"].startswith("/accounts/sign-in/")
    owner = from_elsewhere()
    password = shown.group(1).replace("&amp;", "&").replace("&lt;", "<")
    assert sign_in(owner, name, password) == "/accounts/sign-in/second-factor/"
    owner.post("/accounts/sign-in/second-factor/", {"code": app_code(staff(name).account)})
    assert owner.get("/desk/").headers["Location"].startswith("/accounts/password/")
    assert shown.group(1) not in str(list(AccessLogRow.objects.values_list("detail", "purpose")))


@pytest.mark.clause("HOUSE-13")
def test_a_second_factor_that_was_lost_is_enrolled_anew(browser_of: SignIn, handler: str) -> None:
    client, name = browser_of(SECURITY), handler
    finder = staff_browser(name)
    assert send(client, name, AccountAct.RESET_SECOND_FACTOR).status_code == 302
    assert "未设置" in page_of(client, name) and "还没有设置第二因素" in page_of(client, name)
    assert finder.get(reverse("desk:worklist")).headers["Location"].startswith("/accounts/sign-in/")
    owner = from_elsewhere()
    sign_in(owner, name, PASSWORD)
    assert owner.get("/desk/").headers["Location"] == "/accounts/second-factor/"


@pytest.mark.clause("HOUSE-10", "HOUSE-12", "HOUSE-15")
@pytest.mark.parametrize("act", list(AccountAct))
def test_nobody_acts_on_his_own_account(browser_of: SignIn, logged: Logged, act: AccountAct) -> None:
    client = browser_of(SECURITY)
    before = Account.objects.values().get(username=SECURITY)
    response = send(client, SECURITY, act)
    assert response.status_code == 409
    assert "不能操作自己的账号" in response.content.decode()
    assert "另一位安全管理员" in page_of(client, SECURITY)
    assert Account.objects.values().get(username=SECURITY) == before
    assert logged() == [(f"account.{act.value}", False, REASON)]


@pytest.mark.clause("HOUSE-15")
@pytest.mark.parametrize("reason", ["", "  ", "短", "字" * 201])
def test_without_a_reason_nothing_happens_and_what_was_typed_is_kept(
    browser_of: SignIn, logged: Logged, reason: str
) -> None:
    response = send(browser_of(SECURITY), "market-handler", AccountAct.DISABLE, reason)
    assert response.status_code == 422
    assert reason.strip() in response.content.decode()
    assert staff("market-handler").account.is_active and logged() == []


@pytest.mark.clause("HOUSE-12")
def test_what_the_state_does_not_allow_says_why(browser_of: SignIn, handler: str) -> None:
    client, name = browser_of(SECURITY), handler
    assert "账号没有停用" in send(client, name, AccountAct.ENABLE).content.decode()
    actions.deactivate(staff(name).account)
    for act in set(AccountAct) - {AccountAct.ENABLE}:
        response = send(client, name, act)
        assert response.status_code == 409 and "请先启用" in response.content.decode()


@pytest.mark.clause("HOUSE-10")
@pytest.mark.parametrize(("name", "page"), [(SECURITY, "staff:accounts"), (AUDIT, "staff:log")])
def test_an_administrator_with_another_post_is_refused(browser_of: SignIn, name: str, page: str) -> None:
    client, member = browser_of(name), staff(name)
    assert client.get(reverse(page)).status_code == 200
    RoleAssignment.objects.create(
        staff=member, role=Role.HANDLER, department=member.department, valid_from="2026-01-01"
    )
    response = client.get(reverse(page))
    assert response.status_code == 403
    assert "不能兼任其他岗位" in response.content.decode() and "承办人" in response.content.decode()


@pytest.mark.clause("HOUSE-10", "HOUSE-15")
def test_the_audit_administrator_reads_what_was_done_and_why(browser_of: SignIn) -> None:
    security, audit = browser_of(SECURITY), browser_of(AUDIT)
    send(security, "market-handler", AccountAct.DISABLE)
    send(security, SECURITY, AccountAct.UNLOCK, "自己给自己解锁")
    page = audit.get(reverse("staff:log")).content.decode()
    for words in ("停用账号", "韩永强", "蒋明哲", REASON, "没有做成", "自己给自己解锁"):
        assert words in page
    assert audit.get(reverse("staff:accounts")).status_code == 403
    assert security.get(reverse("staff:log")).status_code == 403
    for cursor in ("x", "_", "2026-01-01_x", "2026-01-01T00:00:00_" + str(uuid.uuid4())):
        assert audit.get(reverse("staff:log"), {"after": cursor}).headers["Location"] == reverse("staff:log")


def test_a_long_log_has_pages(browser_of: SignIn) -> None:
    security, audit = browser_of(SECURITY), browser_of(AUDIT)
    for number in range(31):
        send(security, SECURITY, AccountAct.UNLOCK, f"第{number:02}次尝试")
    first = audit.get(reverse("staff:log")).content.decode()
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following is not None
    second = audit.get(following.group(1).replace("&amp;", "&")).content.decode()
    assert re.findall(r"第(\d\d)次", second) == ["00"]
    assert len(re.findall(r"第\d\d次", first)) == 30


@pytest.mark.parametrize("address", ["/desk/staff/99999999999999999999/", "/desk/staff/0/"])
def test_an_account_that_does_not_exist_is_not_found(browser_of: SignIn, address: str) -> None:
    assert browser_of(SECURITY).get(address).status_code == 404
    assert browser_of(SECURITY).get("/desk/staff/1/no-such-act/").status_code == 404
