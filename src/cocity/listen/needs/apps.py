"""listen/needs as a Django app."""

from django.apps import AppConfig


class NeedsConfig(AppConfig):
    name = "cocity.listen.needs"
    label = "listen_needs"
