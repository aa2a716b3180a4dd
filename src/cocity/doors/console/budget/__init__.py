"""`cocity budget`: a vote on a budget counted, explained, compared."""
