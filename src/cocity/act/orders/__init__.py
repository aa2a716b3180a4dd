"""The desk's work: what is due for whom, and one matter whole. The steps themselves are the spine's."""
