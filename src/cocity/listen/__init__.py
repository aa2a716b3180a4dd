"""A voice comes in."""
