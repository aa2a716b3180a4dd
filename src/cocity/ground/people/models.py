"""Tables of people and bodies. Names of residents are never stored; contacts are sealed."""

import secrets
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q

from cocity.kit.text import Text

PSEUDONYM_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def new_pseudonym() -> str:
    """A resident's public handle: says nothing about the person or the order of arrival."""
    return "r" + "".join(secrets.choice(PSEUDONYM_ALPHABET) for _ in range(12))


class User(AbstractUser):
    """Someone who signs in: a worker, or a resident who wants an account. Speaking needs none."""

    standing: list[tuple[Any, ...]] | None = None  # what `queries.signed_in` read besides


class Body(models.Model):
    """An organisation that can hold a promise: department, sub-district, committee, firm, association."""

    class Kind(models.TextChoices):
        CITY = "city", "市级机关"
        DEPARTMENT = "department", "政府部门"
        DISTRICT = "district", "区"
        SUB_DISTRICT = "sub_district", "街镇"
        COMMITTEE = "committee", "居村委"
        MARKET = "market", "企业"
        SOCIAL = "social", "社会组织"
        MASS = "mass", "群团组织"

    class Hand(models.TextChoices):
        GOVERNMENT = "government", "政府"
        MARKET = "market", "市场"
        CITIZEN = "citizen", "市民"

    code = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(
        max_length=255, db_index=True, help_text="/city/district/…/ of codes, itself last"
    )
    place = models.ForeignKey(
        "ground_places.Place", models.PROTECT, null=True, blank=True, related_name="bodies"
    )
    intake = models.BooleanField(
        default=False, help_text="takes voices in and holds them until another accepts"
    )
    fallback = models.BooleanField(default=False, help_text="兜底: carries what no rule sends elsewhere")
    phone = models.CharField(max_length=40, blank=True, help_text="the body's public telephone")
    address_zh = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                name="body_ends_after_it_begins",
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gt=F("valid_from")),
            ),
        )

    def __str__(self) -> str:
        return str(self.name)

    @property
    def name(self) -> Text:
        return Text(self.name_zh, self.name_en or self.name_zh)

    @property
    def hand(self) -> str:
        """Which of the three hands this body is."""
        if self.kind == self.Kind.MARKET:
            return str(self.Hand.MARKET)
        return str(
            self.Hand.CITIZEN if self.kind in {self.Kind.SOCIAL, self.Kind.MASS} else self.Hand.GOVERNMENT
        )


class Household(models.Model):
    """People who live together; a promise can be owed to all of them."""

    pseudonym = models.CharField(max_length=16, unique=True, default=new_pseudonym)
    place = models.ForeignKey("ground_places.Place", models.PROTECT, null=True, blank=True)


class Resident(models.Model):
    """A person the city owes something to, known by a pseudonym. Strata are told freely or not at all."""

    class AgeBand(models.TextChoices):
        CHILD = "0-14", "0—14"
        YOUTH = "15-34", "15—34"
        MIDDLE = "35-59", "35—59"
        ELDER = "60-79", "60—79"
        OLDEST = "80+", "80+"

    class Sex(models.TextChoices):
        FEMALE = "female", "女"
        MALE = "male", "男"

    class Origin(models.TextChoices):
        HUKOU = "hukou", "本市户籍"
        NEWCOMER = "newcomer", "外省市来沪"
        FOREIGNER = "foreigner", "外籍"

    pseudonym = models.CharField(max_length=16, unique=True, default=new_pseudonym)
    user = models.OneToOneField(User, models.PROTECT, null=True, blank=True, related_name="resident")
    household = models.ForeignKey(Household, models.PROTECT, null=True, blank=True, related_name="residents")
    place = models.ForeignKey("ground_places.Place", models.PROTECT, null=True, blank=True)
    contact_sealed = models.BinaryField(null=True, blank=True, help_text="phone, AES-GCM")
    contact_key = models.CharField(max_length=32, null=True, unique=True, help_text="keyed hash of the phone")  # noqa: DJ001
    email_sealed = models.BinaryField(null=True, blank=True)
    email_key = models.CharField(  # noqa: DJ001
        max_length=32, null=True, unique=True, help_text="keyed hash of the e-mail of who left no phone"
    )
    age_band = models.CharField(max_length=8, choices=AgeBand.choices, blank=True)
    sex = models.CharField(max_length=8, choices=Sex.choices, blank=True)
    origin = models.CharField(max_length=12, choices=Origin.choices, blank=True)
    disability = models.BooleanField(null=True, blank=True)
    language = models.CharField(max_length=12, default="zh-hans")
    large_type = models.BooleanField(default=False)
    erased_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.pseudonym


class Worker(models.Model):
    """Someone who acts for a body."""

    user = models.OneToOneField(User, models.PROTECT, related_name="worker")
    body = models.ForeignKey(Body, models.PROTECT, related_name="workers")
    name = models.CharField(max_length=60)
    duty_title = models.CharField(max_length=60, blank=True)

    def __str__(self) -> str:
        return self.name


class RoleHeld(models.Model):
    """A role held at a body, and over everything below it, from one day until another."""

    class Role(models.TextChoices):
        AGENT = "agent", "话务员"
        DISPATCHER = "dispatcher", "派单员"
        HANDLER = "handler", "承办人"
        VERIFIER = "verifier", "核实员"
        CALLER = "caller", "回访员"
        SUPERVISOR = "supervisor", "督办"
        AUDITOR = "auditor", "监督审计"
        EDITOR = "editor", "管理员"

    worker = models.ForeignKey(Worker, models.PROTECT, related_name="roles_held")
    role = models.CharField(max_length=20, choices=Role.choices)
    body = models.ForeignKey(Body, models.PROTECT)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint("worker", "role", "body", "since", name="role_held_once"),
            models.CheckConstraint(
                name="role_ends_after_it_begins", condition=Q(until__isnull=True) | Q(until__gt=F("since"))
            ),
        )


class ApiToken(models.Model):
    """A key by which a program acts for a worker; only its hash is kept."""

    worker = models.ForeignKey(Worker, models.PROTECT, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    label = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
