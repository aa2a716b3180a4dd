"""The demo: a synthetic city with ninety lived days, for trying every role."""
