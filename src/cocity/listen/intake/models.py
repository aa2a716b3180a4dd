"""Tables of intake. What was said is kept sealed; what is shown is screened."""

from django.db import models


class Voice(models.Model):
    """What someone said, once, through one channel."""

    class Level(models.TextChoices):
        CITY = "city", "市"
        DISTRICT = "district", "区"
        STREET = "street", "街镇"
        COMMUNITY = "community", "居村委"

    class ChannelClass(models.TextChoices):
        GROUP = "group", "按群体"
        MATTER = "matter", "按事项"

    class Mode(models.TextChoices):
        ONLINE = "online", "线上"
        OFFLINE = "offline", "线下"

    number = models.CharField(max_length=16, unique=True)
    commitment = models.OneToOneField("ground_commitments.Commitment", models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    channel = models.CharField(max_length=30, help_text="web, hotline, open311, paper …")
    level = models.CharField(max_length=10, choices=Level.choices)
    channel_class = models.CharField(max_length=8, choices=ChannelClass.choices)
    mode = models.CharField(max_length=8, choices=Mode.choices)
    kind = models.CharField(max_length=20)
    category = models.CharField(max_length=80, default="", blank=True)
    subject = models.CharField(max_length=120, help_text="screened")
    text = models.TextField(help_text="screened: phones, identity numbers and e-mails masked")
    text_sealed = models.BinaryField(null=True, help_text="as it was said; empty after erasure")
    resident = models.ForeignKey(
        "ground_people.Resident", models.PROTECT, null=True, db_index=False, related_name="voices"
    )
    email_sealed = models.BinaryField(
        null=True, help_text="an e-mail given beside a telephone: for news of this matter only"
    )
    place = models.ForeignKey(
        "ground_places.Place", models.PROTECT, null=True, db_index=False, related_name="+"
    )
    address = models.CharField(max_length=200, default="", blank=True, help_text="screened")
    lon = models.FloatField(null=True, help_text="WGS-84 degrees")
    lat = models.FloatField(null=True, help_text="WGS-84 degrees")
    happened_at = models.DateTimeField(null=True)
    publish = models.BooleanField(
        default=False, help_text="the speaker agrees that the screened text is public"
    )
    language = models.CharField(max_length=12, default="zh-hans")
    taken_by = models.CharField(max_length=60, default="", blank=True, help_text="worker who wrote it down")
    source = models.CharField(
        max_length=40, default="", blank=True, help_text="system or batch it was imported from"
    )
    external_id = models.CharField(max_length=80, default="", blank=True)
    files = models.JSONField(default=list, help_text="hashes of stored files")
    extra = models.JSONField(default=dict, help_text="what the channel knows besides (e.g. likes)")
    erased_at = models.DateTimeField(null=True)
    key = models.CharField(max_length=80, null=True, unique=True)  # noqa: DJ001

    class Meta:
        indexes = (
            models.Index(
                fields=("resident", "-received_at"),
                condition=models.Q(resident__isnull=False),
                name="said_by",
            ),
            models.Index(fields=("place", "-received_at"), name="voices_of_place"),
            models.Index(
                fields=("lat", "lon"),
                condition=models.Q(publish=True, lat__isnull=False),
                name="published_at_a_point",
            ),
        )
        constraints = (
            models.UniqueConstraint(
                "source", "external_id", condition=~models.Q(external_id=""), name="imported_once"
            ),
        )

    def __str__(self) -> str:
        return self.number


class CategoryTitle(models.Model):
    """What a category of another source is called, as that source's own data or its mapping file says."""

    code = models.CharField(max_length=80, unique=True)
    title_zh = models.CharField(max_length=120, default="", blank=True)
    title_en = models.CharField(max_length=120, default="", blank=True)
    source = models.CharField(max_length=40)

    def __str__(self) -> str:
        return self.code
