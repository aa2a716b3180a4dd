"""Paper: a sheet printed with a number, filled in by hand, typed in, read back, and confirmed before it counts."""
