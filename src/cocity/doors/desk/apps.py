"""The desk."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "cocity.doors.desk"
    label = "doors_desk"
