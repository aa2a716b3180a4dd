"""City → district → street or town → community → responsibility grid, and which of them a point lies in."""
