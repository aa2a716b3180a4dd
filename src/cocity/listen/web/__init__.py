"""The web channel: answers given one page at a time become one `Said`. It holds no tables: what a person has not sent
yet stays in their own session."""
