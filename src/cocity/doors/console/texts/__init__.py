"""What `cocity text` does: files in, the engine's answers out."""
