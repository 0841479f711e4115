"""Who is let in to which address: the rows that the test of access is judged by."""

from __future__ import annotations

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
            "law",
            "law_article",
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
            "reduction",
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
            "joint",
            "joint_scenario",
            "joint_service",
            "joint_receive",
            "joint_park",
            "joint_discard",
            "joint_form",
            "joint_save",
            "joint_applicant",
            "joint_agent",
            "joint_without_agent",
            "joint_check_all",
            "joint_check",
            "joint_upload",
            "joint_remove_file",
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
    "organization:credit_bar": frozenset({"handler", "keeper", "signer", "head", "manager", "supervisor"}),
    "organization:credit_bars": frozenset(
        {"handler", "keeper", "signer", "head", "manager", "supervisor", "outsider"}
    ),
    "organization:record_dishonesty": frozenset({"head"}),
    "organization:enter_repair": frozenset({"handler", "keeper"}),
    "organization:propose_repair": frozenset({"handler", "keeper"}),
    "organization:decide_repair": frozenset({"signer", "head"}),
    "wallet:licences": APPLICANTS,
    "wallet:credit": APPLICANTS,
    "wallet:credit_bar": ONLY_OWNER,
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
            "laws",
            "law",
            "law_article",
            "reviews",
            "review",
        )
    },
    **{
        f"catalogue:{name}": frozenset({"catalogue"})
        for name in (
            "new",
            "bases",
            "base",
            "publish_base",
            "imports",
            "import",
            "new_law",
            "correct_law",
            "change_law",
            "set_article",
        )
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
