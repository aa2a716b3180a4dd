"""listen/hotline as a Django app."""

from django.apps import AppConfig


class HotlineConfig(AppConfig):
    name = "cocity.listen.hotline"
    label = "listen_hotline"
