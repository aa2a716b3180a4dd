"""Getting in without a name: one-time codes by telephone, and limits on tries."""
