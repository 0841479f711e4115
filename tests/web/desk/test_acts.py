"""The pages of acts: what they ask, what they keep, what they say when the rule says no."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from onevisit.cases import queries
from onevisit.cases.models import Case, CaseStep, Extension
from onevisit.documents.models import Document
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.lifecycle import TRANSITIONS, Action, State
from onevisit.law.powers import PowerKind
from onevisit.organization.models import Staff
from onevisit.web.desk.case_page import ON_OTHER_PAGES
from tests.cases import world
from tests.web.desk.conftest import SignIn
from tests.web.desk.pages import allowed, case_page, done, open_act, send

ON_DESK = [
    row.action
    for row in TRANSITIONS
    if row.power is not PowerKind.SYSTEM and row.action not in ON_OTHER_PAGES
]


def in_review() -> Case:
    """A case whose review has begun."""
    case = world.accepted()
    world.do(case, Action.START_REVIEW, world.HANDLER)
    return case


def reviewed() -> Case:
    """A case with all review steps done."""
    case = world.accepted()
    world.review(case)
    return case


def drafted(**inputs: Any) -> Case:
    """A case with a drafted decision."""
    case = reviewed()
    world.do(case, Action.DRAFT_DECISION, world.HANDLER, **({"outcome": "grant"} | inputs))
    return case


@pytest.mark.clause("HOUSE-35")
def test_every_act_has_a_page_in_every_stage_and_none_breaks(browser_of: SignIn) -> None:
    handler = browser_of(world.HANDLER)
    for case in (world.received(), reviewed(), world.delivered()):
        before = case.revision
        for action in ON_DESK:
            open_act(handler, case, action)
            assert send(handler, case, action).status_code in (302, 409, 422), action
            if case.revision != before:
                break


@pytest.mark.parametrize("name", ["receive", "deem_accepted", "archive", "nonsense", "file", "collect"])
def test_what_is_no_act_of_the_desk_has_no_page(browser_of: SignIn, name: str) -> None:
    case = world.received()
    address = reverse("desk:act", args=[case.pk, name])
    assert browser_of(world.HANDLER).get(address).status_code == 404
    assert browser_of(world.HANDLER).post(address).status_code == 404


@pytest.mark.clause("JH-41.4")
def test_strangers_to_the_case_find_no_act(browser_of: SignIn) -> None:
    case = world.received()
    outsider = browser_of(world.OUTSIDER)
    for action in ON_DESK:
        address = reverse("desk:act", args=[case.pk, action.value])
        assert outsider.get(address).status_code == 404
        assert outsider.post(address).status_code == 404


@pytest.mark.clause("RULE-40", "HOUSE-31")
def test_a_refused_act_says_the_rule_as_printed_and_who_could(browser_of: SignIn) -> None:
    page = open_act(browser_of(world.HANDLER), drafted(), Action.SIGN_DECISION)
    assert "蛟河规则第四十一条第四项" in page
    assert "首席代表或者负责人" in page
    assert 'type="submit" data-key="F9"' not in page


@pytest.mark.clause("XK-34", "AS-3.1d", "HOUSE-31")
def test_a_step_wants_its_points_and_two_officers_and_keeps_what_was_written(browser_of: SignIn) -> None:
    handler = browser_of(world.HANDLER)
    case = in_review()
    opinion = "材料相互一致。"
    missing = send(handler, case, Action.RECORD_STEP, step_key="review", passed="yes", opinion=opinion)
    page = missing.content.decode()
    assert missing.status_code == 422
    assert "还有要点没有勾选" in page and opinion in page

    steps = [step for step in case.version.definition.steps if step.review_points]
    first, second = steps[0], steps[1]
    ticks = [point.key for point in first.review_points]
    fields = {"step_key": first.key, "passed": "yes", "opinion": opinion, "ticks": ticks}
    done(handler, case, Action.RECORD_STEP, **fields)

    one = Staff.objects.get(account__username=world.HANDLER)
    two = Staff.objects.get(account__username=world.SECOND_HANDLER)
    visit = {"at": "2099-01-05T09:30", "place": "振兴街 5 号"}
    alone = send(handler, case, Action.APPOINT_VISIT, **visit, officers=[str(one.pk)])
    assert alone.status_code == 422
    assert "两名以上工作人员" in alone.content.decode()
    done(handler, case, Action.APPOINT_VISIT, **visit, officers=[str(one.pk), str(two.pk)])
    found = {
        "ticks": [point.key for point in second.review_points],
        "findings": "现场与申请相符",
        "passed": "yes",
        "present": "李敏",
        "signs": "no",
        f"signature_{one.pk}_typed": one.name,
    }
    unsigned = send(handler, case, Action.RECORD_VISIT, **found, refusal="没有带笔")
    assert unsigned.status_code == 409
    assert "还没有签名" in unsigned.content.decode()
    found[f"signature_{two.pk}_typed"] = two.name
    unexplained = send(handler, case, Action.RECORD_VISIT, **found)
    assert "请写明没有签名的原因" in unexplained.content.decode()
    done(handler, case, Action.RECORD_VISIT, **found, refusal="没有带笔")
    assert CaseStep.objects.get(case=case, key=second.key).officers == [one.pk, two.pk]


def test_what_was_written_about_one_step_is_never_kept_for_another(browser_of: SignIn) -> None:
    handler = browser_of(world.HANDLER)
    case = in_review()
    first = case.version.definition.steps[0]
    fields = {
        "step_key": first.key,
        "passed": "yes",
        "opinion": "材料属实",
        "ticks": [point.key for point in first.review_points],
    }
    done(handler, case, Action.RECORD_STEP, **fields)
    again = send(handler, case, Action.RECORD_STEP, **fields)
    assert again.status_code == 409
    assert CaseStep.objects.filter(case=case).count() == 1


@pytest.mark.clause("HOUSE-2")
def test_the_same_form_sent_twice_has_one_effect(browser_of: SignIn) -> None:
    handler = browser_of(world.HANDLER)
    case = in_review()
    first = case.version.definition.steps[0]
    fields = {
        "step_key": first.key,
        "passed": "yes",
        "opinion": "材料属实",
        "ticks": [point.key for point in first.review_points],
        "idempotency_key": "a" * 32,
        "revision": str(case.revision),
    }
    done(handler, case, Action.RECORD_STEP, **fields)
    done(handler, case, Action.RECORD_STEP, **fields)
    assert CaseStep.objects.filter(case=case).count() == 1


@pytest.mark.clause("XK-38", "AS-4.3")
def test_a_refusal_needs_reasons_and_basis_and_its_document_has_remedies(browser_of: SignIn) -> None:
    handler, signer = browser_of(world.HANDLER), browser_of(world.SIGNER)
    case = reviewed()
    empty = send(handler, case, Action.DRAFT_DECISION, outcome="refuse", reasons=" \n ", legal_basis="")
    page = empty.content.decode()
    assert empty.status_code == 422
    assert "不予的决定必须写明理由" in page and "不予的决定必须写明法律依据" in page

    done(
        handler,
        case,
        Action.DRAFT_DECISION,
        outcome="refuse",
        reasons="距离污染源不足 25 米\n没有消毒设施",
        legal_basis="《食品安全法》第三十三条第一款第一项",
    )
    page = open_act(signer, case, Action.SIGN_DECISION)
    assert "没有消毒设施" in page and "韩永强" in page
    assert "将出具《不予行政许可决定书》" in page
    done(signer, case, Action.SIGN_DECISION)
    document = Document.objects.get(case_id=case.pk, kind=DocumentKind.REFUSAL)
    assert document.title == "不予行政许可决定书"
    for words in ("决定不予行政许可。", "没有消毒设施", "第三十三条第一款第一项", "行政复议", "行政诉讼"):
        assert words in document.content


@pytest.mark.clause("RULE-21")
def test_a_returned_draft_comes_back_with_the_opinion_and_all_that_was_written(browser_of: SignIn) -> None:
    handler, signer = browser_of(world.HANDLER), browser_of(world.SIGNER)
    case = drafted(outcome="refuse", reasons=["场所不符"], legal_basis=["某法第一条"])
    done(signer, case, Action.RETURN_DRAFT, opinion="理由要写清距离")
    assert "理由要写清距离" in case_page(handler, case)
    page = open_act(handler, case, Action.DRAFT_DECISION)
    assert "理由要写清距离" in page and "场所不符" in page and "某法第一条" in page
    assert Action.SIGN_DECISION not in allowed(signer, case)


@pytest.mark.clause("XK-42", "RULE-13", "AS-3.3c")
def test_an_extension_is_asked_for_and_approved_and_both_dates_stay(browser_of: SignIn) -> None:
    handler, head = browser_of(world.HANDLER), browser_of(world.HEAD)
    case = world.accepted(electronic_service_agreed=True)
    promise_before = due(case, "promise")
    statutory_before = due(case, "statutory")
    page = open_act(handler, case, Action.REQUEST_EXTENSION)
    rule = case.version.definition.extension
    assert rule is not None and rule.limit is not None
    most = rule.limit.count
    assert f"最多 {most} 个工作日" in page and "承诺时限不变" in page
    too_many = send(handler, case, Action.REQUEST_EXTENSION, days=str(most + 1), reason="需要核查多处场所")
    assert too_many.status_code == 422
    assert f"最多延长 {most} 个工作日" in too_many.content.decode()
    assert "需要核查多处场所" in too_many.content.decode()

    done(handler, case, Action.REQUEST_EXTENSION, days="5", reason="需要核查多处场所")
    assert "等部门负责人批准" in case_page(handler, case)
    assert Action.APPROVE_EXTENSION not in allowed(browser_of(world.SIGNER), case)
    assert "需要核查多处场所" in open_act(head, case, Action.APPROVE_EXTENSION)
    done(head, case, Action.APPROVE_EXTENSION)
    assert Extension.objects.get(case=case).state == Extension.Decision.GRANTED
    assert due(case, "promise") == promise_before
    assert due(case, "statutory") > statutory_before
    assert Document.objects.filter(case_id=case.pk, kind=DocumentKind.EXTENSION).exists()
    assert Action.REQUEST_EXTENSION not in allowed(handler, case)


def due(case: Case, kind: str) -> Any:
    """The due day of one clock of the case."""
    return next(view.clock.due_on for view in queries.clocks_of(case) if view.clock.kind == kind)


@pytest.mark.clause("XK-45", "RULE-11", "RULE-30")
def test_a_special_procedure_offers_what_the_guide_names_and_its_effect(browser_of: SignIn) -> None:
    handler = browser_of(world.HANDLER)
    case = world.accepted()
    page = open_act(handler, case, Action.START_SPECIAL_PROCEDURE)
    assert "检测（约 7 个工作日，法定、承诺时限都停止计算）" in page
    assert "听证" not in page
    assert "不能电子送达" in page, "the applicant did not agree to it"
    fields = {"procedure": "hearing", "days": "5", "reason": "原因"}
    assert send(handler, case, Action.START_SPECIAL_PROCEDURE, **fields).status_code == 422


@pytest.mark.clause("XK-32.2", "XK-72.1", "RULE-5")
def test_acceptance_is_refused_on_two_grounds_only(browser_of: SignIn) -> None:
    handler = browser_of(world.HANDLER)
    case = world.received()
    given = {"reasons": "属于省级权限", "legal_basis": "《某办法》第四条"}
    page = send(handler, case, Action.REFUSE_ACCEPTANCE, **given).content.decode()
    assert "属于省级权限" in page
    unnamed = send(handler, case, Action.REFUSE_ACCEPTANCE, ground="wrong_organ", **given)
    assert "请写明应当向哪个机关申请" in unnamed.content.decode()
    early = send(handler, case, Action.REFUSE_ACCEPTANCE, ground="not_corrected", **given)
    assert early.status_code == 409
    assert "应当先一次性告知补正" in early.content.decode()
    organ = {"ground": "wrong_organ", "competent_organ": "吉林省市场监督管理厅"}
    done(handler, case, Action.REFUSE_ACCEPTANCE, **given, **organ)
    assert case.state == State.NOT_ACCEPTED


@pytest.mark.clause("RULE-31", "XK-39")
def test_the_certificate_is_shown_to_be_proof_read_before_it_is_made(browser_of: SignIn) -> None:
    handler = browser_of(world.HANDLER)
    case = world.decided()
    page = open_act(handler, case, Action.MAKE_CERTIFICATE)
    assert "证件登载内容" in page and "经营者名称" in page
    number = "JY12202810000011"
    unread = send(handler, case, Action.MAKE_CERTIFICATE, licence_number=number)
    assert unread.status_code == 422
    assert number in unread.content.decode()
    done(handler, case, Action.MAKE_CERTIFICATE, licence_number=number, proof_read="on")
    assert Action.OFFER_HANDOVER in allowed(handler, case)


@pytest.mark.clause("JH-25a", "AS-4.4")
def test_the_handover_is_signed_on_both_sides_and_prints_both_names(browser_of: SignIn) -> None:
    handler, issuer = browser_of(world.HANDLER), browser_of(world.ISSUER)
    case = world.decided()
    world.do(case, Action.MAKE_CERTIFICATE, world.HANDLER, proof_read=True)
    assert "准予行政许可决定书" in open_act(handler, case, Action.OFFER_HANDOVER)
    unsigned = send(handler, case, Action.OFFER_HANDOVER)
    assert "还没有签名" in unsigned.content.decode()
    wrong = send(handler, case, Action.OFFER_HANDOVER, signature_typed="别人")
    assert "不一致" in wrong.content.decode() and 'value="别人"' in wrong.content.decode()
    done(handler, case, Action.OFFER_HANDOVER, signature_typed="韩永强")
    done(issuer, case, Action.TAKE_OVER, signature_typed="吴秀英")
    form = Document.objects.get(case_id=case.pk, kind=DocumentKind.HANDOVER)
    assert '"signature": "韩永强"' in form.content or '"signature":"韩永强"' in form.content
    assert "吴秀英" in form.content


@pytest.mark.clause("JH-17a", "XK-34", "RULE-9")
def test_the_department_decides_an_immediate_item_at_once_where_it_kept_the_power(
    browser_of: SignIn,
) -> None:
    handler = browser_of(world.HANDLER)
    case = world.received("企业设立登记")
    assert not case.decision_delegated
    world.check_all(case)
    assert Action.DECIDE_AT_ONCE in allowed(handler, case)
    done(handler, case, Action.DECIDE_AT_ONCE)
    assert case.state == State.DECIDED
    assert not case.decided_at_window
    kinds = set(Document.objects.filter(case_id=case.pk).values_list("kind", flat=True))
    assert {DocumentKind.ACCEPTANCE, DocumentKind.GRANT, DocumentKind.RESULT} <= kinds
    assert allowed(handler, case) == {Action.OFFER_HANDOVER}


@pytest.mark.clause("HOUSE-35")
@pytest.mark.parametrize(
    "text", ["a\x00b", "x" * 5000, "堃喆昇祎玥翀𠮷😀", "<script>alert(1)</script>", "   "]
)
def test_bad_text_in_an_opinion_is_told_or_kept_as_it_is(browser_of: SignIn, text: str) -> None:
    handler = browser_of(world.HANDLER)
    case = in_review()
    first = case.version.definition.steps[0]
    fields = {"step_key": first.key, "passed": "no", "opinion": text}
    answer = send(handler, case, Action.RECORD_STEP, **fields)
    page = answer.content.decode() if answer.status_code != 302 else case_page(handler, case, "steps")
    assert answer.status_code in (302, 409, 422)
    assert "<script>alert" not in page


@pytest.mark.clause("HOUSE-35")
def test_an_act_begins_in_its_first_field_and_the_page_says_what_is_missing(browser_of: SignIn) -> None:
    case = world.accepted()
    world.review(case)
    handler = browser_of(world.HANDLER)
    page = open_act(handler, case, Action.DRAFT_DECISION)
    first = page[page.index('name="outcome"') :]
    assert "autofocus" in first[: first.index(">")]
    assert " required" not in page[page.index('class="act-form') :], "the browser's own bubble"
    correction = open_act(handler, world.received(), Action.REQUEST_CORRECTION)
    assert correction.index("autofocus") < correction.index("</tbody>"), "at the first point"
    refused = send(handler, case, Action.DRAFT_DECISION)
    assert refused.status_code == 422 and "请选择一项" in refused.content.decode()


@pytest.mark.clause("AS-4.3")
def test_reasons_are_asked_only_with_a_negative_answer(browser_of: SignIn) -> None:
    case = world.accepted()
    world.review(case)
    page = open_act(browser_of(world.HANDLER), case, Action.DRAFT_DECISION)
    for field in ("reasons", "legal_basis"):
        before = page[: page.index(f'name="{field}"')]
        assert 'data-when="outcome=refuse"' in before[-900:]
