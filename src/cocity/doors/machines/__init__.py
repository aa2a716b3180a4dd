"""The door of machines that ask a site about itself: is it well, what may be indexed, whom to tell of a weakness."""
