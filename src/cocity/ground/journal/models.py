"""Tables of the journal. Triggers refuse to change or delete an entry (migration 0002), but for its salt (0003)."""

from typing import Any

from django.db import models
from django.db.models.expressions import Func


class TransactionId(Func):
    """The number of the writing transaction (PostgreSQL), by which readers know what is settled; 0 on SQLite,
    where only one transaction writes at a time. As it was before numbers were counted ahead (0004)."""

    output_field = models.BigIntegerField()
    on_postgresql = "pg_current_xact_id()::text::bigint"

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **extra: Any) -> tuple[str, tuple[Any, ...]]:
        return (self.on_postgresql if connection.vendor == "postgresql" else "0"), ()


class EntryTransaction(TransactionId):
    """As above, counted on from the numbers a database brought from another server (`numbering`)."""

    on_postgresql = f"{TransactionId.on_postgresql} + journal_ahead()"


class JournalEntry(models.Model):
    """One fact. `data` is private to the city's own components; `public` may be told to anyone."""

    seq = models.BigAutoField(primary_key=True)
    tx = models.BigIntegerField(db_default=EntryTransaction())
    at = models.DateTimeField()
    actor = models.CharField(max_length=60)
    on_behalf_of = models.CharField(max_length=60, default="")
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=60)
    data = models.JSONField(default=dict)
    public = models.JSONField(null=True)
    cause = models.BigIntegerField(null=True)
    salt = models.BinaryField(null=True, help_text="32 random bytes; the one thing an entry may forget")

    class Meta:
        indexes = (
            models.Index(fields=("tx", "seq"), name="journal_order"),
            models.Index(fields=("subject", "seq"), name="journal_subject"),
        )


class Cursor(models.Model):
    """How far a subscriber has read, and what stopped it last."""

    name = models.CharField(max_length=80, primary_key=True)
    tx = models.BigIntegerField(default=0)
    seq = models.BigIntegerField(default=0)
    attempts = models.PositiveIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    last_error = models.TextField(default="", blank=True)


class Parked(models.Model):
    """An entry a subscriber could not take after many attempts; shown by `cocity doctor` until replayed."""

    subscriber = models.CharField(max_length=80)
    seq = models.BigIntegerField()
    at = models.DateTimeField()
    error = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint("subscriber", "seq", name="parked_once"),)
