"""Every address of the site for everybody who might try it: who gets in, who doesn't, and nothing forgotten.

A view without a row here fails the test: whoever adds a page says for whom it is.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from onevisit.accounts.models import Account
from onevisit.cases.actions import drafts, material_files
from onevisit.cases.models import Case, CaseAttachment, CaseMaterial, MaterialFile, Parcel, Referral
from onevisit.catalog.models import CatalogueImport
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
from onevisit.people.models import Applicant, Consent
from onevisit.records import clock, files, installation
from onevisit.web.licence_tokens import make_token
from tests.accounts.signing_in import be_signed_in
from tests.cases import world
from tests.cases.joint import world as joint_world
from tests.catalog.changing import proposed
from tests.licences.proposals import proposal
from tests.web.apply.world import pdf

PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
"""A picture of one point."""

ANONYMOUS, OWNER, STRANGER = "anonymous", "owner", "stranger"
STAFF = {
    "clerk": "window1",
    "far clerk": "township1",
    "issuer": "issuing1",
    "handler": "market-handler",
    "keeper": "market-handler2",
    "signer": "market-signer",
    "head": "market-head",
    "manager": "manager",
    "supervisor": "supervisor",
    "agency keeper": "sealkeeper",
    "outsider": "health-handler",
    "catalogue": "catalogue",
    "archivist": "market-archivist",
    "system": "system-admin",
    "security": "security-admin",
    "audit": "audit-admin",
}
EVERYBODY = frozenset({ANONYMOUS, OWNER, STRANGER, *STAFF})
SIGNED_IN = EVERYBODY - {ANONYMOUS}
APPLICANTS = frozenset({OWNER, STRANGER})
ALL_STAFF = frozenset(STAFF)
ONLY_OWNER = frozenset({OWNER})
CLERKS = frozenset({"clerk", "far clerk"})
CLERK_OF_THE_HALL = frozenset({"clerk"})
ISSUERS = frozenset({"issuer", "far clerk"})
ISSUER_OF_THE_HALL = frozenset({"issuer"})
KEEPERS = frozenset({"keeper", "agency keeper"})
VIEWERS = frozenset(
    {"clerk", "issuer", "handler", "keeper", "signer", "head", "archivist", "manager", "supervisor"}
)
ARCHIVISTS = frozenset({"archivist"})
KEEPERS_OF_REGISTERS = frozenset({"head", "manager"})
ANSWERABLE = frozenset({"handler", "keeper", "signer", "head"})
"""Who sees the holder of a licence in clear."""
NOBODY: frozenset[str] = frozenset()

MATRIX: dict[str, frozenset[str]] = {
    "health": EVERYBODY,
    "demo_outbox": EVERYBODY,
    "account_home": SIGNED_IN,
    "withdraw_consent": ONLY_OWNER,
    **{f"verify:{name}": EVERYBODY for name in ("document", "receipt", "anchors", "by_code", "licence")},
    **{
        f"portal:{name}": EVERYBODY
        for name in (
            "home",
            "search",
            "themes",
            "audience",
            "theme",
            "departments",
            "department",
            "guide",
            "guide_pdf",
            "guide_qr",
            "blank_pdf",
            "sample_pdf",
            "guidance",
            "guidance_pdf",
            "kept_guidance",
            "kept_guidance_pdf",
            "rules",
            "changes",
            "delegations",
            "hearings",
            "hearing_announcement",
            "packages",
            "package",
        )
    },
    **{f"web:{name}": EVERYBODY for name in ("preferences", "privacy", "session")},
    "web:payment_message": NOBODY,
    **{
        f"web:{name}": EVERYBODY
        for name in ("components", "components_save", "components_time", "components_of")
    },
    "progress:look_up": EVERYBODY,
    "progress:case": NOBODY,
    "progress:time_limit": NOBODY,
    "progress:receipt_json": NOBODY,
    **{
        f"apply:{name}": APPLICANTS for name in ("begin", "my", "messages", "kept", "joint_begin", "my_joint")
    },
    **{
        f"apply:{name}": ONLY_OWNER
        for name in (
            "draft",
            "scenario",
            "group",
            "save",
            "materials",
            "service",
            "check",
            "submit",
            "new_version",
            "discard",
            "pre_review",
            "take_back",
            "case",
            "handed_in",
            "receipt",
            "receipt_json",
            "receipt_json_of",
            "time_limit",
            "document",
            "file",
            "remove_file",
            "upload",
            "correction",
            "withdraw",
            "recusal",
            "declare",
            "ask_for_gaps",
            "supply_gaps",
            "delivery",
            "heard",
            "joint_draft",
            "joint_scenario",
            "joint_group",
            "joint_save",
            "joint_materials",
            "joint_upload",
            "joint_remove_file",
            "joint_service",
            "joint_check",
            "joint_submit",
            "joint_discard",
            "joint",
            "joint_correction",
            "joint_complete",
            "joint_withdraw",
        )
    },
    **{f"archive:{name}": ARCHIVISTS for name in ("waiting", "files")},
    **{f"archive:{name}": ARCHIVISTS for name in ("file", "package")},
    "desk:home": ALL_STAFF,
    "desk:worklist": ALL_STAFF,
    **{f"desk:{name}": VIEWERS for name in ("case", "time_limit", "act")},
    "desk:materials": frozenset({"handler", "keeper"}),
    "desk:attachment": VIEWERS,
    "desk:at_once": VIEWERS,
    "desk:joint_list": ALL_STAFF,
    **{f"desk:{name}": VIEWERS for name in ("joint", "joint_notice")},
    "desk:joint_hand_out": ISSUER_OF_THE_HALL,
    **{f"desk:{name}": VIEWERS | ONLY_OWNER for name in ("file", "document")},
    **{f"window:{name}": CLERKS for name in ("start", "look_up", "items", "pre_reviewed")},
    **{
        f"window:{name}": CLERK_OF_THE_HALL
        for name in (
            "case",
            "do",
            "park",
            "discard",
            "printed",
            "declare",
            "scenario",
            "form",
            "save",
            "service",
            "applicant",
            "agent",
            "without_agent",
            "check_all",
            "check",
            "check_as_required",
            "upload",
            "file",
            "remove_file",
        )
    },
    **{f"issuing:{name}": ISSUERS for name in ("results", "handovers", "parcels", "unclaimed", "slots")},
    **{f"issuing:{name}": ISSUER_OF_THE_HALL for name in ("result", "deliver", "label")},
    "terminal:sign_in": EVERYBODY,
    **{f"terminal:{name}": NOBODY for name in ("home", "code", "card", "take")},
    **{
        f"organization:{name}": frozenset({"manager"})
        for name in ("cabinets", "new_cabinet", "cabinet", "renew_cabinet_token", "close_cabinet")
    },
    "wallet:licences": APPLICANTS,
    **{
        f"wallet:{name}": ONLY_OWNER
        for name in ("licence", "show", "certificate", "document", "uses", "take_back")
    },
    "register:licences": ALL_STAFF,
    "register:shown": ALL_STAFF,
    **{f"register:{name}": VIEWERS for name in ("licence", "propose", "decide", "serve")},
    **{f"register:{name}": ANSWERABLE for name in ("certificate", "document")},
    "seals:waiting": KEEPERS,
    "seals:seal": KEEPERS,
    "seals:register": KEEPERS | {"head", "manager", "supervisor"},
    "seals:new_seal": KEEPERS | {"head"},
    "seals:new_order": frozenset({"keeper"}),
    "seals:proposal": frozenset({"keeper", "head"}),
    **{
        f"seals:{name}": frozenset({"keeper", "head", "supervisor"})
        for name in ("seal_page", "uses", "imprint")
    },
    **{f"seals:{name}": frozenset({"keeper"}) for name in ("hand_over", "end")},
    "seals:take_over": KEEPERS,
    **{
        f"catalogue:{name}": frozenset({"catalogue", "head"})
        for name in (
            "items",
            "changes",
            "item",
            "differences",
            "version",
            "version_form",
            "propose",
            "change",
            "cases",
            "change_guide",
            "change_form",
            "act",
            "edit",
            "edit_row",
            "exports",
            "export_file",
            "template",
        )
    },
    **{
        f"catalogue:{name}": frozenset({"catalogue"})
        for name in ("new", "bases", "base", "publish_base", "imports", "import")
    },
    **{f"staff:{name}": frozenset({"security"}) for name in ("accounts", "account", "act")},
    "staff:log": frozenset({"audit"}),
    **{
        f"organization:{name}": ALL_STAFF
        for name in (
            "delegations",
            "delegation",
            "delegation_scan",
            "delegation_paper",
            "posts",
            "post",
            "my_absences",
            "chiefs",
            "stationing",
            "gaps",
            "stationed_items",
            "exemptions",
            "exemption",
            "powers",
            "referrals",
            "question_base",
            "transfers",
        )
    },
    **{
        f"organization:{name}": KEEPERS_OF_REGISTERS
        for name in (
            "new_delegation",
            "end_delegation",
            "new_post",
            "change_post",
            "new_chief",
            "import_people",
            "station_item",
            "withdraw_item",
            "change_person",
            "new_training",
        )
    },
    "organization:new_referral": frozenset(
        {"clerk", "far clerk", "issuer", "handler", "keeper", "outsider", "manager"}
    ),
    "organization:referral": frozenset(
        {"archivist", "handler", "keeper", "signer", "head", "outsider", "manager", "supervisor"}
    ),
    "organization:answer_referral": frozenset({"outsider"}),
    "organization:new_transfer": NOBODY,
    "organization:supervised": frozenset({"handler", "keeper", "signer", "head", "outsider"}),
    "organization:acknowledge": NOBODY,
    "organization:supervised_document": NOBODY,
    "organization:refusals": frozenset({"audit"}),
    "organization:new_exemption": frozenset({"head"}),
    "organization:review_exemption": frozenset({"manager"}),
    "organization:decide_exemption": frozenset({"manager"}),
    "organization:stand_in": KEEPERS_OF_REGISTERS | {"signer"},
    "organization:new_absence": KEEPERS_OF_REGISTERS | {"handler", "signer"},
    "organization:end_absence": KEEPERS_OF_REGISTERS | {"handler", "signer"},
    **{f"organization:{name}": KEEPERS_OF_REGISTERS | {"supervisor"} for name in ("people", "person")},
}
"""Who is let in, by the name of the address, for the one set of cases that ``Town`` builds."""

ABOUT_ONESELF = ("account_", "mfa_")
"""Pages of sign-in and second factors: they show and change nothing but the asker's own account."""

