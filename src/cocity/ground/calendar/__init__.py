"""Working days, office hours and due dates: every due date of the system is computed here."""
