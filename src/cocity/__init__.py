"""CoCity 共城: a city that keeps its word."""
