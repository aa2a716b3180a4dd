"""Tables of replies. The database refuses to change what was written (migration 0002)."""

from django.db import models
from django.db.models import Q


class Reply(models.Model):
    """One answer to a matter; a matter reopened gets another."""

    class State(models.TextChoices):
        WAITING = "waiting", "待批准"
        GIVEN = "given", "已答复"
        REFUSED = "refused", "未批准"

    class Method(models.TextChoices):
        WRITTEN = "written", "书面"
        TELEPHONE = "telephone", "电话"

    commitment = models.ForeignKey(
        "ground_commitments.Commitment", models.PROTECT, db_index=False, related_name="+"
    )
    number = models.CharField(max_length=16)
    ordinal = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=State.choices)
    claim = models.CharField(max_length=8, default="", blank=True)
    disposition = models.CharField(max_length=12, default="", blank=True)
    step = models.BigIntegerField(help_text="the procedure's step it belongs to")
    method = models.CharField(
        max_length=10, choices=Method.choices, default=Method.WRITTEN, db_default=Method.WRITTEN
    )
    read_back = models.BooleanField(
        default=False, db_default=False, help_text="what is kept was read back to the person"
    )
    given_at = models.DateTimeField(null=True)
    key = models.CharField(max_length=80, null=True, unique=True)  # noqa: DJ001

    class Meta:
        constraints = (
            models.UniqueConstraint("commitment", "ordinal", name="reply_ordinal"),
            models.UniqueConstraint("step", name="one_reply_a_step"),
            models.CheckConstraint(name="claim_or_disposition", condition=Q(claim="") ^ Q(disposition="")),
            models.CheckConstraint(
                name="a_reply_by_telephone_is_read_back", condition=~Q(method="telephone") | Q(read_back=True)
            ),
            models.CheckConstraint(
                name="given_has_its_time", condition=~Q(state="given") | Q(given_at__isnull=False)
            ),
        )
        indexes = (models.Index(fields=("number", "ordinal"), name="replies_of_matter"),)

    def __str__(self) -> str:
        return f"{self.number}/{self.ordinal}"


class ReplyVersion(models.Model):
    """What was written, once. A correction is another row."""

    reply = models.ForeignKey(Reply, models.PROTECT, db_index=False, related_name="versions")
    version = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    public = models.TextField(help_text="screened")
    reasons = models.TextField(default="", blank=True, help_text="screened")
    personal_sealed = models.BinaryField(null=True, help_text="for the person alone, AES-GCM")
    body = models.ForeignKey("ground_people.Body", models.PROTECT, related_name="+")
    worker = models.CharField(max_length=60)
    why_corrected = models.TextField(default="", blank=True, help_text="screened")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the public part, as the journal has it")
    key = models.CharField(max_length=80, null=True, unique=True)  # noqa: DJ001

    class Meta:
        constraints = (
            models.UniqueConstraint("reply", "version", name="reply_version_once"),
            models.CheckConstraint(
                name="a_correction_says_why", condition=Q(version=1) | ~Q(why_corrected="")
            ),
        )

    def __str__(self) -> str:
        return f"{self.reply_id}.{self.version}"

    @property
    def seal(self) -> str:
        """The record the personal part is bound to."""
        return f"reply:{self.reply_id}:{self.version}"
