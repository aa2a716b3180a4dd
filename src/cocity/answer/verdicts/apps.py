"""answer/verdicts as a Django app."""

from django.apps import AppConfig


class VerdictsConfig(AppConfig):
    name = "cocity.answer.verdicts"
    label = "answer_verdicts"

    def ready(self) -> None:
        from cocity.answer.verdicts.reactions import FORGETTING, SUBSCRIBER
        from cocity.ground.journal import api as journal

        journal.subscribe(SUBSCRIBER)
        journal.subscribe(FORGETTING)
