"""工作台: where the city's workers see what is due and do it."""
