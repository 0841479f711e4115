"""What the running program may do with the tables, and what the database refuses to everybody.

Two roles: migrations run as the owner of the tables, the program as the runtime role. The runtime role may read and
add ledger rows, never change or remove them; triggers refuse the same to the owner.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import migrations
from psycopg import errors, sql

INSERT_ONLY = [
    "records_ledgerrow",
    "records_accesslogrow",
    "records_anchor",
    "records_anchorleaf",
    "records_anchorkey",
]
PARTITIONED = ["records_ledgerrow", "records_accesslogrow"]
# All columns but the transaction id, which the database itself sets.
LEDGER_COLUMNS = """case_id, sequence, action, acted_at, recorded_at, actor_kind, actor_id, in_place_of_id, hall_id,
    window_id, channel, canonical, algorithm, previous_hash, hash"""

REFUSAL = """
CREATE FUNCTION records_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION records_guard_table(guarded regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- Row triggers of a partitioned table reach its partitions by themselves, statement triggers do not.
    IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = guarded AND tgname = 'refuse_change') THEN
        EXECUTE format('CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON %s
                        FOR EACH ROW EXECUTE FUNCTION public.records_refuse_change()', guarded);
    END IF;
    EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %s
                    FOR EACH STATEMENT EXECUTE FUNCTION public.records_refuse_change()', guarded);
END $$;
REVOKE ALL ON FUNCTION records_guard_table(regclass) FROM PUBLIC;
"""

# The empty table made from the model gives columns and indexes; a table can't become partitioned afterwards.
PARTITION_TABLE = """
ALTER TABLE {table} RENAME TO {table}_plain;
CREATE TABLE {table} (LIKE {table}_plain INCLUDING ALL) PARTITION BY RANGE (recorded_at);
DROP TABLE {table}_plain;
CREATE TABLE {table}_default PARTITION OF {table} DEFAULT;
"""

MAKE_PARTITIONS = """
CREATE FUNCTION records_make_partitions(day date, months_ahead integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    parent text;
    partition text;
    month date;
    lower_bound timestamptz;
    upper_bound timestamptz;
    filled boolean;
    made integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('records_make_partitions'));
    FOREACH parent IN ARRAY ARRAY['records_ledgerrow', 'records_accesslogrow'] LOOP
        FOR step IN 0..least(months_ahead, 24) LOOP
            month := (date_trunc('month', day) + make_interval(months => step))::date;
            partition := parent || to_char(month, '_YYYYMM');
            CONTINUE WHEN to_regclass('public.' || partition) IS NOT NULL;
            lower_bound := month::timestamp AT TIME ZONE 'Asia/Shanghai';
            upper_bound := (month + interval '1 month') AT TIME ZONE 'Asia/Shanghai';
            EXECUTE format('SELECT EXISTS (SELECT FROM public.%I WHERE recorded_at >= %L AND recorded_at < %L)',
                           parent || '_default', lower_bound, upper_bound) INTO filled;
            CONTINUE WHEN filled;
            EXECUTE format('CREATE TABLE public.%I PARTITION OF public.%I FOR VALUES FROM (%L) TO (%L)',
                           partition, parent, lower_bound, upper_bound);
            EXECUTE format('REVOKE ALL ON public.%I FROM {role_literal}', partition);
            PERFORM public.records_guard_table(('public.' || partition)::regclass);
            made := made + 1;
        END LOOP;
    END LOOP;
    RETURN made;
END $$;
REVOKE ALL ON FUNCTION records_make_partitions(date, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION records_make_partitions(date, integer) TO {role};
"""

RIGHTS = """
GRANT USAGE ON SCHEMA public TO {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role};
REVOKE UPDATE, DELETE, TRUNCATE ON {insert_only}, records_calendaryear FROM {role};
REVOKE INSERT ON records_ledgerrow FROM {role};
GRANT INSERT ({ledger_columns}) ON records_ledgerrow TO {role};
REVOKE ALL ON records_ledgerrow_default, records_accesslogrow_default FROM {role};
GRANT SELECT ON records_ledgerrow_default, records_accesslogrow_default TO {role};
REVOKE UPDATE, DELETE, TRUNCATE ON records_installation FROM {role};
GRANT UPDATE (clock_offset, calendar_version) ON records_installation TO {role};
"""


def protect(apps: Any, schema_editor: Any) -> None:
    """Partitions and guards the insert-only tables and gives the runtime role its rights."""
    role = settings.DATABASE_RUNTIME_ROLE
    with schema_editor.connection.cursor() as cursor:
        ensure_role(cursor, role)
        names = {
            "role": sql.Identifier(role).as_string(None),
            "insert_only": ", ".join(INSERT_ONLY),
            "ledger_columns": LEDGER_COLUMNS,
        }
        cursor.execute(REFUSAL)
        for table in PARTITIONED:
            cursor.execute(PARTITION_TABLE.format(table=table))
        cursor.execute("ALTER TABLE records_ledgerrow ALTER transaction_id SET DEFAULT pg_current_xact_id()")
        cursor.execute(RIGHTS.format(**names))
        for table in [*INSERT_ONLY, *(f"{table}_default" for table in PARTITIONED)]:
            cursor.execute("SELECT records_guard_table(%s::regclass)", [table])
        role_literal = names["role"].replace("'", "''").replace("%", "%%")
        cursor.execute(
            MAKE_PARTITIONS.replace("{role_literal}", role_literal).replace("{role}", names["role"])
        )
        cursor.execute("SELECT records_make_partitions(current_date, 3)")


def ensure_role(cursor: Any, role: str) -> None:
    """Makes the runtime role if it is missing, and lets the owner take it on.

    Raises RuntimeError with what to do when the owner may not make roles.
    """
    name = sql.Identifier(role).as_string(None)
    cursor.execute("SELECT current_user = %s", [role])
    if cursor.fetchone()[0]:
        raise RuntimeError(
            f"Migrations run as {role}, the role of the running program: run them as the owner of the tables."
        )
    try:
        cursor.execute(
            f"""DO $$ BEGIN
                IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {sql.Literal(role).as_string(None)}) THEN
                    CREATE ROLE {name} NOLOGIN;
                END IF;
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL;  -- another database of this server made it at the same moment
            END $$"""
        )
    except Exception as error:
        if not isinstance(error.__cause__, errors.InsufficientPrivilege):
            raise
        raise RuntimeError(
            f"The role {role} does not exist and may not be made: let an administrator run CREATE ROLE {name}."
        ) from error


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial"), ("procrastinate", "0041_post_retry_failed_job")]
    operations = [
        migrations.RunPython(protect, migrations.RunPython.noop, elidable=False),
        # Commits that notify wait for each other, one installation wide: with 12 writers 350 instead of 1,500
        # commits a second. The worker looks for jobs several times a second instead.
        migrations.RunSQL(
            "ALTER TABLE procrastinate_jobs DISABLE TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1",
            "ALTER TABLE procrastinate_jobs ENABLE TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1",
        ),
    ]
