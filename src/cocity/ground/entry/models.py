"""Tables of entry: counts of tries and one-time codes, none of which holds an address or a telephone in clear."""

from django.db import models


class Tries(models.Model):
    """How often one thing was tried by one key since the first try of its window."""

    purpose = models.CharField(max_length=20)
    key = models.CharField(max_length=32, help_text="keyed hash of the number, telephone or network address")
    since = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint("purpose", "key", name="tries_counted_once"),)

    def __str__(self) -> str:
        return f"{self.purpose}: {self.count}"


class PhoneCode(models.Model):
    """A one-time code for a telephone; the code itself is kept only until it is sent."""

    ticket = models.CharField(max_length=43, unique=True)
    digest = models.CharField(max_length=32)
    phone_sealed = models.BinaryField()
    code_sealed = models.BinaryField(null=True, help_text="until it is sent or has expired")
    language = models.CharField(max_length=12)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.ticket[:6]
