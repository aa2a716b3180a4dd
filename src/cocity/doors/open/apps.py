"""The open door."""

from django.apps import AppConfig


class OpenConfig(AppConfig):
    name = "cocity.doors.open"
    label = "doors_open"
