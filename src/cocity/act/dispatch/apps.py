"""act/dispatch as a Django app."""

from django.apps import AppConfig


class DispatchConfig(AppConfig):
    name = "cocity.act.dispatch"
    label = "act_dispatch"

    def ready(self) -> None:
        from cocity.act.dispatch.reactions import subscribers
        from cocity.ground.journal.api import subscribe

        for subscriber in subscribers():
            subscribe(subscriber)
