"""The sections of the desk that somebody's roles open, and the one he starts his day in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy

from onevisit.law.powers import Role
from onevisit.organization.workers import Worker

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Section:
    """One entry of the navigation; an empty set of roles opens it to all staff."""

    key: str
    label: StrOrPromise
    view: str
    roles: frozenset[Role]

    @property
    def url(self) -> str:
        """Its address."""
        return reverse(self.view)


SECTIONS = (
    Section("window", gettext_lazy("窗口"), "window:start", frozenset({Role.WINDOW_CLERK})),
    Section("issuing", gettext_lazy("出件"), "issuing:results", frozenset({Role.ISSUING_CLERK})),
    Section(
        "accounts", gettext_lazy("工作人员账号"), "staff:accounts", frozenset({Role.SECURITY_ADMINISTRATOR})
    ),
    Section("account-log", gettext_lazy("账号日志"), "staff:log", frozenset({Role.AUDIT_ADMINISTRATOR})),
    Section("worklist", gettext_lazy("待办"), "desk:worklist", frozenset()),
    Section("archive", gettext_lazy("归档"), "archive:waiting", frozenset({Role.ARCHIVIST})),
    Section(
        "catalogue",
        gettext_lazy("事项"),
        "catalogue:items",
        frozenset({Role.CATALOGUE_KEEPER, Role.DEPARTMENT_HEAD}),
    ),
    Section("licences", gettext_lazy("证照"), "register:licences", frozenset()),
    Section(
        "joint",
        gettext_lazy("一件事"),
        "desk:joint_list",
        frozenset({Role.WINDOW_CLERK, Role.ISSUING_CLERK, Role.HANDLER, Role.SIGNER, Role.HALL_MANAGER}),
    ),
    Section("seals", gettext_lazy("用印"), "seals:waiting", frozenset({Role.SEAL_KEEPER})),
    Section(
        "seal-register",
        gettext_lazy("印章登记册"),
        "seals:register",
        frozenset({Role.SEAL_KEEPER, Role.DEPARTMENT_HEAD, Role.HALL_MANAGER, Role.SUPERVISOR}),
    ),
    Section("organization", gettext_lazy("登记册"), "organization:delegations", frozenset()),
)


def sections_of(who: Worker) -> list[Section]:
    """The sections in the order of the navigation."""
    return [one for one in SECTIONS if not one.roles or one.roles & who.roles]


def home_of(who: Worker) -> str:
    """Where somebody starts: at the window he serves, with what alone he keeps, else at his worklist."""
    if who.roles == {Role.SEAL_KEEPER}:
        return reverse("seals:waiting")
    if who.roles == {Role.CATALOGUE_KEEPER}:
        return reverse("catalogue:items")
    return sections_of(who)[0].url
