"""Signing in: workers by name, password and a second factor; residents by a code to their telephone."""
