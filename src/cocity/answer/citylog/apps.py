"""answer/citylog as a Django app."""

from django.apps import AppConfig


class CitylogConfig(AppConfig):
    name = "cocity.answer.citylog"
    label = "answer_citylog"

    def ready(self) -> None:
        from cocity.answer.citylog.publishing import beat
        from cocity.answer.citylog.reactions import SUBSCRIBER
        from cocity.ground.journal import api as journal
        from cocity.kit import pulse

        journal.subscribe(SUBSCRIBER)
        pulse.register(pulse.Beat("citylog", 0.2, beat))
