"""The catalogue log accepts inserts only, and known versions get the names of what they share."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import migrations
from psycopg import sql

LICENCE = "1"


def guard_log(apps: Any, schema_editor: Any) -> None:
    """The runtime role may add rows and read them; triggers refuse the rest to the owner, too."""
    role = sql.Identifier(settings.DATABASE_RUNTIME_ROLE).as_string(None)
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON catalog_cataloguelogrow FROM {role}")
        cursor.execute("SELECT records_guard_table('catalog_cataloguelogrow'::regclass)")


def name_what_is_shared(apps: Any, schema_editor: Any) -> None:
    """As ``catalog.actions.shareable_names`` does for new versions."""
    versions = apps.get_model("catalog", "ItemVersion")
    for version in versions.objects.only("id", "content").iterator(chunk_size=100):
        materials = version.content.get("materials") or []
        names = {one["name"] for one in materials if one.get("shared")}
        result = version.content.get("result") or {}
        if result.get("kind") == LICENCE and result.get("name"):
            names.add(result["name"])
        versions.objects.filter(pk=version.pk).update(shareable_names=sorted(names))


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0002_changes"),
        ("records", "0002_database_rights"),
    ]

    operations = [
        migrations.RunPython(guard_log, migrations.RunPython.noop, elidable=False),
        migrations.RunPython(name_what_is_shared, migrations.RunPython.noop, elidable=True),
    ]
