"""Someone does it."""
