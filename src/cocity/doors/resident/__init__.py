"""The door of residents: say something, look up what became of it, judge it. Nobody has to say who they are."""
