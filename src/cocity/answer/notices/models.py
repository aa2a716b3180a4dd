"""Tables of notices. Words are kept as they were told; contacts are not here and are opened only while sending."""

from django.db import models
from django.db.models import Q


class Notice(models.Model):
    """Something a person or a body was told about a matter."""

    commitment = models.ForeignKey(
        "ground_commitments.Commitment", models.PROTECT, db_index=False, related_name="+"
    )
    number = models.CharField(max_length=16)
    kind = models.CharField(max_length=30)
    resident = models.ForeignKey(
        "ground_people.Resident", models.PROTECT, null=True, db_index=False, related_name="+"
    )
    body = models.ForeignKey(
        "ground_people.Body", models.PROTECT, null=True, db_index=False, related_name="+"
    )
    entry = models.BigIntegerField(help_text="the journal entry it tells of")
    at = models.DateTimeField()
    words = models.JSONField(help_text="{zh, en}: {subject, text, sms}")
    read_at = models.DateTimeField(null=True)
    read_by = models.CharField(max_length=60, default="", blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="told_to_a_person_or_a_body", condition=Q(resident__isnull=True) ^ Q(body__isnull=True)
            ),
            models.UniqueConstraint(
                "entry", "kind", "resident", condition=Q(resident__isnull=False), name="person_told_once"
            ),
            models.UniqueConstraint(
                "entry", "kind", "body", condition=Q(body__isnull=False), name="body_told_once"
            ),
        )
        indexes = (
            models.Index(
                fields=("resident", "-at", "-id"),
                condition=Q(resident__isnull=False),
                name="notices_of_person",
            ),
            models.Index(
                fields=("body", "-at", "-id"), condition=Q(body__isnull=False), name="notices_of_body"
            ),
            models.Index(
                fields=("resident",),
                condition=Q(resident__isnull=False, read_at__isnull=True),
                name="unread_of_person",
            ),
            models.Index(
                fields=("body",), condition=Q(body__isnull=False, read_at__isnull=True), name="unread_of_body"
            ),
            models.Index(fields=("commitment", "id"), name="notices_of_matter"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Delivery(models.Model):
    """A notice on its way by one channel."""

    class Channel(models.TextChoices):
        EMAIL = "email", "电子邮件"
        SMS = "sms", "短信"
        LETTER = "letter", "信函"

    class State(models.TextChoices):
        WAITING = "waiting", "待发送"
        SENDING = "sending", "发送中"
        SENT = "sent", "已发送"
        GIVEN_UP = "given_up", "发送失败"
        NO_CONTACT = "no_contact", "没有联系方式"

    notice = models.ForeignKey(Notice, models.PROTECT, db_index=False, related_name="deliveries")
    channel = models.CharField(max_length=8, choices=Channel.choices)
    key = models.CharField(
        max_length=32, unique=True, help_text="told to the other side, so a repeat is known"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    next_try = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    refusals = models.PositiveIntegerField(default=0, help_text="attempts that count towards giving up")
    claim = models.CharField(max_length=16, default="", blank=True, help_text="the loop that is sending it")
    claimed_until = models.DateTimeField(null=True)
    doubtful = models.BooleanField(default=False, help_text="handed over once without a clear answer")
    sent_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=120, default="", blank=True)

    class Meta:
        constraints = (models.UniqueConstraint("notice", "channel", name="delivered_once_a_channel"),)
        indexes = (
            models.Index(
                fields=("channel", "next_try", "id"), condition=Q(state="waiting"), name="to_be_sent"
            ),
            models.Index(
                fields=("channel", "claimed_until"), condition=Q(state="sending"), name="being_sent"
            ),
            models.Index(fields=("channel", "id"), condition=Q(state="given_up"), name="given_up"),
        )

    def __str__(self) -> str:
        return f"{self.channel} {self.key}"


class ChannelRest(models.Model):
    """A channel whose other side could not be reached is left alone for a while, by all loops."""

    channel = models.CharField(max_length=8, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=120, default="", blank=True)

    def __str__(self) -> str:
        return self.channel
