"""What the law does by itself when a licence expires while its renewal waits for an answer (rule 17)."""

from __future__ import annotations

from onevisit.cases.act import Act, handles
from onevisit.cases.hearing_calls import give_up_with_case
from onevisit.cases.licensing import renew
from onevisit.cases.models import Irregularity, Outcome
from onevisit.cases.notices import void_unserved
from onevisit.cases.paper_parts import basis_cited, paper_of_case
from onevisit.cases.special_runs import end_with_case
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.licences.validity import ONE_DAY
from onevisit.law.lifecycle import Action


@handles(Action.DEEM_RENEWED)
def deem_renewed(act: Act) -> None:
    """Silence until expiry: renewed from the first day after; the paper shows its true day of issue."""
    case = act.case
    assert case.licence_expires_on is not None
    first_day = case.licence_expires_on + ONE_DAY
    _end_what_was_under_way(act)
    case.outcome = Outcome.GRANT
    case.decided_at = act.now
    case.licence_expires_on = None
    last_day = renew(act, deemed=True)
    assert last_day is not None
    act.data.update(outcome=case.outcome, effective_on=first_day.isoformat(), valid_to=last_day.isoformat())
    act.papers.append(
        paper_of_case(
            act,
            DocumentKind.DEEMED_RENEWAL,
            effective_on=first_day,
            paragraphs=[
                f"您在有效期届满前依法申请的“{act.definition.name}”延续，"
                "到有效期届满时没有作出是否准予延续的决定，依法视为准予延续。"
            ],
            fields=[["延续后的有效期", f"至 {last_day.isoformat()}"]],
            legal_basis=basis_cited(act, "XK-50p2"),
        )
    )
    Irregularity.objects.create(case=case, clause="XK-50p2", kind="deemed_renewed", found_at=act.now)


@handles(Action.END_RENEWAL)
def end_renewal(act: Act) -> None:
    """The licence itself ended meanwhile (annulled, withdrawn, revoked): nothing is left to renew."""
    _end_what_was_under_way(act)
    act.case.licence_expires_on = None


def _end_what_was_under_way(act: Act) -> None:
    """No pause, correction or extension under way outlives the moment of expiry."""
    case = act.case
    end_with_case(act)
    give_up_with_case(act)
    void_unserved(act, "许可有效期届满")
    if case.correction_stage == "given":
        case.correction_stage = ""
    case.extension_requested = False
