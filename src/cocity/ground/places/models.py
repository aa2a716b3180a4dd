"""Tables of places."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from cocity.kit.text import Text


class Layer(models.TextChoices):
    """The three layers of the city; their names for people are in data/levels.yaml."""

    UNDERGROUND = "underground"
    SURFACE = "surface"
    AIR = "air"


class Datum(models.TextChoices):
    """What the coordinates of a boundary refer to; converted by engines/geo."""

    WGS84 = "WGS84", "WGS-84"
    GCJ02 = "GCJ02", "GCJ-02"
    BD09 = "BD09", "BD-09"
    CGCS2000 = "CGCS2000", "CGCS2000"


def _ends_after_it_begins(name: str) -> models.CheckConstraint:
    open_ended = Q(valid_to__isnull=True) | Q(valid_from__isnull=True)
    return models.CheckConstraint(name=name, condition=open_ended | Q(valid_to__gt=F("valid_from")))


def _one_a_day(name: str, *fields: str) -> tuple[models.UniqueConstraint, models.UniqueConstraint]:
    """One row a beginning, also when there is none: SQLite cannot take two NULLs for equal."""
    dated = Q(valid_from__isnull=False)
    return (
        models.UniqueConstraint(name=f"{name}_from", fields=(*fields, "valid_from"), condition=dated),
        models.UniqueConstraint(name=f"{name}_ever", fields=fields, condition=~dated),
    )


class Place(models.Model):
    """One node of the tree of places, true from one day until the day before another.

    A new name or parent makes a new row with the same code. `parent` is the newest row of the parent; what
    was above a place on a certain day is read from `path`, which is of codes.
    """

    class Kind(models.TextChoices):
        """Levels from the top; their names for people are in data/levels.yaml."""

        CITY = "city"
        DISTRICT = "district"
        STREET = "street"
        COMMUNITY = "community"
        GRID = "grid"

    code = models.CharField(max_length=40)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=255, help_text="/310000/310101/…/ of codes, itself last")
    population = models.PositiveIntegerField(null=True, blank=True, help_text="residents (常住)")
    population_source = models.CharField(max_length=120, blank=True)
    valid_from = models.DateField(null=True, blank=True, help_text="first day; empty: since ever")
    valid_to = models.DateField(null=True, blank=True, help_text="first day it is no longer; empty: still is")

    class Meta:
        ordering = ("path",)
        indexes = (
            models.Index(fields=("path",), name="place_path"),
            models.Index(fields=("kind",), name="place_kind"),
        )
        constraints = (*_one_a_day("place_code", "code"), _ends_after_it_begins("place_ends_after_it_begins"))

    def __str__(self) -> str:
        return str(self.name)

    @property
    def name(self) -> Text:
        return Text(self.name_zh, self.name_en or self.name_zh)


class Boundary(models.Model):
    """Where a place lies in one layer, as it was given and in WGS-84. It goes with the place's code."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="boundaries")
    layer = models.CharField(max_length=12, choices=Layer.choices, default=Layer.SURFACE)
    datum = models.CharField(max_length=8, choices=Datum.choices)
    as_given = models.BinaryField(help_text="WKB, degrees of the given datum")
    wgs84 = models.BinaryField(help_text="WKB, degrees of WGS-84, made valid")
    source = models.CharField(max_length=200)
    licence = models.CharField(max_length=120, blank=True)
    map_approval = models.CharField(max_length=60, blank=True, help_text="审图号")
    synthetic = models.BooleanField(default=False)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("place_id", "layer", "valid_from")
        constraints = (
            *_one_a_day("boundary_place", "place", "layer"),
            _ends_after_it_begins("boundary_ends_after_it_begins"),
        )

    def __str__(self) -> str:
        return f"{self.place_id} {self.layer}"


class Edition(models.Model):
    """One row: which edition of the places this is. Writers lock it, readers compare it with what they hold.

    The token is random, so an edition that was rolled back is never taken for another.
    """

    id: Any = models.PositiveSmallIntegerField(primary_key=True, default=1)
    token = models.CharField(max_length=32)

    class Meta:
        constraints = (models.CheckConstraint(name="edition_is_one_row", condition=Q(id=1)),)
