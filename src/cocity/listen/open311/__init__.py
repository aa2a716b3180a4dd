"""Other cities' and systems' service requests, by GeoReport v2 and as files."""
