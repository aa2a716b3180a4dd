"""answer/replies as a Django app."""

from django.apps import AppConfig


class RepliesConfig(AppConfig):
    name = "cocity.answer.replies"
    label = "answer_replies"

    def ready(self) -> None:
        from cocity.answer.replies.reactions import FORGETTING, SUBSCRIBER
        from cocity.ground.journal import api as journal

        journal.subscribe(SUBSCRIBER)
        journal.subscribe(FORGETTING)
