"""How promises are kept, in figures that anyone can compute again from the journal."""
