"""What `cocity doctor` looks at."""
