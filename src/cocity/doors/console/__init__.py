"""The console: `cocity COMMAND …` for those who run the city's machines."""
