"""doors/console as a Django app."""

from django.apps import AppConfig

from cocity.kit.pulse import Beat, register


class ConsoleConfig(AppConfig):
    name = "cocity.doors.console"
    label = "doors_console"

    def ready(self) -> None:
        from cocity.doors.console.retention import sweep

        register(Beat("retention", 3600, sweep))
