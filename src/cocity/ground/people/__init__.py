"""Residents, households, bodies, workers, and the roles they hold for a time."""
