"""listen/intake as a Django app."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "cocity.listen.intake"
    label = "listen_intake"

    def ready(self) -> None:
        from cocity.ground.journal import api as journal
        from cocity.listen.intake.reactions import FORGETTING

        journal.subscribe(FORGETTING)
