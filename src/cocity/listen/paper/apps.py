"""listen/paper as a Django app."""

from django.apps import AppConfig


class PaperConfig(AppConfig):
    name = "cocity.listen.paper"
    label = "listen_paper"
