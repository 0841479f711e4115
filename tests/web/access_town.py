"""The cases and papers of a town whose addresses are tried."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from datetime import date, timedelta

from onevisit.cases.actions import material_files
from onevisit.cases.models import Case, CaseAttachment, CaseMaterial, MaterialFile, Parcel, Referral
from onevisit.catalog.models import CatalogueImport, LawText
from onevisit.documents import production, seal_proposals, seal_register
from onevisit.documents.models import Document, Seal, SealMove
from onevisit.law.document_kinds import SealKind
from onevisit.law.items import Channel
from onevisit.law.licences.acts import Ground, LicenceAct
from onevisit.law.lifecycle import Action
from onevisit.law.service import ServiceMethod
from onevisit.licences import decisions
from onevisit.licences.models import GrantedUse, Licence, LicenceDecision
from onevisit.organization.models import Absence, Cabinet, Delegation, Exemption, Post, Staff
from onevisit.people.models import Applicant, Consent, CreditBar
from onevisit.records import clock, files
from onevisit.web.licence_tokens import make_token
from tests.cases import world
from tests.cases.joint import world as joint_world
from tests.catalog.changing import proposed
from tests.licences.proposals import proposal
from tests.web.access_matrix import STAFF
from tests.web.apply.world import pdf

PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
"""A picture of one point."""


@dataclass(frozen=True)
class Town:
    """The cases and papers whose addresses are tried: all of the same owner, organ and hall."""

    draft: int
    parked: int
    filed: int
    result: int
    archived: int
    arguments: dict[str, object]


def build() -> Town:
    """A draft on the web, one at a window, a filed case with file and receipt, a result at the window."""
    draft = world.draft(channel=Channel.WEB)
    parked = world.draft()
    filed = world.draft(channel=Channel.WEB)
    stored = files.store(io.BytesIO(pdf()))
    ids: dict[str, int] = {}
    for name, case in (("draft", draft), ("parked", parked), ("filed", filed)):
        for row in CaseMaterial.objects.filter(case=case, supply="missing"):
            ids[name] = material_files.add_file(case.pk, row.key, stored, "材料.pdf").pk
    world.do(filed, Action.FILE, world.owner(filed))
    result = world.decided()
    production.produce(Document.objects.values_list("pk", flat=True))
    world.do(result, Action.MAKE_CERTIFICATE, world.HANDLER, proof_read=True)
    licence = Licence.objects.get(case_id=result.pk)
    decision = revoked(licence)
    world.do(result, Action.OFFER_HANDOVER, world.HANDLER, signature="a" * 64)
    world.do(result, Action.TAKE_OVER, world.ISSUER, signature="b" * 64)
    receipt = Document.objects.get(case_id=filed.pk)
    waiting = Document.objects.get(case_id=result.pk, kind="acceptance")
    Document.objects.filter(pk=waiting.pk).update(state="waiting_seal", seal=None)
    posted = world.do(
        result,
        Action.CHANGE_DELIVERY,
        world.ISSUER,
        delivery_way="post",
        recipient="李敏",
        phone="13804420004",
        postal_address="蛟河市长安街道振兴街 5 号",
    )
    assert posted["state"] == "result_at_window"
    world.do(result, Action.ORDER_POST, world.ISSUER)
    Parcel.objects.update(tracking_number="TEST10000001CN")
    owner = world.person()
    consent = Consent.objects.create(
        applicant=owner, kind=Consent.Kind.SENSITIVE_DATA, version="1", given_at=clock.now()
    )
    attachment = CaseAttachment.objects.create(
        case=filed,
        kind="envelope",
        sha256=stored.sha256,
        name="信封.pdf",
        size=stored.size,
        content_type=stored.content_type,
        added_at=clock.now(),
        added_by=Staff.objects.get(account__username=STAFF["clerk"]),
    )
    key = MaterialFile.objects.get(pk=ids["filed"]).material.key
    return Town(
        draft.pk,
        parked.pk,
        filed.pk,
        result.pk,
        world.archived().pk,
        {
            "consent_id": consent.pk,
            "attachment_id": attachment.pk,
            "document_id": receipt.pk,
            "waiting_id": waiting.pk,
            "code": receipt.verification_code,
            "item": draft.item_code,
            "delegation": delegation(stored),
            "post": Post.objects.get(name="市场监管局承办岗").pk,
            "absence": absence(),
            "cabinet": Cabinet.objects.create(hall=draft.hall, code="T", place="大厅", slots=2).pk,
            "bar": bar(owner, draft.department_id),
            "exemption": exemption(draft),
            "referral": referral(),
            "hall": draft.hall_id,
            "department": draft.department_id,
            "staff": Staff.objects.get(account__username=STAFF["handler"]).pk,
            "seal_id": seal_with_move(),
            "move_id": SealMove.objects.latest("pk").pk,
            "seal": Seal.objects.get(number="蛟受-市场监管局-01").pk,
            "group": draft.version.definition.form[0].key,
            "material": key,
            "change": proposed(draft.item_code).pk,
            "import": catalogue_import(),
            "law": law_text(),
            "draft_file": ids["draft"],
            "parked_file": ids["parked"],
            "filed_file": ids["filed"],
            "licence_id": licence.pk,
            "decision_id": decision.pk,
            "decision_document": decision.document_id,
            "token": make_token(licence.pk),
            "use_id": granted_use(licence),
            "proposal_id": proposed_seal(),
            "joint_draft": joint_world.begun().pk,
            "joint": joint_world.filed().pk,
            "joint_parked": joint_world.begun_at_window().pk,
        },
    )


def bar(owner: Applicant, department_id: int) -> int:
    """A bar against the owner, made by the market department."""
    made = CreditBar.objects.create(
        applicant=owner,
        reason="不实承诺",
        basis="国办发〔2020〕42号",
        barred_from=clock.today(),
        barred_until=clock.today(),
        department_id=department_id,
        recorded_at=clock.now(),
        recorded_by_id=1,
    )
    return made.pk


def delegation(scan: files.StoredFile) -> int:
    """A delegation document of the market department whose scan is kept."""
    found = Delegation.objects.filter(delegator__short_name__contains="市场")
    found.update(scan_sha256=scan.sha256, scan_type=scan.content_type)
    return found.order_by("pk")[0].pk


def absence() -> int:
    """An absence to come of the handler, who is still there."""
    staff = Staff.objects.get(account__username=STAFF["handler"])
    begins = clock.now() + timedelta(days=1)
    ends = begins + timedelta(hours=2)
    return Absence.objects.create(
        staff=staff,
        starts_at=begins,
        ends_at=ends,
        announced_until=ends,
        kind="short",
        registered_by=staff,
        registered_at=clock.now(),
    ).pk


def catalogue_import() -> int:
    """A file of the catalogue that waits for the worker."""
    by = Staff.objects.get(account__username=STAFF["catalogue"])
    return CatalogueImport.objects.create(by=by, at=clock.now(), content=b"", size=0, reason="示例").pk


def law_text() -> int:
    """A law in the register on which items of the market department rest."""
    return LawText.objects.create(name="食品安全法", issuer="示例", begins=date(2020, 1, 1)).pk


def exemption(case: Case) -> int:
    """A request that the item of a case stay outside the hall."""
    return Exemption.objects.create(
        item_code=case.item_code,
        department_id=case.department_id,
        basis="示例",
        reasons="示例",
        requested_by=Staff.objects.get(account__username=STAFF["head"]),
        requested_at=clock.now(),
    ).pk


def seal_with_move() -> int:
    """A seal of the market department with its imprint, on its way to the agency."""
    found = Seal.objects.get(number="蛟批-市场监管局-01")
    keeper = world.worker(STAFF["keeper"])
    taker = Staff.objects.get(account__username=STAFF["agency keeper"])
    picture = files.store(io.BytesIO(PICTURE))
    seal_register.keep_imprint(found.pk, keeper, "a" * 32, picture.sha256)
    seal_register.hand_over(found.pk, keeper, "a" * 32, taker.pk, "杨玉兰", "岗位调整")
    return found.pk


def granted_use(licence: Licence) -> int:
    """A code that the owner gave before the licence was revoked."""
    assert licence.holder.account_id is not None
    return GrantedUse.objects.create(
        licence=licence,
        code="ABCD2345",
        code_hash=b"a" * 32,
        department=licence.department,
        purpose="示例用途",
        day=clock.today(),
        granted_by_id=licence.holder.account_id,
        granted_at=clock.now(),
    ).pk


def proposed_seal() -> int:
    """A new seal of the market department that waits for its second signature."""
    return seal_proposals.propose_seal(
        world.worker(STAFF["keeper"]),
        "b" * 32,
        number="蛟章-02",
        kind=SealKind.OFFICIAL_SEAL,
        hall_id=None,
        basis="示例文号",
        valid_from=clock.today(),
        valid_to=None,
    )


def revoked(licence: Licence) -> LicenceDecision:
    """The decision by which a licence was revoked, served on its holder."""
    production.produce(Document.objects.values_list("pk", flat=True))
    given = proposal(LicenceAct.REVOKE, Ground.PENALTY)
    pk = decisions.propose(licence.pk, world.worker(world.HANDLER), "a" * 32, given)
    decisions.sign(pk, world.worker(world.SIGNER), "a" * 32)
    decision = LicenceDecision.objects.get(pk=pk)
    production.produce([decision.document_id or 0])
    decisions.record_service(
        pk,
        world.worker(world.HANDLER),
        "a" * 32,
        method=ServiceMethod.DIRECT,
        served_on=clock.today(),
        receiver="李敏",
        signature="李敏",
    )
    decision.refresh_from_db()
    return decision


def referral() -> int:
    """A question of the handler to the health department."""
    asker, owner = (Staff.objects.get(account__username=STAFF[who]) for who in ("handler", "outsider"))
    return Referral.objects.create(
        department=owner.department,
        owner=owner,
        question="示例",
        asked_by=asker,
        asked_from=asker.department,
        asked_at=clock.now(),
        told_how="当面",
        due_on=clock.today(),
    ).pk
