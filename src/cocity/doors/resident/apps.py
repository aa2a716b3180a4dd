"""doors/resident as a Django app."""

from django.apps import AppConfig


class ResidentConfig(AppConfig):
    name = "cocity.doors.resident"
    label = "doors_resident"
