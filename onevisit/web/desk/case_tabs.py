"""What the tabs of the case page show: materials, application form, review steps, course."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from onevisit.cases import queries
from onevisit.cases.models import Case, CaseMaterial, CaseStep, Extension, SpecialProcedureRun
from onevisit.law.clauses import citation
from onevisit.law.items import StepKind
from onevisit.law.lifecycle import Action
from onevisit.law.procedures import procedure_name
from onevisit.law.visits import RecordedAct, visits_of
from onevisit.organization.models import Staff
from onevisit.records.clock import SHANGHAI
from onevisit.records.page_language import in_page_language
from onevisit.web.desk.material_checks import MaterialCheck
from onevisit.web.words import act_done


def material_rows(case: Case, typed: Mapping[str, MaterialCheck] | None = None) -> list[dict[str, Any]]:
    """The materials with files, review points and what was found; ``typed`` is what a refused form held."""
    rows = []
    definition = case.version.definition
    for material in CaseMaterial.objects.filter(case=case).prefetch_related("files").order_by("pk"):
        described = definition.material(material.key)
        kept = MaterialCheck.of(material)
        shown = kept if typed is None else typed.get(material.key, kept)
        rows.append(
            {
                "row": material,
                "described": described,
                "check": shown,
                "kept": kept.digest,
                "files": [
                    {
                        "name": file.name,
                        "size": file.size,
                        "url": reverse("desk:file", args=[case.pk, file.pk]),
                    }
                    for file in material.files.all()
                    if file.removed_at is None
                ],
                "points": [
                    {"key": point.key, "text": point.text, "checked": point.key in shown.ticks}
                    for point in described.review_points
                ],
            }
        )
    return rows


def answer_groups(case: Case) -> list[dict[str, Any]]:
    """The application form as filled in, in the words of its questions."""
    answers = {**case.scenario, **case.answers}
    groups = []
    for group in case.version.definition.form:
        rows = []
        for question in group.questions:
            words = answer_words(question.label_of, answers.get(question.key, ""))
            if words:
                rows.append({"label": question.label, "value": f"{words} {question.unit}".strip()})
        groups.append({"title": group.title, "rows": rows})
    return groups


def answer_words(label_of: Any, value: str | list[str]) -> str:
    """An answer in the words of its options; several joined by 、."""
    values = [value] if isinstance(value, str) else list(value)
    return "、".join(label_of(str(one)) for one in values if one != "")


def certificate_rows(case: Case) -> list[dict[str, str]]:
    """What will stand on the certificate, to be proof-read before it is made (rule 31)."""
    answers = {**case.scenario, **case.answers}
    definition = case.version.definition
    rows = [{"label": _("名称（姓名）"), "value": case.applicant.name if case.applicant else ""}]
    for field in definition.result.fields:
        value = field.text
        if field.answer is not None:
            label_of = definition.question(field.answer).label_of
            value = answer_words(label_of, answers.get(field.answer, ""))
        rows.append({"label": field.label, "value": value})
    if definition.result.validity:
        rows.append({"label": _("有效期"), "value": definition.result.validity})
    return [row for row in rows if row["value"]]


def step_rows(case: Case) -> list[dict[str, Any]]:
    """The review steps in order: what was found, by whom; those still to come; the next one marked."""
    done = {step.key: step for step in CaseStep.objects.filter(case=case).select_related("done_by")}
    found: list[dict[str, Any]] = [
        {"described": step, "done": done.pop(step.key, None)} for step in case.version.definition.steps
    ]
    found += [{"described": None, "done": step} for step in done.values()]
    officers = {pk for one in found if one["done"] for pk in one["done"].officers}
    names = dict(Staff.objects.filter(pk__in=officers).values_list("pk", "name")) if officers else {}
    for one in found:
        one["officers"] = "、".join(names[pk] for pk in one["done"].officers) if one["done"] else ""
        one["state"] = _step_state(case, one)
    return found


def _step_state(case: Case, row: dict[str, Any]) -> str:
    """passed, failed, decided (the decision and what follows are not recorded as steps), or open."""
    if row["done"] is not None:
        return "passed" if row["done"].passed else "failed"
    kind = row["described"].kind
    if (kind is StepKind.SIGN and case.decided_at) or (
        kind is StepKind.CERTIFICATE and case.certificate_made
    ):
        return "decided"
    return "open"


def procedure_rows(case: Case) -> list[dict[str, Any]]:
    """The special procedures of the case: notice, days, what stood still meanwhile, result."""
    runs = SpecialProcedureRun.objects.filter(case=case).select_related("started_by").order_by("pk")
    return [{"run": run, "name": _(procedure_name(run.key)), "stops": stopped_words(run)} for run in runs]


def stopped_words(run: SpecialProcedureRun) -> str:
    """Which limits stand still during a procedure (rule 11)."""
    if run.stops_statutory and run.stops_promise:
        return _("法定时限和承诺时限都暂停计算")
    if run.stops_promise:
        return _("承诺时限暂停计算，法定时限照常计算")
    if run.stops_statutory:
        return _("法定时限暂停计算，承诺时限照常计算")
    return _("不暂停任何时限")


def extension_rows(case: Case) -> list[Extension]:
    """The requests to extend the limit and their answers."""
    return list(
        Extension.objects.filter(case=case).select_related("requested_by", "decided_by").order_by("pk")
    )


def course_of(case: Case) -> dict[str, Any]:
    """The course of the case for the ``timeline`` component, and the trips that are recorded in it."""
    entries = queries.course(case)
    acts = [
        RecordedAct(entry.action, entry.actor_kind == "staff", entry.acted_at.astimezone(SHANGHAI).date())
        for entry in entries
    ]
    return {"events": _course_events(case, entries), "visits": visits_of(acts)}


def _course_events(case: Case, entries: Sequence[queries.CourseEntry]) -> list[dict[str, Any]]:
    ids = {entry.actor_id for entry in entries if entry.actor_kind == "staff"}
    names = dict(Staff.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}
    rule_book = case.city.rule_book
    step_names = {step.key: step.name for step in case.version.definition.steps}
    return [
        {
            "title": _title(entry, step_names),
            "when": entry.acted_at,
            "who": _who(entry, names),
            "note": in_page_language(citation(entry.data.get("clauses", ()), rule_book, most=1)),
            "state": "done",
            "links": [],
        }
        for entry in entries
    ]


def _title(entry: queries.CourseEntry, step_names: dict[str, str]) -> str:
    """The act, with the step or the procedure it was about."""
    about = step_names.get(entry.data.get("step", ""), "")
    if entry.data.get("procedure"):
        about = _(procedure_name(entry.data["procedure"]))
    if entry.action is Action.RECORD_STEP and entry.data.get("passed") is False:
        about = _("%(step)s（不通过）") % {"step": about}
    act = act_done(entry.action)
    return _("%(act)s：%(outcome)s") % {"act": act, "outcome": about} if about else act


def _who(entry: queries.CourseEntry, names: dict[int, str]) -> str:
    if entry.actor_kind == "staff":
        return names.get(entry.actor_id, "")
    return _("申请人") if entry.actor_kind == "applicant" else _("依法自动")
