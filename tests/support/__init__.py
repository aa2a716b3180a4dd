"""Tools of the tests: choosing by database, counting queries."""
