"""The public notice of changes: added, changed, suspended, resumed, split, merged, ended (JH-9, JH-29).

It tells coming changes, too: whatever is published is public from that moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from onevisit.law.catalogue_changes import ChangeKind
from onevisit.law.clauses import enforces


@dataclass(frozen=True)
class Successor:
    """An item that takes the place of another."""

    code: str
    name: str


@dataclass(frozen=True)
class Notice:
    """One line: from when, what, of which item, why; ``number`` is that of the version it made or ended."""

    at: datetime
    kind: ChangeKind
    code: str
    name: str
    department: str
    number: int
    note: str
    successors: tuple[Successor, ...]


_NOTICES = """
WITH told AS (
  SELECT version.id, version.valid_from AS at, version.change_note AS note, NULL::bigint AS change_id,
         coalesce(change.kind, CASE WHEN version.number = 1 THEN 'add' ELSE 'change' END) AS kind
    FROM catalog_itemversion AS version
    LEFT JOIN catalog_cataloguechange AS change
      ON change.version_id = version.id AND change.kind IN ('add', 'change', 'resume')
   WHERE version.state <> 'draft'
  UNION ALL
  SELECT version.id, version.valid_to, version.end_note, ended.id,
         coalesce(ended.kind, CASE version.state WHEN 'suspended' THEN 'suspend' ELSE 'retire' END)
    FROM catalog_itemversion AS version
    LEFT JOIN LATERAL (
         SELECT change.id, change.kind FROM catalog_cataloguechange AS change
          WHERE change.version_id = version.id AND change.kind NOT IN ('add', 'change', 'resume')
          ORDER BY change.id DESC LIMIT 1) AS ended ON true
   WHERE version.state IN ('suspended', 'retired')
), latest AS (SELECT * FROM told WHERE (%(code)s = '' OR id IN (
        SELECT version.id FROM catalog_itemversion AS version
          JOIN catalog_item AS item ON item.id = version.item_id WHERE item.code = %(code)s))
   ORDER BY at DESC, id DESC LIMIT %(limit)s)
SELECT latest.at, latest.kind, item.code, version.name, department.short_name, version.number, latest.note,
       (SELECT coalesce(array_agg(ARRAY[other.code, coalesce(named.name, other.code)] ORDER BY other.code),
                        ARRAY[]::text[])
          FROM catalog_cataloguechange_successors AS link
          JOIN catalog_item AS other ON other.id = link.item_id
          LEFT JOIN LATERAL (
               SELECT name FROM catalog_itemversion AS held
                WHERE held.item_id = other.id AND held.state <> 'draft'
                ORDER BY held.number DESC LIMIT 1) AS named ON true
         WHERE link.cataloguechange_id = latest.change_id)
  FROM latest
  JOIN catalog_itemversion AS version ON version.id = latest.id
  JOIN catalog_item AS item ON item.id = version.item_id
  JOIN organization_department AS department ON department.id = item.department_id
 ORDER BY latest.at DESC, latest.id DESC
"""


@enforces("JH-9", "JH-29")
def notices(*, limit: int, code: str = "") -> list[Notice]:
    """The latest notices, of one item where ``code`` names it, the newest first. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_NOTICES, {"limit": limit, "code": code})
        rows = cursor.fetchall()
    return [
        Notice(
            at,
            ChangeKind(kind),
            item,
            name,
            department,
            number,
            note,
            tuple(Successor(*one) for one in links),
        )
        for at, kind, item, name, department, number, note, links in rows
    ]
