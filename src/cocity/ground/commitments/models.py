"""Tables of the spine. Exactly one holder at every moment is a NOT NULL column; one open lead leg is a constraint."""

from datetime import timedelta

from django.db import models
from django.db.models import Q


class Commitment(models.Model):
    """An outcome owed to someone by a time, under a pinned procedure."""

    class Visibility(models.TextChoices):
        PUBLIC = "public", "公开"
        PRIVATE = "private", "不公开"

    class Outcome(models.TextChoices):
        YES = "yes", "已解决"
        PARTLY = "partly", "部分解决"
        NO = "no", "未解决"

    number = models.CharField(max_length=16, unique=True)
    procedure = models.CharField(max_length=60)
    procedure_version = models.CharField(max_length=10)
    hand = models.CharField(max_length=12)
    holder = models.ForeignKey("ground_people.Body", models.PROTECT, related_name="+")
    worker = models.ForeignKey(
        "ground_people.Worker", models.PROTECT, null=True, db_index=False, related_name="+"
    )
    offered_to = models.ForeignKey(
        "ground_people.Body", models.PROTECT, null=True, db_index=False, related_name="+"
    )
    against = models.ForeignKey(
        "ground_people.Body",
        models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        help_text="the body complained about",
    )
    beneficiary = models.ForeignKey(
        "ground_people.Resident", models.PROTECT, null=True, db_index=False, related_name="+"
    )
    beneficiary_kind = models.CharField(max_length=12, default="resident")
    place = models.ForeignKey("ground_places.Place", models.PROTECT, null=True, related_name="+")
    place_path = models.CharField(max_length=255, default="")
    layer = models.CharField(max_length=12, default="surface")
    category = models.CharField(max_length=80, default="")
    channel = models.CharField(max_length=30, default="")
    title = models.CharField(max_length=120, default="", help_text="screened: nothing personal")
    calendar = models.CharField(max_length=20, default="", help_text="empty: the city's")
    words = models.TextField(default="", help_text="screened words to be found by")
    because = models.JSONField(default=list)
    state = models.CharField(max_length=40)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(help_text="the whole clock's; kept here for lists")
    provisional = models.BooleanField(default=False, help_text="rests on a calendar not yet announced")
    claimed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    claim = models.CharField(
        max_length=8, choices=Outcome.choices, default="", help_text="the unit's own word"
    )
    confirmed = models.CharField(
        max_length=8, choices=Outcome.choices, default="", help_text="the person's word"
    )
    stars = models.PositiveSmallIntegerField(null=True)
    level = models.PositiveSmallIntegerField(default=0, help_text="how often it was escalated")
    supervised = models.BooleanField(default=False)
    handled_by = models.JSONField(default=list, help_text="ids of bodies that have held it after intake")
    counts = models.JSONField(default=dict, help_text="how often each bounded action was taken")
    visibility = models.CharField(max_length=8, choices=Visibility.choices, default=Visibility.PRIVATE)
    version = models.PositiveIntegerField(default=1)
    key = models.CharField(max_length=80, null=True, unique=True, help_text="idempotency key")  # noqa: DJ001

    class Meta:
        indexes = (
            models.Index(
                fields=("holder", "due_at", "id"), condition=Q(ended_at__isnull=True), name="due_by_holder"
            ),
            models.Index(
                fields=("offered_to", "due_at", "id"),
                condition=Q(offered_to__isnull=False),
                name="due_by_offered",
            ),
            # `include` lets a count read the index alone.
            models.Index(
                fields=("due_at", "id"),
                include=("holder", "against"),
                condition=Q(ended_at__isnull=True),
                name="due_open",
            ),
            # In the order of the table: thousands are counted without going to and fro in it.
            models.Index(
                fields=("id",), include=("against",), condition=Q(ended_at__isnull=True), name="open_in_order"
            ),
            models.Index(
                fields=("procedure", "state", "due_at", "id"),
                condition=Q(ended_at__isnull=True),
                name="due_by_state",
            ),
            models.Index(
                fields=("holder",),
                condition=Q(supervised=True, ended_at__isnull=True),
                name="supervised_by_holder",
            ),
            models.Index(fields=("worker",), condition=Q(worker__isnull=False), name="of_worker"),
            models.Index(fields=("against",), condition=Q(against__isnull=False), name="against_body"),
            # What the public list is narrowed and counted by stands in the index, so neither reads the table.
            models.Index(
                fields=("-opened_at", "-id"),
                include=("place_path", "category", "procedure", "ended_at", "due_at"),
                condition=Q(visibility="public"),
                name="public_list",
            ),
            models.Index(fields=("-opened_at", "-id"), name="newest"),
            models.Index(
                fields=("beneficiary", "-opened_at"),
                condition=Q(beneficiary__isnull=False),
                name="by_beneficiary",
            ),
            # Places are asked for by the beginning of their path, which only this order of letters can answer.
            models.Index(
                fields=("place_path", "opened_at"),
                opclasses=("varchar_pattern_ops", "timestamptz_ops"),
                name="below_place",
            ),
        )
        constraints = (
            models.CheckConstraint(
                name="never_offered_to_its_holder", condition=~Q(offered_to=models.F("holder"))
            ),
            models.CheckConstraint(
                name="stars_one_to_five", condition=Q(stars__isnull=True) | Q(stars__gte=1, stars__lte=5)
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def subject(self) -> str:
        """What the journal calls it."""
        return f"commitment:{self.pk}"


class ClockRun(models.Model):
    """One running of a procedure's clock."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, db_index=False, related_name="clocks")
    name = models.CharField(max_length=40)
    ordinal = models.PositiveSmallIntegerField(default=1)
    limit = models.PositiveIntegerField()
    unit = models.CharField(max_length=14)
    pausable = models.BooleanField(default=False)
    breach = models.CharField(max_length=24)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    provisional = models.BooleanField(default=False)
    pauses = models.JSONField(default=list, help_text="[[from, to], …] ISO times")
    paused_at = models.DateTimeField(null=True)
    paused_until = models.DateField(null=True, help_text="the day it goes on by itself")
    added = models.DurationField(
        default=timedelta, db_default=timedelta(), help_text="by an extension, or by an imported due time"
    )
    met_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint("commitment", "name", "ordinal", name="clock_once"),)
        indexes = (
            models.Index(
                fields=("due_at",),
                condition=Q(met_at__isnull=True, breached_at__isnull=True, paused_at__isnull=True),
                name="clock_to_fire",
            ),
            models.Index(
                fields=("paused_until",), condition=Q(paused_until__isnull=False), name="clock_to_go_on"
            ),
            # Who is still to be called: without it a tray reads the clocks of every matter there ever was.
            models.Index(
                fields=("commitment",),
                condition=Q(name="first_contact", met_at__isnull=True),
                name="first_contact_to_make",
            ),
        )


class Leg(models.Model):
    """Who carries it from when to when."""

    class State(models.TextChoices):
        OFFERED = "offered", "待接收"
        WORKING = "working", "办理中"
        REJECTED = "rejected", "已退回"
        PASSED_ON = "passed_on", "已移交"
        DONE = "done", "已完成"
        LAPSED = "lapsed", "未答复而结束"

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="legs")
    joint = models.BooleanField(default=False, help_text="takes part; does not hold")
    body = models.ForeignKey("ground_people.Body", models.PROTECT, related_name="+")
    from_body = models.ForeignKey("ground_people.Body", models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=12, choices=State.choices)
    offered_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    reason = models.TextField(default="", blank=True)
    due_at = models.DateTimeField(null=True, help_text="until when a body asked to join must answer")
    breached_at = models.DateTimeField(null=True, help_text="it did not answer in time")

    class Meta:
        indexes = (
            models.Index(
                fields=("due_at",),
                condition=Q(state="offered", due_at__isnull=False, breached_at__isnull=True),
                name="joint_to_fire",
            ),
        )
        constraints = (
            models.UniqueConstraint(
                "commitment",
                "body",
                condition=Q(joint=True, state__in=("offered", "working")),
                name="one_part_a_body",
            ),
            models.UniqueConstraint(
                "commitment", condition=Q(joint=False, state="working"), name="one_accountable_holder"
            ),
            models.UniqueConstraint(
                "commitment", condition=Q(joint=False, state="offered"), name="one_open_offer"
            ),
        )


class Step(models.Model):
    """Something done about it. The texts are for those who may read the matter; the journal holds none of them."""

    class Approval(models.TextChoices):
        NONE = "none", "—"
        ASKED = "asked", "待批准"
        GRANTED = "granted", "已批准"
        REFUSED = "refused", "不批准"

    commitment = models.ForeignKey(Commitment, models.PROTECT, db_index=False, related_name="steps")
    at = models.DateTimeField()
    action = models.CharField(max_length=40)
    from_state = models.CharField(max_length=40)
    to_state = models.CharField(max_length=40)
    actor = models.CharField(max_length=60)
    body = models.ForeignKey("ground_people.Body", models.PROTECT, null=True, related_name="+")
    note = models.TextField(default="", blank=True)
    given = models.JSONField(default=dict)
    approval = models.CharField(max_length=8, choices=Approval.choices, default=Approval.NONE)
    decided_by = models.CharField(max_length=60, default="", blank=True)
    decided_at = models.DateTimeField(null=True)
    tells_beneficiary = models.BooleanField(default=False)
    key = models.CharField(max_length=80, null=True, unique=True)  # noqa: DJ001

    class Meta:
        indexes = (models.Index(fields=("commitment", "id"), name="steps_in_order"),)
        constraints = (
            models.UniqueConstraint(
                "commitment", "action", condition=Q(approval="asked"), name="one_open_request_of_a_kind"
            ),
        )


class Evidence(models.Model):
    """What shows that it was done, and who checked it: never the handler."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="evidence")
    step = models.ForeignKey(Step, models.PROTECT, related_name="evidence")
    text = models.TextField(default="", blank=True)
    file = models.CharField(max_length=80, default="", blank=True, help_text="hash of a stored file")
    taken_at = models.DateTimeField()
    taken_by = models.CharField(max_length=60)
    checked_by = models.CharField(max_length=60, default="", blank=True)
    checked_at = models.DateTimeField(null=True)
    finding = models.CharField(max_length=8, default="", blank=True)


class Verdict(models.Model):
    """The person's word on whether it is solved, and in whose voice it reached us."""

    class Voice(models.TextChoices):
        SELF = "self", "本人"
        CALL_BACK = "call_back", "电话回访"
        PROXY = "proxy", "代为表达"
        SAMPLE = "sample", "抽样"

    commitment = models.ForeignKey(Commitment, models.PROTECT, db_index=False, related_name="verdicts")
    step = models.ForeignKey(Step, models.PROTECT, related_name="verdicts")
    at = models.DateTimeField()
    solved = models.CharField(max_length=8, choices=Commitment.Outcome.choices)
    stars = models.PositiveSmallIntegerField(null=True)
    voice = models.CharField(max_length=10, choices=Voice.choices)
    method = models.CharField(max_length=120, default="", blank=True)
    text = models.TextField(default="", blank=True)

    class Meta:
        indexes = (models.Index(fields=("commitment", "-id"), name="latest_verdict"),)
