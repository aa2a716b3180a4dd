"""The only place with URLs and commands, by who walks in."""
