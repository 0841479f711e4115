"""What stands above the worklist: referrals without an answer (rule 36), posts that nobody mans (AS-3.3d)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import connection

from onevisit.law.clauses import enforces
from onevisit.law.powers import Role
from onevisit.organization.workers import Worker


class AlarmKind(StrEnum):
    """What an alarm is about."""

    TO_ANSWER = "to_answer"
    LATE_TO_ANSWER = "late_to_answer"
    LATE_ASKED = "late_asked"
    UNMANNED = "unmanned"


@dataclass(frozen=True)
class Alarm:
    """One alarm: how many referrals, or which post (its key and name)."""

    kind: AlarmKind
    number: int
    name: str


_ALARMS = """
WITH waiting AS (
    SELECT department_id = %(department)s AS ours, asked_by_id = %(staff)s AS asked, due_on < %(day)s AS late
      FROM cases_referral
     WHERE answered_at IS NULL AND (department_id = %(department)s OR asked_by_id = %(staff)s)
), away AS (SELECT staff_id FROM organization_absence WHERE starts_at <= %(now)s AND ends_at > %(now)s)
SELECT 'to_answer', count(*), '' FROM waiting WHERE ours AND NOT late HAVING count(*) > 0
UNION ALL SELECT 'late_to_answer', count(*), '' FROM waiting WHERE ours AND late HAVING count(*) > 0
UNION ALL SELECT 'late_asked', count(*), '' FROM waiting WHERE asked AND late HAVING count(*) > 0
UNION ALL
SELECT 'unmanned', post.id, post.name
  FROM organization_post AS post
 WHERE post.holder_a_id IN (SELECT staff_id FROM away) AND post.holder_b_id IN (SELECT staff_id FROM away)
   AND NOT EXISTS (SELECT FROM organization_standin AS named
                    WHERE named.post_id = post.id AND named.day = %(day)s
                      AND named.staff_id NOT IN (SELECT staff_id FROM away))
   AND ((%(head)s AND post.department_id = %(department)s)
        OR (%(manager)s AND post.hall_id = %(hall)s)
        OR EXISTS (SELECT FROM organization_chiefrepresentative AS chief
                    WHERE chief.staff_id = %(staff)s AND chief.department_id = post.department_id
                      AND chief.hall_id = post.hall_id AND chief.valid_from <= %(day)s
                      AND (chief.valid_to IS NULL OR chief.valid_to >= %(day)s)))
"""


@enforces("RULE-36", "AS-3.3d")
def alarms(worker: Worker, now: datetime) -> list[Alarm]:
    """What one person has to see to beside his cases. One statement."""
    asked = {
        "department": worker.department_id,
        "staff": worker.staff_id,
        "hall": worker.hall_id,
        "day": now.date(),
        "now": now,
        "head": worker.has(Role.DEPARTMENT_HEAD),
        "manager": worker.has(Role.HALL_MANAGER),
    }
    with connection.cursor() as cursor:
        cursor.execute(_ALARMS, asked)
        return [Alarm(AlarmKind(kind), number, name) for kind, number, name in cursor.fetchall()]
