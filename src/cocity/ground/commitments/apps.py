"""ground/commitments as a Django app."""

from datetime import datetime

from django.apps import AppConfig
from django.conf import settings


class CommitmentsConfig(AppConfig):
    name = "cocity.ground.commitments"
    label = "ground_commitments"

    def ready(self) -> None:
        from cocity.ground.commitments.health import note_first_uses
        from cocity.ground.commitments.joint import fire_joint
        from cocity.ground.commitments.pulse import fire, go_on, recompute_provisional
        from cocity.kit import pulse

        def announced(now: datetime) -> int:
            return len(recompute_provisional(now=now, city=settings.CALENDAR))

        pulse.register(pulse.Beat("clocks", 1.0, fire))
        pulse.register(pulse.Beat("joint", 5.0, fire_joint))
        pulse.register(pulse.Beat("pauses", 60.0, go_on))
        pulse.register(pulse.Beat("announced_days", 24 * 3600.0, announced))
        pulse.register(pulse.Beat("procedures", 6 * 3600, note_first_uses))
