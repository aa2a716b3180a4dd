"""GeoReport v2 for other systems, in XML and JSON."""
