"""Tables of the log. Tiles, bundles and checkpoints are files beside (docs/developers/citylog.md)."""

from django.db import models


class Leaf(models.Model):
    """One entry of the log, for good. What it commits to may be erased: then `entry`, `subject`, `content` are empty."""

    index = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=60)  # as the leaf shows it
    leaf = models.TextField(help_text="canonical JSON, as hashed and published")
    entry = models.BigIntegerField(null=True, unique=True, help_text="the journal entry it commits to")
    subject = models.CharField(max_length=60, default="", blank=True)
    content = models.TextField(default="", blank=True, help_text="canonical JSON under the commitment")

    class Meta:
        indexes = (
            models.Index(
                fields=("subject", "index"), condition=~models.Q(subject=""), name="leaves_of_subject"
            ),
        )

    def __str__(self) -> str:
        return f"{self.index} {self.kind}"


class Chain(models.Model):
    """Leaves about one subject, each naming the one before. `ref` is what the log calls the subject."""

    subject = models.CharField(max_length=60, primary_key=True)
    ref = models.CharField(max_length=60)
    length = models.BigIntegerField()
    last = models.CharField(max_length=64, help_text="hash of its last leaf, hexadecimal")

    def __str__(self) -> str:
        return self.ref


class Head(models.Model):
    """The one row that says how far the log is: the journal read until (`tx`, `seq`), `size` leaves, of which `signed`
    stand under a signed checkpoint with `root`."""

    tx = models.BigIntegerField(default=0)
    seq = models.BigIntegerField(default=0)
    size = models.BigIntegerField(default=0)
    signed = models.BigIntegerField(default=0)
    root = models.BinaryField(default=b"")

    def __str__(self) -> str:
        return f"{self.signed} of {self.size}"
