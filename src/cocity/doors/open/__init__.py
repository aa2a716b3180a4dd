"""The open door 公开: how promises are kept, for anyone to read, check and take away."""
