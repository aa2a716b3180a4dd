"""The table of stored files; the bytes lie sealed in the home folder."""

from django.db import models


class StoredFile(models.Model):
    """One picture, whoever handed it in and however often."""

    digest = models.CharField(
        max_length=64, primary_key=True, help_text="SHA-256 of the picture as stored, in clear"
    )
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField(help_text="bytes in clear")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.digest[:12]
