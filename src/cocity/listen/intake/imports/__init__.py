"""Voices out of files of other systems: what a mapping says, row by row, many at a time."""
