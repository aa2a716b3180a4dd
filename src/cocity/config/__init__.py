"""Settings, URLs and wiring."""
