"""Who is responsible: rules as data, a proposal with its reasons, and an offer to the right body."""
