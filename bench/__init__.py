"""Speed, measured by commands anyone can run again; never asserted in tests."""
