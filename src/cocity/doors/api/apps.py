"""doors/api as a Django app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "cocity.doors.api"
    label = "doors_api"
