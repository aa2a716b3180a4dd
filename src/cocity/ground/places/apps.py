"""ground/places as a Django app."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "cocity.ground.places"
    label = "ground_places"
