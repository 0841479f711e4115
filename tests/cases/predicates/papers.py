"""Documents, seals and service (rules 22 and 28 to 30)."""

from __future__ import annotations

from tests.cases.predicates.life import Faults, Life, Predicates


def rule_22(life: Life) -> Faults:
    """Titles follow the type of the item."""
    words = {"01": "行政许可", "05": None, "07": "登记（确认）"}.get(life.item_type, "")
    if words is None:
        return
    expected = {
        "grant": f"准予{words}决定书" if words else "准予办理决定书",
        "refusal": f"不予{words}决定书" if words else "不予办理告知书",
        "not_required": "不受理告知书",
        "acceptance_refusal": "不予受理决定书",
    }
    for paper in life.papers:
        if paper.title != expected.get(paper.kind, paper.title):
            yield f"{paper.kind} is titled {paper.title}"


def rule_28(life: Life) -> Faults:
    """Each document bears its own seal."""
    allowed = {
        "receipt": ("receipt_seal",),
        "acceptance": ("acceptance_seal",),
        "acceptance_refusal": ("acceptance_seal",),
        "not_required": ("acceptance_seal",),
        "correction": ("acceptance_seal",),
        "gap_notice": ("acceptance_seal",),
        "result": ("official_seal", "approval_seal"),
        "handover": (),
        "site_record": (),
        "report_up": (),
        "proof_of_service": (),
        "hearing_record": (),
    }
    for paper in life.papers:
        if paper.seal and paper.seal not in allowed.get(paper.kind, ("approval_seal", "official_seal")):
            yield f"{paper.kind} bears the {paper.seal}"


def rule_29(life: Life) -> Faults:
    """Nothing is sealed by itself: a hand or a standing order stands behind every seal (JH-33)."""
    for paper in life.papers:
        if paper.seal and paper.sealed_by is None and not paper.standing_order:
            yield f"{paper.kind} was sealed by nobody"
        if paper.kind == "receipt" and life.channel == "web" and paper.seal and not paper.standing_order:
            yield "a receipt of the web bears a seal without standing order"
        if (
            not paper.seal
            and paper.state == "ready"
            and paper.kind
            not in (
                "receipt",
                "handover",
                "site_record",
                "report_up",
                "discussion_record",
                "deliberation_record",
                "expert_opinion",
                "gap_commitment",
                "declaration",
                "proof_of_service",
                "hearing_record",
            )
        ):
            yield f"{paper.kind} was made without its seal"


def rule_30(life: Life) -> Faults:
    """Service has its proof; electronic service needs consent; remedies are given."""
    for act in life.named("collect", "deliver_electronically", "confirm_post_service"):
        results = [paper for paper in life.papers if paper.kind in ("grant", "refusal", "result")]
        if any(act.data["method"] not in paper.served for paper in results):
            yield "a result was delivered without proof of service"
        if not life.of_kind("proof_of_service"):
            yield "there is no 送达回证"
        if act.name == "deliver_electronically" and not life.consent:
            yield "served electronically without consent"
    for act in life.acts:
        if act.data.get("service") == "electronic" and not life.consent:
            yield "a notice was served electronically without consent"
    for act in life.named("record_service"):
        if not any(act.data["method"] in paper.served for paper in life.of_kind(act.data["kind"])):
            yield "a service is in the ledger and not on record with the notice"
    for paper in life.papers:
        negative = paper.kind in ("refusal", "acceptance_refusal", "not_required", "termination")
        if negative and not (
            any(paper.content.get("reasons") or ())
            and any(paper.content.get("legal_basis") or ())
            and "行政复议" in (paper.content.get("remedies") or "")
        ):
            yield f"{paper.kind} lacks reasons, basis or remedies (XK-38)"


PREDICATES: Predicates = (rule_22, rule_28, rule_29, rule_30)
