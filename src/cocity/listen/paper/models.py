"""Tables of paper. What stands on a sheet is sealed until it is confirmed; then it is a voice like any other."""

from django.db import models
from django.db.models import Q


class Batch(models.Model):
    """Sheets handed in at one place on one day, typed in one after the other."""

    body = models.ForeignKey("ground_people.Body", models.PROTECT, related_name="+")
    place = models.ForeignKey("ground_places.Place", models.PROTECT, null=True, related_name="+")
    handed_in_on = models.DateField(help_text="the day the sheets were handed in: their clocks start there")
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=60)

    class Meta:
        indexes = (models.Index(fields=("body", "-opened_at"), name="batches_of_body"),)

    def __str__(self) -> str:
        return f"{self.handed_in_on}/{self.pk}"


class Sheet(models.Model):
    """One numbered sheet. It becomes a voice once, when somebody has confirmed what was typed."""

    class State(models.TextChoices):
        PRINTED = "printed", "已印"
        TYPED = "typed", "已录入，待核对"
        HEARD = "heard", "已受理"

    class Way(models.TextChoices):
        READ_BACK = "read_back", "读给本人听，本人确认"
        SECOND_WORKER = "second_worker", "第二位工作人员对照原件核对"

    number = models.CharField(max_length=16, unique=True)
    body = models.ForeignKey("ground_people.Body", models.PROTECT, related_name="+", help_text="printed it")
    printed_at = models.DateTimeField()
    printed_by = models.CharField(max_length=60)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PRINTED)
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="sheets")
    handed_in_on = models.DateField(null=True)
    sealed = models.BinaryField(null=True, help_text="what was typed, until it is confirmed")
    typed_at = models.DateTimeField(null=True)
    typed_by = models.CharField(max_length=60, default="", blank=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.CharField(max_length=60, default="", blank=True)
    confirmed_way = models.CharField(max_length=14, choices=Way.choices, default="", blank=True)
    voice = models.CharField(max_length=16, default="", blank=True, help_text="number of the voice it became")
    received_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True, help_text="as printed on the receipt")
    first_contact_due = models.DateTimeField(null=True)
    provisional = models.BooleanField(default=False)

    class Meta:
        indexes = (models.Index(fields=("batch", "typed_at"), name="sheets_of_batch"),)
        constraints = (
            models.CheckConstraint(
                name="a_heard_sheet_was_confirmed",
                condition=~Q(state="heard")
                | Q(confirmed_at__isnull=False, sealed__isnull=True) & ~Q(voice=""),
            ),
            models.CheckConstraint(
                name="a_second_worker_is_another",
                condition=~Q(confirmed_way="second_worker") | ~Q(confirmed_by=models.F("typed_by")),
            ),
        )

    def __str__(self) -> str:
        return self.number
