"""Tables of verdicts: who waits for a call-back, what was tried, and samples with their answers.

The word itself stands with the matter (ground/commitments); a sample's answers stand here, apart from it.
"""

from django.db import models
from django.db.models import Q


class CallBack(models.Model):
    """A matter that waits for its person to be called."""

    class End(models.TextChoices):
        JUDGED = "judged", "本人已评价"
        UNREACHED = "unreached", "未联系上"
        MOVED_ON = "moved_on", "事项已有变化"

    commitment = models.ForeignKey("ground_commitments.Commitment", models.PROTECT, related_name="+")
    number = models.CharField(max_length=16)
    holder = models.ForeignKey("ground_people.Body", models.PROTECT, related_name="+")
    reachable = models.BooleanField(help_text="the person left a contact")
    since = models.DateTimeField()
    entry = models.BigIntegerField(default=0, help_text="the journal entry that opened it")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=10, choices=End.choices, default="", blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                "commitment", condition=Q(ended_at__isnull=True), name="one_open_call_back"
            ),
        )
        indexes = (
            models.Index(
                fields=("since", "id"), condition=Q(ended_at__isnull=True), name="call_backs_waiting"
            ),
        )

    def __str__(self) -> str:
        return self.number


class Attempt(models.Model):
    """A try to reach the person."""

    class Outcome(models.TextChoices):
        REACHED = "reached", "已联系上"
        NO_ANSWER = "no_answer", "无人接听"
        REFUSED = "refused", "不愿评价"

    call_back = models.ForeignKey(CallBack, models.PROTECT, related_name="attempts")
    at = models.DateTimeField()
    day = models.DateField(help_text="the day in the city's time zone")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    caller = models.CharField(max_length=60)
    note = models.TextField(default="", blank=True, help_text="screened")
    key = models.CharField(max_length=80, null=True, unique=True)  # noqa: DJ001

    def __str__(self) -> str:
        return f"{self.day} {self.outcome}"


class Sample(models.Model):
    """A random sample of closed matters: announced with its list and a sealed secret, drawn by a later public seed,
    asked, ended, and then the secret opened."""

    class Scheme(models.TextChoices):
        SEED = "seed", "只用公开的种子（旧办法）"
        SECRET = "secret", "公开的种子加暗号"

    class End(models.TextChoices):
        DONE = "done", "问完了"
        LATE = "late", "到期"
        WITHDRAWN = "withdrawn", "撤回"
        LAPSED = "lapsed", "过期没有抽"

    scheme = models.CharField(max_length=8, choices=Scheme.choices, default=Scheme.SECRET)
    seed = models.CharField(max_length=120, default="", blank=True, help_text="empty until it was drawn")
    seed_from = models.CharField(
        max_length=200, default="", blank=True, help_text="where the seed comes from"
    )
    seed_on = models.DateField(null=True, help_text="the day on which the seed becomes known")
    ask_until = models.DateField(null=True, help_text="the last day of asking")
    size = models.PositiveIntegerField(null=True, help_text="how many were wanted; older samples kept none")
    method = models.CharField(max_length=200)
    reason = models.TextField(default="", blank=True, help_text="screened; everyone may read it")
    since = models.DateTimeField()
    until = models.DateTimeField()
    place_path = models.CharField(max_length=255, default="", blank=True)
    body_path = models.CharField(max_length=255, default="", blank=True)
    category = models.CharField(max_length=80, default="", blank=True)
    procedure = models.CharField(max_length=60, default="", blank=True)
    population = models.PositiveIntegerField()
    frame = models.CharField(
        max_length=64, default="", blank=True, help_text="empty where it would give a number away"
    )
    cut = models.CharField(max_length=64, default="", blank=True, help_text="drawn is what ranks below it")
    at_first = models.PositiveIntegerField(
        null=True,
        help_text="answers when everybody had been asked once; noted when somebody answers after that",
    )
    announced_at = models.DateTimeField(null=True)
    announced_by = models.CharField(max_length=60, default="", blank=True)
    drawn_at = models.DateTimeField(null=True)
    drawn_by = models.CharField(max_length=60, default="", blank=True)
    commit = models.CharField(
        max_length=64, default="", blank=True, help_text="fingerprint of terms and secret"
    )
    secret = models.CharField(max_length=64, default="", blank=True, help_text="empty until it was opened")
    ended_at = models.DateTimeField(null=True)
    ended = models.CharField(max_length=10, choices=End.choices, default="", blank=True)
    ended_why = models.TextField(default="", blank=True, help_text="screened; everyone may read it")
    key = models.CharField(max_length=80, null=True, unique=True)  # noqa: DJ001

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="no_secret_before_the_end", condition=Q(secret="") | Q(ended_at__isnull=False)
            ),
            models.CheckConstraint(
                name="drawn_with_a_seed", condition=Q(drawn_at__isnull=True) | ~Q(seed="")
            ),
        )

    def __str__(self) -> str:
        return f"{self.pk} {self.seed}"


class Envelope(models.Model):
    """What of an announced sample nobody reads: its secret, sealed, and the numbers on its list (eight bytes each).

    It stands apart so that no list or page ever loads it.
    """

    sample = models.OneToOneField(Sample, models.PROTECT, primary_key=True, related_name="envelope")
    sealed = models.BinaryField()
    numbers = models.BinaryField()

    def __str__(self) -> str:
        return str(self.sample_id)


class Member(models.Model):
    """A matter that was drawn, and what its person said."""

    class Outcome(models.TextChoices):
        ANSWERED = "answered", "已回答"
        NO_ANSWER = "no_answer", "无人接听"
        REFUSED = "refused", "不愿评价"
        NO_CONTACT = "no_contact", "没有联系方式"

    sample = models.ForeignKey(Sample, models.PROTECT, db_index=False, related_name="members")
    rank = models.PositiveIntegerField()
    commitment = models.ForeignKey("ground_commitments.Commitment", models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default="", blank=True)
    asked_at = models.DateTimeField(null=True)
    asked_by = models.CharField(max_length=60, default="", blank=True)
    solved = models.CharField(max_length=8, default="", blank=True)
    stars = models.PositiveSmallIntegerField(null=True)
    text = models.TextField(default="", blank=True, help_text="screened")

    class Meta:
        constraints = (
            models.UniqueConstraint("sample", "commitment", name="drawn_once"),
            models.CheckConstraint(
                name="sample_stars_one_to_five",
                condition=Q(stars__isnull=True) | Q(stars__gte=1, stars__lte=5),
            ),
            models.CheckConstraint(
                name="only_an_answer_says_solved", condition=~Q(outcome="answered") ^ ~Q(solved="")
            ),
        )

    def __str__(self) -> str:
        return f"{self.sample_id}/{self.rank}"
