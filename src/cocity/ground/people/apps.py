"""ground/people as a Django app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "cocity.ground.people"
    label = "ground_people"
