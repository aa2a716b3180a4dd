"""Tables of needs. That a matter is in one need at most is a unique column."""

from django.db import models


class Need(models.Model):
    """What several matters say alike. It has no words of its own: theirs are with the matters."""

    opened_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("-opened_at", "-id"), name="needs_newest"),)

    def __str__(self) -> str:
        return f"need {self.pk}"


class Member(models.Model):
    """A matter of a need. The worker who joined it stands in the journal alone."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="members")
    commitment = models.OneToOneField("ground_commitments.Commitment", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    body = models.ForeignKey("ground_people.Body", models.PROTECT, related_name="+")
    reason = models.CharField(max_length=20, help_text="one of `WHY_JOINED`")

    def __str__(self) -> str:
        return f"{self.need_id}: {self.commitment_id}"
