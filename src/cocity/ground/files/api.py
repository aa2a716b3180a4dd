"""The door of ground/files."""

from cocity.ground.files.operations import drop, read_picture, store_picture
from cocity.ground.files.picture import LARGEST

__all__ = ["LARGEST", "drop", "read_picture", "store_picture"]
