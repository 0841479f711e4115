"""Posts, absences, stand-ins and chief representatives: reading who is on duty, and the only writers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from onevisit.law.clauses import enforces
from onevisit.law.posts import CARRIED, AbsenceKind, PostHolders, on_duty
from onevisit.law.powers import Role
from onevisit.law.refusal import Refusal
from onevisit.law.register_acts import RegisterAct
from onevisit.law.sentence import Sentence
from onevisit.organization.models import Absence, ChiefRepresentative, Post, Staff, StandIn
from onevisit.organization.registering import Register, keep
from onevisit.organization.workers import Worker
from onevisit.records import clock

POST, CHIEF, ABSENCE = "post", "chief", "absence"
SIGNING = frozenset({Role.SIGNER.value, Role.DEPARTMENT_HEAD.value})


@dataclass(frozen=True)
class Manned:
    """A post at one moment: who is on duty (None: unmanned), who is away, who was named for the day."""

    post: Post
    on_duty: Staff | None
    away: Mapping[int, Absence]
    stand_in: StandIn | None

    @property
    def by_a(self) -> bool:
        """Whether the A holder himself is there."""
        return self.on_duty is not None and self.on_duty.pk == self.post.holder_a_id


@enforces("AS-3.3d")
def manning(posts: Iterable[Post], at: datetime) -> list[Manned]:
    """How each post is manned at a moment. Two statements beside the posts themselves."""
    away = {
        absence.staff_id: absence for absence in Absence.objects.filter(starts_at__lte=at, ends_at__gt=at)
    }
    named = {
        stand_in.post_id: stand_in
        for stand_in in StandIn.objects.filter(day=at.date()).select_related("staff")
    }
    return [_manned(post, away, named.get(post.pk)) for post in posts]


def _manned(post: Post, away: Mapping[int, Absence], stand_in: StandIn | None) -> Manned:
    people = {post.holder_a_id: post.holder_a, post.holder_b_id: post.holder_b}
    if stand_in is not None:
        people[stand_in.staff_id] = stand_in.staff
    named = None if stand_in is None else stand_in.staff_id
    holder = on_duty(PostHolders(post.holder_a_id, post.holder_b_id, named), away)
    return Manned(post, None if holder is None else people[holder], away, stand_in)


def posts_with_people() -> Iterable[Post]:
    """All posts with their hall, department, window and holders, by key. One statement."""
    return Post.objects.select_related("hall", "department", "window", "holder_a", "holder_b").order_by("pk")


def unmanned_posts(worker: Worker, at: datetime) -> list[Post]:
    """Posts that nobody mans at a moment, of his own department or in the hall he manages."""
    concerns = Q(department_id=worker.department_id)
    if worker.has(Role.HALL_MANAGER):
        concerns |= Q(hall_id=worker.hall_id)
    empty = Absence.objects.filter(starts_at__lte=at, ends_at__gt=at).values("staff_id")
    found = Post.objects.filter(concerns, holder_a_id__in=empty, holder_b_id__in=empty)
    candidates = list(found.select_related("hall", "department", "holder_a", "holder_b").order_by("pk"))
    return [one.post for one in manning(candidates, at) if one.on_duty is None] if candidates else []


def is_chief(worker: Worker, department_id: int, hall_id: int | None) -> bool:
    """Whether the worker is the department's chief representative in the hall today. One statement."""
    if hall_id is None or worker.away:
        return False
    found = ChiefRepresentative.objects.filter(
        staff_id=worker.staff_id, department_id=department_id, hall_id=hall_id, valid_from__lte=worker.day
    )
    return found.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=worker.day)).exists()


def may_register_absence_of(staff: Staff, worker: Worker) -> bool:
    """Whether the worker may by right: he is the person himself, or the chief representative there."""
    return staff.pk == worker.staff_id or is_chief(worker, staff.department_id, staff.hall_id)


