"""Accounts of staff in the hands of the security administrator: what may be done to one, and doing it.

System, security and audit are three people (GB/T 22239-2019 8.1.5): the security administrator acts on
accounts, the audit administrator reads what he did, and neither has any other post.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy

from onevisit.accounts import actions, lock_out
from onevisit.accounts.models import Account
from onevisit.law.clauses import enforces
from onevisit.law.powers import Role
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence, Term
from onevisit.organization.models import Staff
from onevisit.organization.workers import Worker
from onevisit.records import access_log, idempotency
from onevisit.records.keyset import bad_cursor
from onevisit.records.models import AccessLogRow

PAGE = 30
SHORTEST_REASON = 4
LONGEST_REASON = 200
SUBJECT = "staff"
"""Under this the access log keeps what was done to accounts of staff, by the key of the staff member."""


class AccountAct(models.TextChoices):
    """What the security administrator does to an account."""

    UNLOCK = "unlock", gettext_lazy("解除锁定")
    GIVE_PASSWORD = "give-password", gettext_lazy("发临时密码")
    RESET_SECOND_FACTOR = "reset-second-factor", gettext_lazy("重置第二因素")
    DISABLE = "disable", gettext_lazy("停用账号")
    ENABLE = "enable", gettext_lazy("启用账号")


@dataclass(frozen=True)
class AccountState:
    """A member of staff and how his account stands."""

    staff: Staff
    locked_until: datetime | None
    has_second_factor: bool

    @property
    def disabled(self) -> bool:
        """Whether the account is closed."""
        return not self.staff.account.is_active


@dataclass(frozen=True)
class Page:
    """A keyset page of accounts; ``after`` is the cursor of the next, empty at the end."""

    rows: list[AccountState]
    after: str


@dataclass(frozen=True)
class Done:
    """What an act led to: ``password`` is shown this once, ``again`` says that it was done before."""

    password: str = ""
    again: bool = False


@dataclass(frozen=True)
class LogLine:
    """One act on an account, done or refused."""

    row: AccessLogRow
    by: Staff | None
    on: Staff | None

    @property
    def act(self) -> str:
        """The act in words."""
        return str(AccountAct(self.row.action.removeprefix("account.")).label)


@dataclass(frozen=True)
class LogPage:
    """A keyset page of the log, the newest first; ``after`` as in ``Page``."""

    lines: list[LogLine]
    after: str


@enforces("HOUSE-10")
def separation_refusal(worker: Worker, role: Role) -> Refusal | None:
    """None when the administrator holds no other post; whoever decides cases is never one."""
    others = sorted(one.label for one in worker.roles - {role})
    if not others:
        return None
    return Refusal(
        "not_separate",
        Sentence(
            "%(role)s不能兼任其他岗位；您现在还兼任：%(others)s。",
            role=Term(role.label),
            others=tuple(Term(one) for one in others),
        ),
        clauses=("HOUSE-10",),
        next_step=Sentence("请由系统管理员收回其中一方的授权后再办。"),
    )


def accounts(text: str, after: str) -> Page:
    """Accounts whose holder's name or user name contains ``text``, by user name. Three statements."""
    found = Staff.objects.select_related("account", "department").order_by("account__username")
    if text:
        found = found.filter(Q(name__icontains=text) | Q(account__username__icontains=text))
    if after:
        found = found.filter(account__username__gt=after)
    rows = list(found[: PAGE + 1])
    shown = rows[:PAGE]
    return Page(_states(shown), shown[-1].account.username if len(rows) > PAGE else "")


def state_of(staff_id: int) -> AccountState:
    """How the account of this member of staff stands. Raises Staff.DoesNotExist."""
    staff = Staff.objects.select_related("account", "department", "hall", "window").get(pk=staff_id)
    return _states([staff])[0]


def _states(staff: Sequence[Staff]) -> list[AccountState]:
    ids = [one.account_id for one in staff]
    locked = lock_out.locked_accounts(ids)
    with_factor = set(
        Authenticator.objects.filter(user_id__in=ids)
        .exclude(type=Authenticator.Type.RECOVERY_CODES)
        .values_list("user_id", flat=True)
    )
    return [AccountState(one, locked.get(one.account_id), one.account_id in with_factor) for one in staff]


