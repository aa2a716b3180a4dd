"""Append-only record of what happened, written with the fact itself; delivery to subscribers."""
