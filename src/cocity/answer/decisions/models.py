"""Tables of decisions. Who was told is not here: each copy is an entry of the journal, about that person's matter."""

from django.db import models


class Decision(models.Model):
    """What was decided, in the words people were told, and by which rule they were chosen."""

    at = models.DateTimeField()
    body = models.ForeignKey("ground_people.Body", models.PROTECT, related_name="+")
    worker = models.CharField(max_length=60)
    title = models.CharField(max_length=100)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    place = models.ForeignKey("ground_places.Place", models.PROTECT, null=True, related_name="+")
    category = models.CharField(max_length=60, default="", blank=True)
    procedure = models.CharField(max_length=60, default="", blank=True)
    addressed = models.PositiveIntegerField(help_text="how many people it was told to")
    key = models.CharField(max_length=80, null=True, unique=True)  # noqa: DJ001 - unique only where there is one

    def __str__(self) -> str:
        return self.title
