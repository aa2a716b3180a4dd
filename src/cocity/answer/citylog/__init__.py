"""The public log: every public step committed to, cosigned by witnesses, and provable by software we did not write."""
