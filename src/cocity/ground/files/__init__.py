"""Photos: stored once by hash, drawn anew so that nothing hidden travels along, sealed on disk."""
