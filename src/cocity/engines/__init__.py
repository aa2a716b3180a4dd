"""Pure computation: arrays and plain data in, the same out. No Django, no files, no clock, no network."""
