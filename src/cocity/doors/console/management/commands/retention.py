"""`cocity retention`: deletes now what the pulse deletes every hour."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cocity.doors.console.retention import sweep


class Command(BaseCommand):
    help = "Delete what is past its time (sealed words, contacts, codes, sessions); the pulse does it every hour."

    def handle(self, *args: Any, **options: Any) -> None:
        total = 0
        while done := sweep(timezone.now()):
            total += done
        self.stdout.write(f"已删除 deleted {total}")
