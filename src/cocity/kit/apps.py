"""The kit's template tags and components."""

from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "cocity.kit"
    label = "kit"
