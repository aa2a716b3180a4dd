"""The API door: the same acts and the same reading as every page, for programs."""
