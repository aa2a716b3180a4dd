"""Shared plumbing: text in two languages, errors, ids, forms, tables, template components."""
