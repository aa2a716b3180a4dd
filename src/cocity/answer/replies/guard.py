"""The database itself refuses to change the words of a reply. Only the personal part can be taken away."""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "answer_replies_replyversion"
FIXED = "reply_id, version, at, public, reasons, body_id, worker, why_corrected, digest"
_SQLITE = [
    f"""CREATE TRIGGER IF NOT EXISTS reply_words_stay BEFORE UPDATE OF {FIXED} ON {TABLE}
        BEGIN SELECT RAISE(ABORT, 'a reply is never edited'); END"""
]
_POSTGRES = [
    """CREATE OR REPLACE FUNCTION reply_is_never_edited() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'a reply is never edited'; END $$""",
    f"""CREATE OR REPLACE TRIGGER reply_words_stay BEFORE UPDATE OF {FIXED} ON {TABLE}
        FOR EACH ROW EXECUTE FUNCTION reply_is_never_edited()""",
]


def stand(connection: BaseDatabaseWrapper) -> None:
    """Put the guard up; again is harmless."""
    with connection.cursor() as cursor:
        for statement in _POSTGRES if connection.vendor == "postgresql" else _SQLITE:
            cursor.execute(statement)
