"""learn/performance as a Django app."""

from django.apps import AppConfig

EVERY = 30.0  # seconds between two readings of the journal


class PerformanceConfig(AppConfig):
    name = "cocity.learn.performance"
    label = "learn_performance"

    def ready(self) -> None:
        from cocity.kit import pulse
        from cocity.learn.performance.store import catch_up

        pulse.register(pulse.Beat("figures", EVERY, lambda now: catch_up()))
