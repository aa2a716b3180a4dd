"""Checking a receipt of the public log and saying in plain words what it proves; on paper, one QR code holds it."""
