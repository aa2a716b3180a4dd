"""Tables of dispatch: the rules, the versions of them that were in force, and where each matter was sent."""

from django.db import models
from django.db.models import F, Q


class Responsibility(models.Model):
    """One row of the responsibility table (派单目录), as edited. It takes effect when a version is published."""

    code = models.CharField(max_length=60, unique=True)
    category = models.CharField(max_length=80, default="", blank=True)
    area = models.CharField(max_length=40, default="", blank=True, help_text="code of a place")
    layer = models.CharField(max_length=12, default="", blank=True)
    owner = models.CharField(max_length=60, default="", blank=True, help_text="who owns the asset")
    condition = models.CharField(max_length=500, default="", blank=True)
    body = models.CharField(max_length=60, help_text="code of a body, or {street}, {district}, {committee}")
    priority = models.IntegerField(default=0)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True, help_text="first day it no longer holds")
    reason_zh = models.CharField(max_length=200, default="", blank=True)
    reason_en = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                name="rule_ends_after_it_begins",
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gt=F("valid_from")),
            ),
        )

    def __str__(self) -> str:
        return self.code


class RulesVersion(models.Model):
    """The whole table as it stood from one moment on: what a decision can be explained by years later."""

    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    rows = models.JSONField()


class Routing(models.Model):
    """Where a matter was sent, by which rule of which version, on which facts."""

    class State(models.TextChoices):
        OFFERED = "offered", "已自动派单"
        PROPOSED = "proposed", "待派单员决定"
        STAYS = "stays", "由受理单位办理"

    commitment = models.OneToOneField("ground_commitments.Commitment", models.PROTECT, related_name="+")
    number = models.CharField(max_length=16, unique=True)
    state = models.CharField(max_length=10, choices=State.choices)
    how = models.CharField(max_length=10, help_text="rule, parent, fallback, stays, nobody")
    body = models.ForeignKey("ground_people.Body", models.PROTECT, null=True, related_name="+")
    rule = models.CharField(max_length=60, default="", blank=True)
    by_hand = models.CharField(max_length=60, default="", blank=True, help_text="why a person decides")
    rules_version = models.ForeignKey(RulesVersion, models.PROTECT, null=True, related_name="+")
    facts = models.JSONField(help_text="what the rules looked at; no text of the voice")
    trail = models.JSONField(
        default=list, help_text="[rule, body, outcome, word, value] of rules that applied"
    )
    category_given = models.CharField(max_length=80, default="", blank=True)
    category_guessed = models.CharField(max_length=80, default="", blank=True)
    category = models.CharField(max_length=80, default="", blank=True, help_text="the one that counts")
    certainty = models.FloatField(default=1.0)
    words = models.JSONField(default=list, help_text="words that decided the guess")
    procedure = models.CharField(max_length=60)
    procedure_version = models.CharField(max_length=10)
    offered_to = models.BigIntegerField(null=True, help_text="id of the body it is offered to now")
    declined = models.JSONField(default=list, help_text="ids of bodies that gave it back")
    hops = models.PositiveSmallIntegerField(default=0, help_text="how often it was offered or handed over")
    decided_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = (
            models.Index(
                fields=("-decided_at", "-id"), condition=Q(state="proposed"), name="proposals_newest"
            ),
        )


class RuleTrouble(models.Model):
    """A rule that could not be followed, counted until someone mends it."""

    rule = models.CharField(max_length=60)
    problem = models.CharField(max_length=30)
    body = models.CharField(max_length=60)
    matters = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    solved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                "rule", "problem", condition=Q(solved_at__isnull=True), name="open_trouble_once"
            ),
        )
