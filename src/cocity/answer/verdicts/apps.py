"""answer/verdicts as a Django app."""

from django.apps import AppConfig


class VerdictsConfig(AppConfig):
    name = "cocity.answer.verdicts"
    label = "answer_verdicts"

    def ready(self) -> None:
        from cocity.answer.verdicts.ending import fire
        from cocity.answer.verdicts.reactions import FORGETTING, SUBSCRIBER
        from cocity.ground.journal import api as journal
        from cocity.kit import pulse

        journal.subscribe(SUBSCRIBER)
        journal.subscribe(FORGETTING)
        pulse.register(pulse.Beat("samples", 60.0, fire))