@enforces("AS-3.3d")
def register_absence(
    staff: Staff,
    starts_at: datetime,
    ends_at: datetime,
    kind: AbsenceKind,
    handover_note: str,
    worker: Worker,
    reason: str,
    key: str,
) -> int:
    """Registers that somebody is away from one moment to another; at the first his powers pass to B.

    An absence never begins in the past: what he did until now he did himself. Raises Refusal.
    """

    def change() -> int:
        now = clock.now()
        begins = max(starts_at, now)
        if ends_at <= begins:
            raise Refusal(
                "absence_out_of_order",
                Sentence("返岗时间要晚于离岗时间，也要晚于现在。"),
                clauses=("AS-3.3d",),
            )
        Staff.objects.select_for_update().get(pk=staff.pk)
        if Absence.objects.filter(staff=staff, starts_at__lt=ends_at, ends_at__gt=begins).exists():
            raise Refusal(
                "away_already",
                Sentence("%(name)s在这段时间已经登记过离岗。", name=staff.name),
                clauses=("AS-3.3d",),
                next_step=Sentence("请先登记返岗，再重新登记。"),
            )
        made = Absence.objects.create(
            staff=staff,
            starts_at=begins,
            ends_at=ends_at,
            announced_until=ends_at,
            kind=kind.value,
            handover_note=handover_note,
            registered_by_id=worker.staff_id,
            registered_at=now,
        )
        return made.pk

    right = may_register_absence_of(staff, worker)
    register = Register(RegisterAct.REGISTER_ABSENCE, ABSENCE, staff.department_id, by_right=right)
    sent = {"staff": staff.pk, "from": starts_at.isoformat(), "to": ends_at.isoformat(), "kind": kind.value}
    return keep(register, worker, key, sent, change, reason=reason)


@enforces("AS-3.3d")
def end_absence(absence: Absence, worker: Worker, reason: str, key: str) -> int:
    """Somebody is back early: from this moment he has his powers again and B has them no longer."""

    def change() -> int:
        held = Absence.objects.select_for_update().get(pk=absence.pk)
        now = clock.now()
        if held.ends_at <= now:
            raise Refusal("back_already", Sentence("这次离岗已经结束。"), clauses=("AS-3.3d",))
        held.ends_at = max(now, held.starts_at)
        held.save(update_fields=["ends_at"])
        return held.pk

    right = may_register_absence_of(absence.staff, worker)
    register = Register(RegisterAct.END_ABSENCE, ABSENCE, absence.staff.department_id, by_right=right)
    return keep(register, worker, key, {}, change, reason=reason, subject_id=absence.pk)


@enforces("AS-3.3d")
def name_stand_in(post: Post, staff: Staff, worker: Worker, reason: str, key: str) -> int:
    """Names who holds an unmanned post for the rest of the day. Raises Refusal."""

    def change() -> int:
        Post.objects.select_for_update().get(pk=post.pk)
        now = clock.now()
        refusal = stand_in_refusal(manning([post], now)[0])
        if refusal is None and staff.department_id != post.department_id:
            refusal = Refusal(
                "other_department",
                Sentence("顶岗人员要是%(department)s的人员。", department=post.department.name),
                clauses=("AS-3.3d",),
            )
        if (
            refusal is None
            and Absence.objects.filter(staff=staff, starts_at__lte=now, ends_at__gt=now).exists()
        ):
            refusal = Refusal(
                "away_himself", Sentence("%(name)s自己也离岗了。", name=staff.name), clauses=("AS-3.3d",)
            )
        if refusal is not None:
            raise refusal
        StandIn.objects.update_or_create(
            post=post,
            day=now.date(),
            defaults={
                "staff": staff,
                "named_by_id": worker.staff_id,
                "named_at": now,
                "reason": " ".join(reason.split()),
            },
        )
        return post.pk

    right = is_chief(worker, post.department_id, post.hall_id)
    register = Register(RegisterAct.NAME_STAND_IN, POST, post.department_id, by_right=right)
    return keep(register, worker, key, {"staff": staff.pk}, change, reason=reason, subject_id=post.pk)