LIVE = frozenset({"live"})
FORBIDDEN = (401, 403, 404)
ONLY_WRITTEN_TO = frozenset({"desk:materials", "desk:at_once"})
"""Addresses that lead a reader to the case itself, which has its own row."""


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
        },
    )


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


@pytest.fixture(scope="module")
def town(demo_city_of_module: None) -> Iterator[Town]:
    """The town, built once; what the tries change is taken back after each of them."""
    with transaction.atomic():
        yield build()
        transaction.set_rollback(True)
    installation.store_clock_offset(timedelta(0))


def addresses() -> dict[str, URLPattern]:
    """Every address of the site by its full name."""
    found: dict[str, URLPattern] = {}

    def walk(resolver: URLResolver, space: str) -> None:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                walk(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)
            else:
                assert pattern.name, f"{pattern.pattern} has no name"
                found[f"{space}{pattern.name}"] = pattern

    walk(get_resolver(), "")
    return found


def address_of(name: str, pattern: URLPattern, town: Town) -> str:
    """The address with the ids of the town in it."""
    held = town.arguments
    space = name.partition(":")[0]
    in_a_draft = "drafts/" in str(pattern.pattern)
    values: dict[str, object] = {
        "case_id": town.draft if in_a_draft else town.filed,
        "file_id": held["filed_file"],
        "document_id": held["document_id"],
        "consent_id": held["consent_id"],
        "attachment_id": held["attachment_id"],
        "pk": 1,
        "kind": "one_time_notice",
        "key": held["group"] if in_a_draft else held["material"],
        "material": held["material"],
        "action": "accept",
        "sequence": 1,
        "code": held["item"],
        "audience": "person",
        "theme": "创业开店",
        "face": "portal",
        "sheet": "ABCDEFGHJKMN",
        "staff_id": held["staff"],
        "act": "disable",
        "delegation_id": held["delegation"],
        "post_id": held["post"],
        "absence_id": held["absence"],
        "cabinet_id": held["cabinet"],
        "exemption_id": held["exemption"],
        "referral_id": held["referral"],
        "hall_id": held["hall"],
        "department_id": held["department"],
        "change_id": held["change"],
        "import_id": held["import"],
        "licence_id": held["licence_id"],
        "seal_id": held["seal_id"],
        "move_id": held["move_id"],
        "decision_id": held["decision_id"],
        "token": held["token"],
        "use_id": held["use_id"],
        "proposal_id": held["proposal_id"],
        "name": "request",
    }
    if space in ("wallet", "register"):
        values.update(document_id=held["decision_document"], act="deregister")
    if "joint_id" in pattern.pattern.converters:
        joint_draft = "joint-drafts/" in str(pattern.pattern)
        values.update(joint_id=held["joint_draft" if joint_draft else "joint"], sha256="0" * 64)
        values["key"] = "m__fire__fire_rules" if "materials/" in str(pattern.pattern) else "shared"
    if name in ("portal:package", "apply:joint_begin"):
        values["code"] = joint_world.RESTAURANT
    if space == "window":
        values.update(case_id=town.parked, file_id=held["parked_file"])
    if space == "archive":
        values["case_id"] = town.archived
    if space == "issuing":
        values.update(case_id=town.result, action="collect")
    if name in ("catalogue:base", "catalogue:publish_base"):
        values["code"] = str(held["item"])[19:]
    if space == "catalogue":
        values.update(kind="change", act="submit", number=1, section="materials", row=0)
    if name == "seals:seal":
        values["document_id"] = held["waiting_id"]
    if name == "verify:by_code":
        values["code"] = held["code"]
    if name == "portal:department":
        values["code"] = "220281031"
    if name in ("apply:upload", "apply:remove_file"):
        values.update(case_id=town.draft, file_id=held["draft_file"])
    wanted = {key: values[key] for key in pattern.pattern.converters}
    return reverse(name, kwargs=wanted)


