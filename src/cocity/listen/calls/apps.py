"""listen/calls as a Django app."""

from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "cocity.listen.calls"
    label = "listen_calls"
