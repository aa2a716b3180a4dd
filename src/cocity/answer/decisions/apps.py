"""answer/decisions as a Django app."""

from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    name = "cocity.answer.decisions"
    label = "answer_decisions"
