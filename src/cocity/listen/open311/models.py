"""Table of open311: what is told of public requests as they move, kept so that other systems can ask since when."""

from django.db import models


class Update(models.Model):
    """A public request moved. `seq` is the journal entry it was told by."""

    seq = models.BigIntegerField(unique=True)
    # By number, so that whether it is still public is asked in the same statement.
    commitment = models.ForeignKey(
        "ground_commitments.Commitment", models.PROTECT, to_field="number", db_column="number", db_index=False,
        related_name="+",
    )  # fmt: skip
    at = models.DateTimeField()
    procedure = models.CharField(max_length=60)
    state = models.CharField(max_length=40)
    closed = models.BooleanField(help_text="the state is an end")

    class Meta:
        indexes = (
            models.Index(fields=("at", "id"), name="updates_in_order"),
            models.Index(fields=("commitment", "-id"), name="updates_of_request"),
        )

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.state}"