def browser(person: str) -> Client:
    """The browser of a person of the matrix."""
    client = Client()
    if person == ANONYMOUS:
        return client
    applicants = Applicant.objects.filter(kind="person", account__isnull=False).order_by("pk")
    if person == OWNER:
        account = world.person().account
    elif person == STRANGER:
        last = applicants.last()
        assert last is not None
        account = last.account
    else:
        account = Account.objects.get(username=STAFF[person])
    assert account is not None
    be_signed_in(client, account)
    return client


def answer(client: Client, address: str, seal: object = "", *, write: bool = False) -> HttpResponseBase:
    """What the address answers to reading, or, where it is only for writing, to writing nothing."""
    with transaction.atomic():
        nothing = {"idempotency_key": "a" * 32, "act": "receive", "start_review": "", "seal": seal}
        response: HttpResponseBase = client.post(address, nothing) if write else client.get(address)
        if response.status_code == 405:
            response = client.post(address, nothing)
        transaction.set_rollback(True)
    return response


def is_let_in(response: HttpResponseBase) -> bool:
    """Whether the page was given, not withheld and not replaced by sign-in."""
    led_to = response.headers.get("Location", "")
    turned_away = "/sign-in/" in led_to or led_to.startswith("/progress/")
    return response.status_code not in FORBIDDEN and not turned_away


