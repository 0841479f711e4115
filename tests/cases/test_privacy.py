"""Names and numbers of people never lie about in clear, whatever happens to a case from draft to archive."""

from __future__ import annotations

import logging
import uuid
from datetime import timedelta

import pytest
from django.db import connection

from onevisit.cases import engine, telling
from onevisit.cases.actions import drafts, material_files
from onevisit.cases.models import Case, CaseMaterial
from onevisit.cases.numbers import query_code
from onevisit.documents import production
from onevisit.documents.models import Document
from onevisit.documents.queries import waiting_for_service
from onevisit.law.items import Channel
from onevisit.law.lifecycle import Action
from onevisit.law.refusal import Refusal
from onevisit.people.actions import find_or_register_person
from onevisit.people.agents import authorize_agent
from onevisit.people.facts import PersonFacts
from onevisit.people.models import Applicant, Authorization
from onevisit.records import clock
from onevisit.records.files import StoredFile
from tests.cases import world

pytestmark = pytest.mark.usefixtures("city")

WORDS = {
    "answer": "翀玥街堃记麻辣烫",
    "opinion": "审查人认为昇祎所述属实",
    "address": "长安街道翀玥街十九号",
    "receiver": "欧阳堃祎",
    "reason": "申请人翀玥改变了主意",
    "file": "堃昇身份证扫描.pdf",
}
PLACES = (
    "records_ledgerrow",
    "records_outboxevent",
    "records_message",
    "records_idempotencykey",
    "records_clock",
    "procrastinate_jobs",
    "procrastinate_events",
    "cases_case",
    "cases_casematerial",
    "cases_materialfile",
    "cases_casestep",
    "cases_correction",
    "cases_correctionpoint",
    "cases_handover",
    "cases_extension",
    "cases_specialprocedurerun",
    "documents_document",
    "documents_service",
    "documents_sealuse",
)


def in_clear(place: str, planted: str) -> bool:
    """Whether a row of the table holds the words, as text or in its escaped JSON form."""
    escaped = planted.encode("unicode_escape").decode()
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT EXISTS (SELECT FROM "{place}" AS held'
            " WHERE strpos(held::text, %s) > 0 OR strpos(held::text, %s) > 0)",
            [planted, escaped],
        )
        return bool(cursor.fetchone()[0])


def lived() -> Case:
    """Cases with a correction, a procedure, an extension, a decision and collection, all full of secrets."""
    case = world.draft(channel=Channel.WEB)
    text = next(one for one in case.version.definition.questions() if one.kind.value in ("text", "long_text"))
    drafts.save_answers(case.pk, {text.key: WORDS["answer"]})
    for row in CaseMaterial.objects.filter(case=case, supply="missing"):
        stored = StoredFile(uuid.uuid4().hex * 2, 10, "application/pdf")
        material_files.add_file(case.pk, row.key, stored, WORDS["file"])
    world.do(case, Action.FILE, world.owner(case), service_address=WORDS["address"], delivery_way="window")
    world.do(case, Action.REGISTER, world.CLERK)
    point = {"subject": f"question:{text.key}", "demand": WORDS["opinion"]}
    world.do(case, Action.REQUEST_CORRECTION, world.HANDLER, points=[point])
    clock.shift(by=timedelta(minutes=5))
    world.do(case, Action.SUPPLY_CORRECTION, world.owner(case), answers={text.key: WORDS["answer"]})
    world.check_all(case)
    world.do(case, Action.ACCEPT, world.HANDLER)
    testing = {"procedure": "testing", "reason": WORDS["opinion"], "days": 3}
    world.do(case, Action.START_SPECIAL_PROCEDURE, world.HANDLER, **testing)
    world.do(case, Action.END_SPECIAL_PROCEDURE, world.HANDLER, result=WORDS["opinion"])
    world.do(case, Action.REQUEST_EXTENSION, world.HANDLER, days=3, reason=WORDS["reason"])
    world.do(case, Action.APPROVE_EXTENSION, world.HEAD)
    served = {"receiver": WORDS["receiver"], "signature": WORDS["receiver"], "note": WORDS["opinion"]}
    notice = waiting_for_service(case.pk).get()
    world.do(case, Action.RECORD_SERVICE, world.HANDLER, document=notice.pk, method="direct", **served)
    withdrawn = world.received()
    world.do(withdrawn, Action.WITHDRAW, world.CLERK, reason=WORDS["reason"])
    decided = world.decided()
    world.do(decided, Action.MAKE_CERTIFICATE, world.HANDLER, proof_read=True)
    world.do(decided, Action.OFFER_HANDOVER, world.HANDLER, signature="a" * 64)
    world.do(decided, Action.TAKE_OVER, world.ISSUER, signature="b" * 64)
    facts = PersonFacts(name=WORDS["receiver"], identity_number="11010519491231002X")
    collector = find_or_register_person(facts).applicant
    assert decided.applicant is not None
    authorize_agent(
        decided.applicant,
        collector,
        acts=[Authorization.Act.COLLECT],
        valid_from=clock.today(),
        valid_to=clock.today(),
        document_sha256="e" * 64,
    )
    collecting = {"receiver": WORDS["receiver"], "identity_checked": True, "signature": "c" * 64}
    collecting["collector"] = collector.pk
    world.do(decided, Action.COLLECT, world.ISSUER, **collecting)
    return case


@pytest.mark.clause("HOUSE-7", "GX-51")
def test_a_whole_life_leaves_no_name_and_no_number_in_clear(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    case = lived()
    for document in Document.objects.all():
        telling.after_act(document.case_id or 0, 0, Action.RECEIVE.value, [document.pk])
    production.produce(Document.objects.values_list("pk", flat=True))
    with pytest.raises(Refusal):
        engine.perform(
            case.pk, Action.WITHDRAW, world.staff(world.OUTSIDER), "k", {"reason": WORDS["reason"]}
        )
    applicant = Applicant.objects.get(pk=case.applicant_id or 0)
    planted = {**WORDS, "name": applicant.name, "number": applicant.identity_number}
    planted["phone"] = applicant.phone or "none"
    planted["query code"] = query_code(case)
    found = [f"{word} in {place}" for place in PLACES for word in planted if in_clear(place, planted[word])]
    assert not found
    for word, text in planted.items():
        assert text not in caplog.text, word


def test_the_search_for_planted_words_would_find_them() -> None:
    """The control: a word planted where anybody can read it is found, written plainly or escaped."""
    case = world.received()
    CaseMaterial.objects.filter(case=case).update(name=WORDS["receiver"])
    assert in_clear("cases_casematerial", WORDS["receiver"])
    Case.objects.filter(pk=case.pk).update(scenario={"shop": WORDS["answer"]})
    assert in_clear("cases_case", WORDS["answer"])
