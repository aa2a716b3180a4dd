"""doors/open311 as a Django app."""

from django.apps import AppConfig


class Open311DoorConfig(AppConfig):
    name = "cocity.doors.open311"
    label = "doors_open311"
