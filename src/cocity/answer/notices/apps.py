"""answer/notices as a Django app."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "cocity.answer.notices"
    label = "answer_notices"

    def ready(self) -> None:
        from cocity.answer.notices import codes
        from cocity.answer.notices.delivery import deliver
        from cocity.answer.notices.reactions import SUBSCRIBER
        from cocity.ground.entry import api as entry
        from cocity.ground.journal import api as journal
        from cocity.kit import pulse

        journal.subscribe(SUBSCRIBER)
        entry.send_by(codes.send, ready=codes.ready)
        pulse.register(pulse.Beat("notices", 1.0, deliver))