def stand_in_refusal(manned: Manned) -> Refusal | None:
    """None when the post is unmanned now; a stand-in is for that alone."""
    if manned.on_duty is None:
        return None
    return Refusal(
        "manned",
        Sentence("岗位现在有人在岗（%(name)s），不需要顶岗。", name=manned.on_duty.name),
        clauses=("AS-3.3d",),
    )


@dataclass(frozen=True)
class PostTerms:
    """A post as it is registered: place, name, holders, and the roles that pass from A to B."""

    hall_id: int
    department_id: int
    window_id: int | None
    name: str
    holder_a: Staff
    holder_b: Staff
    roles: frozenset[Role]


@enforces("AS-3.3d")
def set_post(terms: PostTerms, worker: Worker, reason: str, key: str, *, post: Post | None = None) -> int:
    """Registers a post or changes its holders. Raises Refusal."""

    def change() -> int:
        faults = _post_faults(terms)
        if faults:
            raise Refusal(
                "post_terms",
                Sentence("岗位不能这样登记：%(faults)s", faults=tuple(faults)),
                clauses=("AS-3.3d",),
            )
        held = Post() if post is None else Post.objects.select_for_update().get(pk=post.pk)
        held.hall_id, held.department_id = terms.hall_id, terms.department_id
        held.window_id, held.name = terms.window_id, terms.name
        held.holder_a, held.holder_b = terms.holder_a, terms.holder_b
        held.roles = sorted(role.value for role in terms.roles)
        held.save()
        return held.pk

    sent = {
        "place": [terms.hall_id, terms.department_id, terms.window_id],
        "name": terms.name,
        "holders": [terms.holder_a.pk, terms.holder_b.pk],
        "roles": sorted(terms.roles),
    }
    register = Register(RegisterAct.SET_POST, POST, terms.department_id)
    return keep(
        register, worker, key, sent, change, reason=reason, subject_id=None if post is None else post.pk
    )


def _post_faults(terms: PostTerms) -> Iterable[Sentence]:
    faults = []
    if terms.holder_a.pk == terms.holder_b.pk:
        faults.append(Sentence("A 岗和 B 岗不能是同一个人。"))
    if {terms.holder_a.department_id, terms.holder_b.department_id} != {terms.department_id}:
        faults.append(Sentence("A 岗和 B 岗都要是本部门的人员。"))
    if not terms.roles or terms.roles - CARRIED:
        faults.append(Sentence("没有写明岗位的职权，或者写了不能顶替的职权。"))
    return faults


@enforces("AS-3.2b", "JH-8.4")
def appoint_chief(
    staff: Staff, hall_id: int, document: str, valid_from: date, worker: Worker, reason: str, key: str
) -> int:
    """Appoints the chief representative of a department in a hall; the one before ends the day before."""

    def change() -> int:
        if valid_from < clock.today():
            raise Refusal("backdated_chief", Sentence("任命的生效日期不能早于今天。"), clauses=("AS-3.2b",))
        if not staff.roles.filter(role__in=SIGNING, department=staff.department).exists():
            raise Refusal(
                "no_signer",
                Sentence("%(name)s没有签发权，不能任首席代表。", name=staff.name),
                clauses=("AS-3.2b", "JH-8.2"),
                next_step=Sentence("部门应当向首席代表充分授权，请先授予签发权。"),
            )
        held = ChiefRepresentative.objects.select_for_update().filter(
            department_id=staff.department_id, hall_id=hall_id, valid_to__isnull=True
        )
        for before in held:
            if before.valid_from >= valid_from:
                raise Refusal("chief_same_day", Sentence("同一天已经任命过首席代表。"), clauses=("AS-3.2b",))
            before.valid_to = date.fromordinal(valid_from.toordinal() - 1)
            before.save(update_fields=["valid_to"])
        return ChiefRepresentative.objects.create(
            department_id=staff.department_id,
            hall_id=hall_id,
            staff=staff,
            document=document,
            valid_from=valid_from,
        ).pk

    register = Register(RegisterAct.APPOINT_CHIEF, CHIEF, staff.department_id)
    sent = {"staff": staff.pk, "hall": hall_id, "document": document, "from": valid_from.isoformat()}
    return keep(register, worker, key, sent, change, reason=reason)
