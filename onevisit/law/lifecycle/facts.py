"""What the law needs to know about a case before it allows an act."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from onevisit.law.fees import FeeDue, FeeState
from onevisit.law.hearings import HeardFacts
from onevisit.law.items import CaseRoute, ReviewKind
from onevisit.law.lifecycle.states import State
from onevisit.law.profiles import CityProfile
from onevisit.law.sentence import Sentence


@dataclass(frozen=True)
class CaseFacts:
    """A case and the person who would act on it, as plain values. Dates are Asia/Shanghai dates.

    ``pre_review`` says how far the pre-review is: waiting, returned, passed, taken_back, or "".
    ``answer_from_above`` is what the superior organ answered last: granted, refused, question, or "".
    ``open_scenario`` names the scenario questions without an answer, on which the materials depend;
    ``certificate_gaps`` the answers that the certificate prints and that are not there.
    ``unsettled_materials`` names the required materials that are neither supplied nor attached by sharing;
    ``unanswered_points`` the points of the correction notice without an answer; ``open_steps`` the review
    steps not yet done; ``procedures_listed`` says whether the guide names special procedures,
    ``running_procedures`` those under way. ``unfinished_documents`` are the documents of the result that
    can't be handed out yet, ``documents_in_the_making`` those of any kind that have no file yet.
    ``materials_to_come`` are missing and may come later, ``unsettled_main_materials`` may not;
    ``open_gaps`` were promised at acceptance and are not in order yet (``gap_stage``: asked, open, supplied).
    ``fee`` says how far the fees are, ``fee_due`` before what the guide wants them paid; ``decision_refuses``
    that the draft, or the decision made, is a refusal; ``granted`` that there is a decision and it grants.
    While ``reduction_open`` somebody's wish to pay less, or later, waits for its decision; ``fee_hands`` are
    those who assessed the fee or wrote that wish down.
    ``actor_holds`` says that the person holds a power over the case that lets him act on it. While
    ``recusal_open`` somebody's recusal waits for its decision; ``head_must_decide_recusal`` where he signs
    himself.
    ``parcel`` is the state of the parcel under way (ordered, posted, lost), empty where there is none.
    ``renewal_unanswered``: a timely renewal waits for its answer (rule 17).
    ``in_package``: the case is a member of a joint case;
    ``together``: this act is done on its members at once; ``points_reported``: it said what it would correct.
    """

    city: CityProfile
    state: State
    route: CaseRoute
    review_kind: ReviewKind
    is_licence: bool
    today: date
    acceptance_delegated: bool = False
    decision_delegated: bool = False
    department_name: str = ""
    pre_review: str = ""
    open_scenario: tuple[str, ...] = ()
    unsettled_materials: tuple[str, ...] = ()
    correction_given: bool = False
    correction_supplied: bool = False
    correction_reminded: bool = False
    unanswered_points: tuple[str, ...] = ()
    termination_basis: str = ""
    supply_overdue: bool = False
    refusal_proposed_by: int | None = None
    second_person_needed: bool = False
    actor_id: int | None = None
    actor_is_related: bool = False
    qualification_fault: Sentence | None = None
    stationing_fault: Sentence | None = None
    handler_id: int | None = None
    open_steps: tuple[str, ...] = ()
    visit_is_next: bool = False
    visit_appointed: bool = False
    procedures_listed: bool = False
    running_procedures: tuple[str, ...] = ()
    statutory_due: date | None = None
    extension_requested: bool = False
    extension_granted: bool = False
    decision_drafted: bool = False
    drafted_by: int | None = None
    answer_from_above: str = ""
    discussion_required: bool = False
    discussion_recorded: bool = False
    certificate_gaps: tuple[str, ...] = ()
    certificate_needed: bool = False
    certificate_made: bool = False
    unfinished_documents: tuple[Sentence, ...] = ()
    documents_in_the_making: tuple[Sentence, ...] = ()
    handover_offered_by: int | None = None
    decided_at_window: bool = False
    electronic_service_agreed: bool = False
    online_remedy_known: bool = True
    post_chosen: bool = False
    parcel: str = ""
    terminal_chosen: bool = False
    in_slot: str = ""
    notices_to_serve: int = 0
    declaration_stage: str = ""
    declared_for_immediate_decision: bool = False
    annulment_proposed_by: int | None = None
    gaps_allowed: bool = False
    gap_stage: str = ""
    unsettled_main_materials: tuple[str, ...] = ()
    materials_to_come: tuple[str, ...] = ()
    open_gaps: tuple[str, ...] = ()
    gap_supply_overdue: bool = False
    gaps_returned: bool = False
    credit_barred: bool = False
    fee: FeeState = FeeState.FREE
    fee_due: FeeDue = FeeDue.BEFORE_DELIVERY
    fee_power_given: bool = True
    reduction_open: bool = False
    fee_hands: frozenset[int] = frozenset()
    decision_refuses: bool = False
    granted: bool = False
    heard: HeardFacts = field(default_factory=HeardFacts)
    actor_holds: bool = False
    recusal_open: bool = False
    head_must_decide_recusal: bool = False
    actor_is_head: bool = False
    renewal_unanswered: bool = False
    in_package: bool = False
    together: bool = False
    points_reported: bool = False
