"""ground/files as a Django app."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "cocity.ground.files"
    label = "ground_files"
