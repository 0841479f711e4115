"""Which joint case a page is about: the asker's own, else there is none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from onevisit.cases.joint import merged, queries
from onevisit.cases.joint.members import members_of
from onevisit.cases.models import JointCase, JointMember
from onevisit.catalog import evaluate
from onevisit.records.keyset import LARGEST_KEY
from onevisit.web.acting import account_of, applicant_required

JointView = Callable[..., HttpResponseBase]


@dataclass
class JointPage:
    """A joint case with its members and what pages read of it, each read once."""

    joint: JointCase
    members: Sequence[JointMember] = field(default_factory=list)

    @cached_property
    def form(self) -> merged.MergedForm:
        """The one form."""
        return queries.form_of(self.joint, self.members)

    @cached_property
    def answers(self) -> dict[str, evaluate.Answer]:
        """What the draft holds, under the merged keys."""
        return queries.answers_of(self.joint, self.form, self.members)

    @cached_property
    def materials(self) -> list[merged.MergedMaterial]:
        """The one material list."""
        return merged.materials_of(self.joint, self.members)

    @property
    def name(self) -> str:
        """What the package is called."""
        return self.joint.version.name


def joint_page(*, draft: bool | None = None) -> Callable[[JointView], JointView]:
    """A page of a joint case of the signed-in applicant; 404 for anybody else's.

    ``draft`` True: only while it is a draft, else the progress page; False: only once it was filed.
    """

    def decorate(view: JointView) -> JointView:
        @wraps(view)
        @applicant_required
        def guarded(request: HttpRequest, joint_id: int, *args: Any, **kwargs: Any) -> HttpResponseBase:
            account = account_of(request)
            assert account is not None
            if joint_id > LARGEST_KEY:
                raise Http404
            joint = queries.of_account(account.pk).filter(pk=joint_id).first()
            if joint is None:
                raise Http404
            is_draft = joint.received_at is None
            if draft is not None and draft != is_draft:
                return redirect("apply:joint_draft" if is_draft else "apply:joint", joint_id=joint.pk)
            return view(request, JointPage(joint, members_of(joint)), *args, **kwargs)

        return guarded

    return decorate


def crumbs(page: JointPage, here: str = "") -> list[dict[str, str]]:
    """我的办件 › 一件事 › 本页."""
    found = [{"label": _("我的办件"), "url": reverse("apply:my")}]
    if here:
        draft = page.joint.received_at is None
        found.append(
            {
                "label": page.name,
                "url": reverse("apply:joint_draft" if draft else "apply:joint", args=[page.joint.pk]),
            }
        )
    found.append({"label": here or page.name, "url": ""})
    return found
