"""Acting for somebody (许可法 29-2): authorisations, their giving, revoking and checking."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from onevisit.law.clauses import enforces
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence, Term
from onevisit.people.models import Applicant, ApplicantKind, Authorization
from onevisit.records import clock


@enforces("XK-29p2")
def authorize_agent(
    principal: Applicant,
    agent: Applicant,
    *,
    acts: Sequence[str],
    valid_from: date,
    valid_to: date,
    document_sha256: str,
    item_codes: Sequence[str] = (),
    recorded_by_id: int | None = None,
) -> Authorization:
    """Records a principal's authorisation with its document; no item codes means every item.

    Both Asia/Shanghai days count. `recorded_by_id` is the staff member who saw the document, None on the web.
    Raises Refusal "bad_authorization".
    """
    fault = _fault(principal, agent, acts, valid_from, valid_to, document_sha256)
    if fault:
        raise Refusal("bad_authorization", fault, clauses=("XK-29p2",))
    return Authorization.objects.create(
        principal=principal,
        agent=agent,
        acts=[Authorization.Act(act).value for act in acts],
        item_codes=sorted(set(item_codes)),
        valid_from=valid_from,
        valid_to=valid_to,
        document_sha256=document_sha256,
        recorded_at=clock.now(),
        recorded_by_id=recorded_by_id,
    )


def revoke_authorization(authorization: Authorization) -> None:
    """Ends an authorisation from now on; acts done before stay valid. Twice changes nothing."""
    with transaction.atomic():
        kept = Authorization.objects.select_for_update().get(pk=authorization.pk)
        if kept.revoked_at is None:
            kept.revoked_at = clock.now()
            kept.save(update_fields=["revoked_at"])
    authorization.revoked_at = kept.revoked_at


def authorization_in_force(
    principal: Applicant, agent: Applicant, act: str, item_code: str | None, day: date
) -> Authorization | None:
    """The authorisation under which `agent` may do this for `principal` on this day, if any."""
    held = Authorization.objects.filter(
        agent=agent, principal=principal, valid_to__gte=day, valid_from__lte=day, revoked_at=None
    ).order_by("-valid_to", "-pk")
    return next((one for one in held if one.covers(act, item_code, day)), None)


@enforces("XK-29p2")
def require_authority(
    principal: Applicant, agent: Applicant, act: str, item_code: str | None, day: date
) -> Authorization | None:
    """Passes somebody who acts for himself, as the organisation's legal representative (None both), or under
    an authorisation in force (it is returned).

    Raises Refusal "not_authorized" otherwise.
    """
    if principal.pk == agent.pk or is_legal_representative(principal, agent):
        return None
    held = authorization_in_force(principal, agent, act, item_code, day)
    if held is None:
        raise Refusal(
            "not_authorized",
            Sentence("代理人没有有效的授权，不能代为“%(act)s”。", act=Term(Authorization.Act(act).label)),
            clauses=("XK-29p2",),
            next_step=Sentence("请提供写明事项、权限和期限的授权委托书。"),
        )
    return held


def principals_of(agent: Applicant, day: date) -> list[Applicant]:
    """Those for whom this person may do something on this day."""
    return list(
        Applicant.objects.filter(
            authorizations_given__agent=agent,
            authorizations_given__valid_from__lte=day,
            authorizations_given__valid_to__gte=day,
            authorizations_given__revoked_at=None,
        )
        .distinct()
        .order_by("pk")
    )


@enforces("RULE-35")
def is_legal_representative(organization: Applicant, person: Applicant) -> bool:
    """Whether this person is known to be the organisation's legal representative.

    A name alone proves nobody: a window must have seen the organisation's certificate, and the telephone
    number kept there must be the one this person's account was proved with.
    """
    return (
        not organization.is_person
        and organization.identity_checked_at is not None
        and organization.legal_representative == person.name
        and organization.phone_hash is not None
        and person.account is not None
        and person.account.phone_hash is not None
        and bytes(organization.phone_hash) == bytes(person.account.phone_hash)
    )


def represented_by(person: Applicant) -> list[Applicant]:
    """The organisations whose legal representative this person is known to be. One statement."""
    found = Applicant.objects.filter(
        kind=ApplicantKind.ORGANIZATION,
        phone_hash=None if person.account is None else person.account.phone_hash,
        phone_hash__isnull=False,
        identity_checked_at__isnull=False,
    ).order_by("pk")
    return [one for one in found if is_legal_representative(one, person)]


def may_be_applied_for(person: Applicant, item_code: str, day: date) -> list[Applicant]:
    """Those others for whom this person may submit an application for this item on this day."""
    found = {one.pk: one for one in represented_by(person)}
    held = Authorization.objects.filter(
        agent=person, valid_from__lte=day, valid_to__gte=day, revoked_at=None
    ).select_related("principal")
    for authorization in held.order_by("pk"):
        if authorization.covers(Authorization.Act.SUBMIT, item_code, day):
            found.setdefault(authorization.principal_id, authorization.principal)
    return list(found.values())


ItemsShown = frozenset[str] | None
"""The items whose papers an agent may show for his principal; None for every item."""


@enforces("XK-29p2")
def holders_shown_to(person: Applicant, day: date) -> dict[int, ItemsShown]:
    """Whose papers this person may show on this day: his own, those of the organisation whose legal
    representative he is, and of those who gave him the authority to collect. By key. Two statements.
    """
    shown: dict[int, ItemsShown] = {person.pk: None}
    shown.update((one.pk, None) for one in represented_by(person))
    held = Authorization.objects.filter(
        agent=person, valid_from__lte=day, valid_to__gte=day, revoked_at=None
    ).order_by("pk")
    for authorization in held:
        if Authorization.Act.COLLECT not in authorization.acts:
            continue
        before = shown.get(authorization.principal_id, frozenset())
        if before is None or not authorization.item_codes:
            shown[authorization.principal_id] = None
        else:
            shown[authorization.principal_id] = before | frozenset(authorization.item_codes)
    return shown


def _fault(
    principal: Applicant,
    agent: Applicant,
    acts: Sequence[str],
    valid_from: date,
    valid_to: date,
    document_sha256: str,
) -> Sentence | None:
    if principal.pk == agent.pk:
        return Sentence("委托人和代理人不能是同一人。")
    if not agent.is_person:
        return Sentence("代理人要是自然人。请写明具体经办人。")
    if not acts or any(act not in Authorization.Act.values for act in acts):
        return Sentence("请写明代理权限：提交申请、补充材料、撤回申请或者领取结果。")
    if valid_to < valid_from:
        return Sentence("授权的截止日期早于开始日期。请核对。")
    if not document_sha256:
        return Sentence("缺少授权委托书。请扫描或上传。")
    return None
