"""The spine: who owes whom what, by when, under which procedure; legs, evidence, verdict."""
