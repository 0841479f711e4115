"""A refusal is a value: what it says, in which city it says it, and which rule book it cites there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from onevisit.law.clauses import citation, registry
from onevisit.law.clauses.english_places import english_place
from onevisit.law.fees import FeeDue, FeeState
from onevisit.law.hearings import HeardFacts, HearingStage
from onevisit.law.items import CaseRoute, ReviewKind
from onevisit.law.lifecycle import TRANSITIONS, CaseFacts, State, check, guards
from onevisit.law.profiles import ANSHAN, JIAOHE, CityProfile
from onevisit.law.refusal import Refusal, told_in
from onevisit.law.sentence import Sentence

CITIES = (JIAOHE, ANSHAN)
FOREIGN = {JIAOHE: "鞍山", ANSHAN: "蛟河"}
ONLY_IN_JIAOHE = {"not_qualified", "fee_power_missing"}
"""What the Anshan norm and the statutes leave open: who is qualified, what a section may charge."""

FACTS = CaseFacts(
    city=JIAOHE,
    state=State.RECEIVED,
    route=CaseRoute.PROMISED,
    review_kind=ReviewKind.SUBSTANTIVE,
    is_licence=True,
    today=date(2026, 11, 20),
    actor_id=7,
)
SUPPLIED = replace(FACTS, correction_given=True, correction_supplied=True)
HELD_BY_7 = HeardFacts(parties=1, stage=HearingStage.NOTICED, chair_id=7)
STUBBORN = (
    FACTS,
    SUPPLIED,
    replace(SUPPLIED, correction_reminded=True),
    replace(FACTS, second_person_needed=True),
    replace(FACTS, second_person_needed=True, refusal_proposed_by=7),
    replace(
        FACTS, unsettled_materials=("营业执照",), open_steps=("现场核查",), running_procedures=("hearing",)
    ),
    replace(FACTS, open_scenario=("主体业态",), route=CaseRoute.IMMEDIATE),
    replace(FACTS, certificate_gaps=("经营场所",), certificate_needed=True, route=CaseRoute.IMMEDIATE),
    replace(FACTS, decision_drafted=True, drafted_by=7),
    replace(
        FACTS,
        decision_drafted=True,
        qualification_fault=Sentence("您的状态是“已调离”。"),
        route=CaseRoute.IMMEDIATE,
    ),
    replace(FACTS, in_slot="A-02"),
    replace(FACTS, actor_is_related=True),
    replace(FACTS, stationing_fault=Sentence("本事项没有进驻这个大厅。")),
    replace(FACTS, pre_review="passed"),
    replace(FACTS, stationing_fault=Sentence("本事项没有进驻本大厅。")),
    replace(FACTS, gaps_allowed=True, unsettled_main_materials=("申请表",), materials_to_come=("协议",)),
    replace(FACTS, gaps_allowed=True, materials_to_come=("协议",), credit_barred=True),
    replace(FACTS, declaration_stage="proposed", annulment_proposed_by=7),
    replace(FACTS, gap_stage="open", open_gaps=("协议",), decision_drafted=True),
    replace(FACTS, route=CaseRoute.REPORTED_UP),
    replace(FACTS, route=CaseRoute.REPORTED_UP, answer_from_above="granted"),
    replace(FACTS, in_package=True),
    replace(FACTS, stationing_fault=Sentence("本事项没有进驻本大厅。")),
    replace(FACTS, discussion_required=True, extension_granted=True, extension_requested=True),
    replace(FACTS, statutory_due=date(2026, 1, 1), extension_requested=True),
    replace(FACTS, certificate_needed=True, electronic_service_agreed=True, post_chosen=True),
    replace(
        FACTS, unfinished_documents=(Sentence("%(title)s（%(state)s）", title="决定书", state="待用印"),)
    ),
    replace(
        FACTS,
        documents_in_the_making=(Sentence("%(title)s（%(state)s）", title="决定书", state="待字库"),),
        notices_to_serve=1,
    ),
    replace(FACTS, stationing_fault=Sentence("这个事项没有进驻本大厅。")),
    replace(FACTS, parcel="lost", post_chosen=True, decided_at_window=True),
    replace(FACTS, is_licence=False),
    replace(FACTS, fee=FeeState.UNASSESSED, fee_due=FeeDue.BEFORE_DECISION, fee_power_given=False),
    replace(FACTS, fee=FeeState.OWED, reduction_open=True, fee_hands=frozenset({7})),
    replace(FACTS, fee=FeeState.WAIVED),
    replace(FACTS, fee=FeeState.OWED, fee_due=FeeDue.BEFORE_DECISION),
    replace(FACTS, fee=FeeState.SETTLED),
    replace(FACTS, recusal_open=True, head_must_decide_recusal=True, decision_drafted=True),
    replace(FACTS, handler_id=7, heard=HELD_BY_7, running_procedures=("hearing",)),
    replace(FACTS, handler_id=7, heard=replace(HELD_BY_7, challenge_open=True)),
    replace(FACTS, handover_offered_by=7, electronic_service_agreed=True, online_remedy_known=False),
)
"""Cases that some guard or other stands against."""


def refusals(city: CityProfile) -> Iterator[Refusal]:
    """Every refusal of the transition table in this city: all acts, in all states, of all these cases."""
    for row, state, facts in product(TRANSITIONS, State, STUBBORN):
        refusal = check(row.action, replace(facts, state=state, city=city))
        if refusal is not None:
            yield refusal


def test_the_cases_here_meet_every_guard() -> None:
    """The tests below say something about all guards only if each of them refuses something."""
    for row in TRANSITIONS:
        for guard in row.guards:
            states = (replace(facts, state=state) for facts in STUBBORN for state in row.from_states)
            assert any(guard(facts) for facts in states), guard.__name__


@pytest.mark.clause("RULE-40")
@pytest.mark.parametrize("city", CITIES, ids=lambda city: city.key)
def test_an_act_refused_in_a_city_cites_no_other_citys_rule_book(city: CityProfile) -> None:
    other = "Anshan" if city is JIAOHE else "Jiaohe"
    for refusal in refusals(city):
        assert FOREIGN[city] not in str(refusal)
        assert other not in refusal.citation.english
        assert all(entry.source.key not in ("RULE", "HOUSE") for entry in refusal.citation.clauses)


@pytest.mark.clause("RULE-40")
def test_what_is_refused_with_a_clause_in_jiaohe_is_refused_with_one_in_anshan() -> None:
    for here, there in zip(refusals(JIAOHE), refusals(ANSHAN), strict=True):
        assert here.code == there.code
        if here.code not in ONLY_IN_JIAOHE | {"wrong_state"}:
            assert bool(here.citation) == bool(there.citation), here.code


@pytest.mark.clause("RULE-40")
def test_a_statute_is_cited_before_the_rule_book_of_the_city() -> None:
    refusal = guards.can_be_decided_at_once(FACTS)
    assert refusal is not None
    assert str(refusal.within(JIAOHE).ground).startswith("依据：行政许可法第三十四条第二款、蛟河规则第十七条")
    assert str(refusal.within(ANSHAN).ground) == "依据：行政许可法第三十四条第二款。"


@pytest.mark.clause("RULE-40")
def test_where_no_city_is_known_statutes_alone_are_cited() -> None:
    refusal = Refusal("late", Sentence("不行。"), clauses=("JH-13", "XK-24", "AS-4.2", "HOUSE-35"))
    assert str(refusal) == "不行。依据：行政许可法第二十四条。"
    with pytest.raises(Refusal) as raised, told_in(lambda: ANSHAN):
        raise refusal
    assert (
        str(raised.value.citation) == "行政许可法第二十四条、鞍山规范四、服务流程（二）（“前台综合受理。……”）"
    )


@pytest.mark.clause("RULE-40")
def test_a_rule_of_our_own_is_never_cited() -> None:
    refusal = Refusal("bad_input", Sentence("不行。"), clauses=("HOUSE-35",), city=JIAOHE)
    assert str(refusal) == "不行。"
    assert refusal.ground is None


@pytest.mark.clause("RULE-40")
@pytest.mark.parametrize(
    ("clause_id", "place"),
    [
        ("XK-32.4", "art. 32(1)(4)"),
        ("XK-32p2", "art. 32(2)"),
        ("JH-23b", "art. 23(2)"),
        ("JH-8.2.3", "art. 8(2)(3)"),
        ("XK-82", "art. 82"),
        ("JH-10a", "art. 10(1)"),
        ("AS-3.2a", "part 3(2), no. 1"),
        ("AS-3.4.5", "part 3, no. 5"),
        ("AS-4.2", "part 4(2)"),
    ],
)
def test_places_in_english(clause_id: str, place: str) -> None:
    assert english_place(registry()[clause_id].place) == place


def test_every_printed_place_can_be_said_in_english() -> None:
    for entry in registry().values():
        assert english_place(entry.place).isascii(), entry.id
    with pytest.raises(ValueError, match="附则"):
        english_place("附则")


@pytest.mark.clause("RULE-40")
def test_a_citation_in_english_names_text_and_article() -> None:
    cited = citation(("XK-32.4", "XK-34", "JH-23b"), JIAOHE.rule_book, most=3)
    assert cited.english == (
        "Administrative Licensing Law, art. 32(1)(4), art. 34; Jiaohe one-visit rules, art. 23(2)"
    )


def test_a_sentence_is_its_template_and_its_values() -> None:
    missing = Sentence("还缺少：%(names)s。", names=("执照", "照片"))
    assert str(missing) == "还缺少：执照、照片。"
    assert missing == Sentence("还缺少：%(names)s。", names=("执照", "照片"))
    assert missing != Sentence("还缺少：%(names)s。", names=("执照",))
    assert len({missing, Sentence("还缺少：%(names)s。", names=("执照", "照片"))}) == 1


def test_sentences_in_a_row_stand_side_by_side() -> None:
    faults = (Sentence("缺少正文。"), Sentence("缺少办件编号。"))
    assert str(Sentence("%(title)s不能制作：%(faults)s", title="决定书", faults=faults)) == (
        "决定书不能制作：缺少正文。缺少办件编号。"
    )


def test_a_percent_sign_without_values_is_a_percent_sign() -> None:
    assert str(Sentence("满 100% 才能提交。")) == "满 100% 才能提交。"
