"""Needs: several matters that say the same thing at the same place; each keeps its own clock, reply and verdict."""
