"""The staff register: status, certificate, trainings; its only writers (rule 27)."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from onevisit.law.clauses import enforces
from onevisit.law.qualification import ServiceStatus, runs_out_soon
from onevisit.law.refusal import Refusal
from onevisit.law.register_acts import RegisterAct
from onevisit.law.sentence import Sentence
from onevisit.organization.models import Staff, Training
from onevisit.organization.registering import Register, keep
from onevisit.organization.workers import Worker
from onevisit.records import clock

PERSON = "staff_register"
COLUMNS = ("工号", "状态", "执法证号", "有效期至", "事项编码", "培训日期", "培训有效期至", "培训内容")
MOST_ROWS = 2000
MOST_FAULTS = 50
_STATUS_BY_WORD = {status.label: status for status in ServiceStatus}


@dataclass(frozen=True)
class QualificationTerms:
    """Status and certificate of a person. ``valid_until`` is the last day of the certificate."""

    status: ServiceStatus
    certificate_number: str
    valid_until: date | None


@dataclass(frozen=True)
class TrainingTerms:
    """One training for one item. Days are Asia/Shanghai dates; ``valid_until`` None has no end."""

    item_code: str
    trained_on: date
    valid_until: date | None
    course: str


@enforces("RULE-27", "JH-8.4")
def set_qualification(staff: Staff, terms: QualificationTerms, worker: Worker, reason: str, key: str) -> int:
    """Corrects status and certificate of one person. Raises Refusal."""

    def change() -> int:
        _write_terms(staff.pk, terms)
        return staff.pk

    sent = {
        "status": terms.status.value,
        "certificate": terms.certificate_number,
        "until": str(terms.valid_until),
    }
    register = Register(RegisterAct.SET_QUALIFICATION, PERSON, staff.department_id)
    return keep(register, worker, key, sent, change, reason=reason, subject_id=staff.pk)


def _write_terms(staff_id: int, terms: QualificationTerms) -> None:
    Staff.objects.filter(pk=staff_id).update(
        status=terms.status.value,
        certificate_number=terms.certificate_number,
        certificate_valid_until=terms.valid_until,
    )


@enforces("RULE-27", "JH-8.4", "JH-8.6")
def record_trainings(
    staff: Staff, trainings: Sequence[TrainingTerms], worker: Worker, reason: str, key: str
) -> int:
    """Records that a person was trained for some items. Raises Refusal."""

    def change() -> int:
        for one in trainings:
            fault = _training_fault(one)
            if fault is not None:
                raise Refusal("training_terms", fault, clauses=("JH-8.4",))
            _write_training(staff.pk, one)
        return staff.pk

    sent = {"trainings": [[one.item_code, str(one.trained_on), str(one.valid_until)] for one in trainings]}
    register = Register(RegisterAct.RECORD_TRAINING, PERSON, staff.department_id)
    return keep(register, worker, key, sent, change, reason=reason, subject_id=staff.pk)


def _training_fault(one: TrainingTerms) -> Sentence | None:
    if one.trained_on > clock.today():
        return Sentence("培训日期还没有到。")
    if one.valid_until is not None and one.valid_until < one.trained_on:
        return Sentence("培训有效期早于培训日期。")
    return None


def _write_training(staff_id: int, one: TrainingTerms) -> None:
    Training.objects.update_or_create(
        staff_id=staff_id,
        item_code=one.item_code,
        trained_on=one.trained_on,
        defaults={"valid_until": one.valid_until, "course": one.course},
    )


@dataclass(frozen=True)
class ImportRow:
    """One row of an import: whom it is about, and what it says."""

    staff: Staff
    terms: QualificationTerms
    training: TrainingTerms | None


@dataclass(frozen=True)
class RowFault:
    """What is wrong with a row; ``line`` is its number in the file, the heading being line 1."""

    line: int
    fault: Sentence


@dataclass(frozen=True)
class ReadFile:
    """What a file says, or every fault in it; with a fault nothing of it is taken over."""

    rows: tuple[ImportRow, ...]
    faults: tuple[RowFault, ...]


def read_import(data: bytes, department_id: int | None, item_codes: Collection[str]) -> ReadFile:
    """Reads a CSV of the staff register (UTF-8 or GB 18030), all or of one department."""
    text = _decoded(data)
    if text is None:
        return ReadFile((), (RowFault(1, Sentence("文件不是 UTF-8 或者 GB 18030 编码的 CSV。")),))
    lines = list(csv.reader(io.StringIO(text)))
    if not lines or tuple(cell.strip() for cell in lines[0]) != COLUMNS:
        return ReadFile((), (RowFault(1, Sentence("第一行应当是：%(columns)s。", columns=COLUMNS)),))
    if len(lines) > MOST_ROWS + 1:
        return ReadFile((), (RowFault(1, Sentence("一次最多导入 %(most)s 行。", most=MOST_ROWS)),))
    people = {one.employee_number: one for one in Staff.objects.select_related("department")}
    rows: list[ImportRow] = []
    faults: list[RowFault] = []
    for line, cells in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        found = _read_row([cell.strip() for cell in cells], people, department_id, item_codes)
        if isinstance(found, Sentence):
            faults.append(RowFault(line, found))
        else:
            rows.append(found)
    if not rows and not faults:
        faults.append(RowFault(2, Sentence("文件里没有人员。")))
    return ReadFile(tuple(rows), tuple(faults[:MOST_FAULTS]))


def _decoded(data: bytes) -> str | None:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text
    return None


def _read_row(
    cells: list[str], people: dict[str, Staff], department_id: int | None, item_codes: Collection[str]
) -> ImportRow | Sentence:
    if len(cells) != len(COLUMNS):
        return Sentence(
            "应当有 %(wanted)s 列，这一行有 %(found)s 列。", wanted=len(COLUMNS), found=len(cells)
        )
    number, status, certificate, until, item, trained, trained_until, course = cells
    staff = people.get(number)
    if staff is None or department_id not in (None, staff.department_id):
        return Sentence("没有工号是“%(number)s”的本部门人员。", number=number)
    if status not in _STATUS_BY_WORD:
        return Sentence("状态“%(status)s”应当是：%(known)s。", status=status, known=tuple(_STATUS_BY_WORD))
    days = {}
    for column, text in (("有效期至", until), ("培训日期", trained), ("培训有效期至", trained_until)):
        try:
            days[column] = date.fromisoformat(text) if text else None
        except ValueError:
            return Sentence("%(column)s“%(text)s”应当写成 2026-03-02。", column=column, text=text)
    terms = QualificationTerms(_STATUS_BY_WORD[status], certificate[:30], days["有效期至"])
    if not item:
        return ImportRow(staff, terms, None)
    if item not in item_codes:
        return Sentence("没有编码是“%(item)s”的事项。", item=item)
    if days["培训日期"] is None or not course:
        return Sentence("写了事项编码的，要写培训日期和培训内容。")
    training = TrainingTerms(item, days["培训日期"], days["培训有效期至"], course[:120])
    return _training_fault(training) or ImportRow(staff, terms, training)


@enforces("RULE-27", "JH-8.4")
def import_rows(
    rows: Sequence[ImportRow], department_id: int | None, worker: Worker, reason: str, key: str
) -> int:
    """Takes over every row of a file without faults, or none. Raises Refusal."""

    def change() -> int:
        for row in rows:
            _write_terms(row.staff.pk, row.terms)
            if row.training is not None:
                _write_training(row.staff.pk, row.training)
        return len(rows)

    sent = {
        "rows": [
            [row.staff.pk, row.terms.status.value, row.training.item_code if row.training else ""]
            for row in rows
        ]
    }
    register = Register(RegisterAct.IMPORT_QUALIFICATIONS, PERSON, department_id)
    return keep(register, worker, key, sent, change, reason=reason)


@dataclass(frozen=True)
class Standing:
    """How one person stands today: what blocks him, what runs out within thirty days."""

    staff: Staff
    lapsed: bool
    certificate_soon: bool
    trainings_valid: int
    trainings_soon: int

    @property
    def blocked(self) -> bool:
        """Whether the person can decide nothing at all."""
        return self.staff.status != ServiceStatus.SERVING.value or self.lapsed or self.trainings_valid == 0

    @property
    def warned(self) -> bool:
        """Whether something runs out within thirty days."""
        return self.certificate_soon or self.trainings_soon > 0


@enforces("RULE-27")
def standings(people: Sequence[Staff], today: date) -> list[Standing]:
    """How each person stands. One statement beside the people themselves."""
    trainings: dict[int, dict[str, date | None]] = {one.pk: {} for one in people}
    found = Training.objects.filter(staff_id__in=trainings, trained_on__lte=today)
    for one in found.order_by("trained_on"):
        known = trainings[one.staff_id]
        before = known.get(one.item_code, date.min)
        later = None if before is None or one.valid_until is None else max(before, one.valid_until)
        known[one.item_code] = later
    return [_standing(one, trainings[one.pk], today) for one in people]


def _standing(staff: Staff, trainings: dict[str, date | None], today: date) -> Standing:
    until = staff.certificate_valid_until
    valid = [last for last in trainings.values() if last is None or last >= today]
    return Standing(
        staff,
        lapsed=until is not None and until < today,
        certificate_soon=runs_out_soon(until, today),
        trainings_valid=len(valid),
        trainings_soon=sum(runs_out_soon(last, today) for last in valid),
    )
