"""What the unit answers: signed, in a public and a personal part, corrected only by a new version."""
