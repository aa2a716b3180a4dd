"""ground/entry as a Django app."""

from django.apps import AppConfig

from cocity.kit.pulse import Beat, register


class EntryConfig(AppConfig):
    name = "cocity.ground.entry"
    label = "ground_entry"

    def ready(self) -> None:
        from cocity.ground.entry import operations

        register(Beat("one_time_codes", 1, lambda now: operations.send_codes(now=now)))
        register(Beat("forget_tries", 3600, lambda now: operations.forget_old(now=now)))
