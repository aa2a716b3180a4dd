"""`cocity recompute-due`: due dates that rested on a guess, computed anew."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from cocity.ground.commitments import api as commitments


class Command(BaseCommand):
    help = (
        "Compute due dates anew that rested on a calendar not yet announced; lists every date that changed."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        changed = commitments.recompute_provisional(now=timezone.now(), city=settings.CALENDAR)
        for one in changed:
            self.stdout.write(
                f"{one.number}  {one.clock}  {one.before.isoformat()} → {one.after.isoformat()}"
            )
        left = commitments.provisional_count()
        self.stdout.write(f"改期 changed {len(changed)}, 仍为推算 still a guess {left}")