NOT_TRIED = frozenset(
    {
        "portal:kept_guidance",
        "portal:kept_guidance_pdf",
        "portal:sample_pdf",
        "portal:hearing_announcement",
        "portal:blank_pdf",
        "web:components_save",
        "web:payment_message",
    }
)
"""Public pages of things that the town does not have, the sample page of an ended session, and where the
payment provider alone is heard, by its signature."""


def test_every_address_has_its_row() -> None:
    named = {name for name in addresses() if not name.startswith(ABOUT_ONESELF) or name in MATRIX}
    assert named - LIVE == set(MATRIX)


@pytest.mark.clause("HOUSE-10")
@pytest.mark.parametrize("person", sorted(EVERYBODY))
def test_everybody_gets_exactly_the_pages_that_are_for_him(person: str, town: Town) -> None:
    client = browser(person)
    wrong = []
    for name, pattern in addresses().items():
        if name not in MATRIX or name in NOT_TRIED:
            continue
        address = address_of(name, pattern, town)
        response = answer(client, address, town.arguments["seal"], write=name in ONLY_WRITTEN_TO)
        expected = person in MATRIX[name]
        if response.status_code >= 500 or is_let_in(response) != expected:
            wrong.append(f"{name}: {response.status_code} {response.headers.get('Location', '')}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.clause("HOUSE-10")
@pytest.mark.parametrize("person", sorted(EVERYBODY))
def test_pages_about_oneself_never_fail_and_show_a_stranger_the_way_in(person: str, town: Town) -> None:
    client = browser(person)
    for name, pattern in addresses().items():
        if name.startswith(ABOUT_ONESELF):
            response = answer(client, address_of(name, pattern, town))
            assert response.status_code < 500, name
            if person == ANONYMOUS and name.startswith("mfa_"):
                assert response.status_code in (302, 403, 404), name


@pytest.mark.clause("JH-32", "JH-33")
def test_a_keeper_of_another_organ_seals_nothing_here(town: Town) -> None:
    """The page leads him back to his own list; the document goes on waiting for its keeper."""
    address = reverse("seals:seal", args=[town.arguments["waiting_id"]])
    for person, state in (("agency keeper", "waiting_seal"), ("keeper", "queued")):
        with transaction.atomic():
            browser(person).post(address, {"seal": town.arguments["seal"]})
            assert Document.objects.get(pk=int(str(town.arguments["waiting_id"]))).state == state, person
            transaction.set_rollback(True)


@pytest.mark.clause("HOUSE-10")
def test_papers_of_one_case_are_not_given_under_the_number_of_another(town: Town) -> None:
    """By id: a file or document goes with its own case only."""
    client = browser("handler")
    for name, argument in (("desk:document", "document_id"), ("desk:file", "file_id")):
        foreign = town.arguments["document_id" if argument == "document_id" else "filed_file"]
        address = reverse(name, kwargs={"case_id": town.result, argument: foreign})
        assert client.get(address).status_code == 404


@pytest.mark.clause("HOUSE-10", "RULE-35")
@pytest.mark.parametrize("person", ["handler", "outsider", "far clerk", STRANGER])
def test_lists_name_only_cases_that_can_be_opened(person: str, town: Town) -> None:
    """By list: the number of the case stands on no page of somebody who can't open it."""
    number = Case.objects.get(pk=town.filed).number
    assert number is not None
    client = browser(person)
    pages = ["/my/"] if person == STRANGER else ["/desk/", "/desk/worklist/"]
    seen = any(number in client.get(page).content.decode() for page in pages)
    assert seen == (person == "handler" and seen)
    if person != "handler":
        assert not seen


def test_a_draft_that_was_discarded_is_gone_for_everybody(town: Town) -> None:
    with transaction.atomic():
        drafts.discard(town.draft)
        assert browser(OWNER).get(reverse("apply:draft", args=[town.draft])).status_code == 404
        transaction.set_rollback(True)
