"""What every door shares on the web."""
