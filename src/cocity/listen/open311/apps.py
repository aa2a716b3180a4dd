"""listen/open311 as a Django app."""

from django.apps import AppConfig


class Open311Config(AppConfig):
    name = "cocity.listen.open311"
    label = "listen_open311"

    def ready(self) -> None:
        from cocity.ground.journal.api import subscribe
        from cocity.listen.open311.reactions import SUBSCRIBER

        subscribe(SUBSCRIBER)
