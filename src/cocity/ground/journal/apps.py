"""ground/journal as a Django app."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "cocity.ground.journal"
    label = "ground_journal"

    def ready(self) -> None:
        from cocity.ground.journal.delivery import deliver_all
        from cocity.kit import pulse

        pulse.register(pulse.Beat("journal", 0.2, deliver_all))
