"""The city looks at itself."""
