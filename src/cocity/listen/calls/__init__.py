"""The telephone system's own log: which calls came, and how soon they were answered."""
