"""The person hears back, and all can check."""
