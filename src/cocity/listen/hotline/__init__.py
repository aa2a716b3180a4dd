"""The telephone: what an agent writes down while somebody speaks, who called before, a question answered at once;
and messages of other systems brought in as files."""
