"""What a pre-review saw, point by point, so that what comes later can be compared with it (rules 1, 4)."""

from __future__ import annotations

from collections.abc import Collection

from onevisit.cases.act import Act
from onevisit.cases.form import material_hashes
from onevisit.cases.models import Case, CaseMaterial, Irregularity, PreReview
from onevisit.catalog import evaluate
from onevisit.law.canonical import canonical_text
from onevisit.law.clauses import enforces
from onevisit.records import privacy

ANSWERED = (PreReview.Outcome.PASSED, PreReview.Outcome.RETURNED)


def contents_of(case: Case) -> dict[str, str]:
    """A commitment for each material, answer and condition of the case as it stands. Two statements."""
    definition = case.version.definition
    files = {row["key"]: sorted(row["files"]) for row in material_hashes(case)}
    found: dict[str, list[str]] = {
        f"material:{key}": files.get(key, [])
        for key in CaseMaterial.objects.filter(case=case)
        .exclude(supply=CaseMaterial.Supply.SHARED)
        .values_list("key", flat=True)
    }
    answers = {**case.scenario, **case.answers}
    for _group, questions in evaluate.visible_form(definition, answers):
        for question in questions:
            given = answers.get(question.key, "")
            found[f"question:{question.key}"] = [given] if isinstance(given, str) else list(given)
    scenario = canonical_text({key: str(value) for key, value in case.scenario.items()})
    for condition in evaluate.conditions_for(definition, case.scenario):
        found[f"condition:{condition.key}"] = [scenario]
    return {
        subject: privacy.commitment("pre_review", case.pk, canonical_text({subject: values}))
        for subject, values in found.items()
    }


def changed_since(case: Case, seen: PreReview) -> list[str]:
    """The subjects whose contents are no longer what the pre-review saw."""
    return sorted(
        subject for subject, digest in contents_of(case).items() if seen.seen.get(subject) != digest
    )


@enforces("RULE-1", "RULE-4", "JH-20b")
def note_what_pre_review_missed(act: Act, subjects: Collection[str]) -> None:
    """A point that was there to be seen at the last pre-review and was not raised is an irregularity.

    The correction itself stands: the law asks the organ to tell what is missing (XK-32.4).
    """
    if not act.case.pre_review:
        return
    last = PreReview.objects.filter(case=act.case, outcome__in=ANSWERED).order_by("-pk").first()
    if last is None:
        return
    raised = set(last.points.values_list("subject", flat=True))
    now = contents_of(act.case)
    missed = sorted(
        subject
        for subject in subjects
        if subject not in raised and subject in last.seen and last.seen[subject] == now.get(subject)
    )
    if missed:
        act.data["missed_at_pre_review"] = missed
        Irregularity.objects.create(
            case=act.case, clause="JH-20b", kind="pre_review_missed", found_at=act.now
        )
