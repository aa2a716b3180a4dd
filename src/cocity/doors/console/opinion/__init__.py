"""`cocity opinion`: files in, groups out as text, JSON or a page."""