@enforces("HOUSE-12")
def refusal_of(act: AccountAct, state: AccountState, worker: Worker) -> Refusal | None:
    """None when ``worker`` may do this to the account as it stands; otherwise why not."""
    if state.staff.account_id == worker.account_id:
        return Refusal(
            "own_account",
            Sentence("不能操作自己的账号。"),
            clauses=("HOUSE-10",),
            who_could=Sentence("可以办理的是另一位安全管理员。"),
        )
    if state.disabled and act is not AccountAct.ENABLE:
        return Refusal("disabled", Sentence("账号已停用。"), next_step=Sentence("要用这个账号，请先启用。"))
    if not state.disabled and act is AccountAct.ENABLE:
        return Refusal("not_disabled", Sentence("账号没有停用。"))
    if act is AccountAct.UNLOCK and state.locked_until is None:
        return Refusal("not_locked", Sentence("账号没有锁定。"))
    if act is AccountAct.RESET_SECOND_FACTOR and not state.has_second_factor:
        return Refusal("no_second_factor", Sentence("还没有设置第二因素，下次登录时会要求设置。"))
    return None


@enforces("HOUSE-13", "HOUSE-15")
def perform(
    act: AccountAct, staff_id: int, worker: Worker, reason: str, key: str, source_address: str | None
) -> Done:
    """Does one act to an account, once for each key, and keeps who, whom, when and why in the access log.

    Raises Refusal (logged too), Staff.DoesNotExist.
    """
    given = " ".join(reason.split())

    def log(refusal: Refusal | None) -> None:
        access_log.log(
            actor_kind="staff",
            actor_id=worker.staff_id,
            action=f"account.{act.value}",
            subject_kind=SUBJECT,
            subject_id=staff_id,
            allowed=refusal is None,
            purpose=given,
            detail={"code": refusal.code} if refusal else None,
            source_address=source_address,
        )

    actor, command = f"staff:{worker.staff_id}", f"account.{act.value}"
    try:
        with transaction.atomic():
            sent = idempotency.body_hash({"staff": staff_id, "reason": given})
            if idempotency.claim(actor, command, key, sent) is not None:
                return Done(again=True)
            done = _perform(act, staff_id, worker, given)
            # Within the transaction: what can't be logged is not done.
            log(None)
            idempotency.store(actor, command, key, staff_id)
    except Refusal as refusal:
        log(refusal)
        raise
    return done


def _perform(act: AccountAct, staff_id: int, worker: Worker, reason: str) -> Done:
    account = Account.objects.select_for_update().get(staff=staff_id)
    refusal = refusal_of(act, state_of(staff_id), worker)
    if refusal is not None:
        raise refusal
    if len(reason) < SHORTEST_REASON:
        raise Refusal("reason_needed", Sentence("请写明理由，理由会记入日志。"), clauses=("HOUSE-15",))
    if act is AccountAct.GIVE_PASSWORD:
        return Done(password=actions.give_temporary_password(account))
    if act is AccountAct.UNLOCK:
        actions.unlock(account)
    elif act is AccountAct.RESET_SECOND_FACTOR:
        actions.forget_second_factors(account)
    elif act is AccountAct.DISABLE:
        actions.deactivate(account)
    else:
        actions.reactivate(account)
    return Done()


def log_of_acts(after: str) -> LogPage:
    """What was done to accounts of staff, the newest first. Raises Refusal "bad_cursor"."""
    found = AccessLogRow.objects.filter(subject_kind=SUBJECT).order_by("-recorded_at", "-id")
    if after:
        at, row_id = log_cursor(after)
        found = found.filter(Q(recorded_at__lt=at) | Q(recorded_at=at, id__lt=row_id))
    rows = list(found[: PAGE + 1])
    shown = rows[:PAGE]
    people = Staff.objects.select_related("account").in_bulk(
        {key for row in shown for key in (row.actor_id, row.subject_id) if key is not None}
    )
    lines = [LogLine(row, people.get(row.actor_id), people.get(row.subject_id or 0)) for row in shown]
    last = shown[-1] if len(rows) > PAGE else None
    return LogPage(lines, f"{last.recorded_at.isoformat()}_{last.id}" if last else "")


def log_cursor(after: str) -> tuple[datetime, uuid.UUID]:
    """Where a page of the log ended. Raises Refusal "bad_cursor"."""
    at, _separator, row_id = after.partition("_")
    try:
        moment, key = datetime.fromisoformat(at), uuid.UUID(row_id)
    except ValueError:
        moment, key = None, None
    if moment is None or key is None or moment.tzinfo is None:
        raise bad_cursor()
    return moment, key
