"""Procedures (规程) as data: read from YAML, checked, drawn, and asked what may happen next."""
