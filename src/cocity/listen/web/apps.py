"""listen/web as a Django app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "cocity.listen.web"
    label = "listen_web"
