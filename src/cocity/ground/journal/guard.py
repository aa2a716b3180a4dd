"""The database itself refuses to change or delete an entry. One thing may be forgotten and never set again: its salt,
so that hashes published of it lead back to nothing (an erasure)."""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "ground_journal_journalentry"
# Against update, a new salt, delete and INSERT OR REPLACE; on PostgreSQL against update or delete, and truncate.
TRIGGERS = {"sqlite": 4, "postgresql": 2}
_FIXED = "seq, tx, at, actor, on_behalf_of, kind, subject, data, public, cause"
_SQLITE = [
    "DROP TRIGGER IF EXISTS journal_no_update",  # as it was before there were salts
    f"""CREATE TRIGGER journal_no_update BEFORE UPDATE OF {_FIXED} ON {TABLE}
        BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
    f"""CREATE TRIGGER IF NOT EXISTS journal_no_new_salt BEFORE UPDATE OF salt ON {TABLE} WHEN NEW.salt IS NOT NULL
        BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
    f"""CREATE TRIGGER IF NOT EXISTS journal_no_delete BEFORE DELETE ON {TABLE}
        BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
    # SQLite's REPLACE deletes the old row without asking the trigger against deleting.
    f"""CREATE TRIGGER IF NOT EXISTS journal_no_replace BEFORE INSERT ON {TABLE}
        WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE seq = NEW.seq)
        BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",  # noqa: S608 - a constant
]
_GUARDED = ("update", "new_salt", "delete", "replace")
_SQLITE_LIFT = [f"DROP TRIGGER IF EXISTS journal_no_{what}" for what in _GUARDED]
POSTGRES_TRIGGERS = [
    f"""CREATE OR REPLACE TRIGGER journal_no_change BEFORE UPDATE OR DELETE ON {TABLE}
        FOR EACH ROW EXECUTE FUNCTION journal_is_append_only()""",
    f"""CREATE OR REPLACE TRIGGER journal_no_truncate BEFORE TRUNCATE ON {TABLE}
        FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only()""",
]
_POSTGRES = [
    """CREATE OR REPLACE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN
         IF TG_OP = 'UPDATE' THEN
           IF NEW.salt IS NULL AND to_jsonb(NEW) - 'salt' = to_jsonb(OLD) - 'salt' THEN RETURN NEW; END IF;
         END IF;
         RAISE EXCEPTION 'the journal is append-only';
       END $$""",
    *POSTGRES_TRIGGERS,
]
_POSTGRES_LIFT = [
    f"DROP TRIGGER IF EXISTS journal_no_change ON {TABLE}",
    f"DROP TRIGGER IF EXISTS journal_no_truncate ON {TABLE}",
]


def run(connection: BaseDatabaseWrapper, sqlite: list[str], postgres: list[str]) -> None:
    """Whichever statements this database understands."""
    with connection.cursor() as cursor:
        for statement in postgres if connection.vendor == "postgresql" else sqlite:
            cursor.execute(statement)


def stand(connection: BaseDatabaseWrapper) -> None:
    """Put the guard up; again is harmless."""
    run(connection, _SQLITE, _POSTGRES)


def lift(connection: BaseDatabaseWrapper) -> None:
    """Take the guard down: for tests that empty their own database, and for nothing else."""
    run(connection, _SQLITE_LIFT, _POSTGRES_LIFT)


def stands(connection: BaseDatabaseWrapper) -> bool:
    """Whether the guard is up: every trigger there."""
    if connection.vendor == "postgresql":
        there = "SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass(%s) AND tgname LIKE %s AND tgenabled <> 'D'"
    else:
        there = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s AND name LIKE %s"
    with connection.cursor() as cursor:
        cursor.execute(there, [TABLE, "journal_no_%"])
        return bool(cursor.fetchone()[0] >= TRIGGERS[connection.vendor])
