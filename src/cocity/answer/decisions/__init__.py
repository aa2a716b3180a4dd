"""Decisions told point to point: to each person whom the place and the need concern, a copy and a proof of their own."""
