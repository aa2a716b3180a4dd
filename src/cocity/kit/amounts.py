"""Numbers as people read them: one way on every page, so that two of them can be held beside each other."""


def counted(number: float) -> str:
    """A whole number with a comma between thousands: `12,345`."""
    return f"{number:,.0f}"


def percent(share: float) -> str:
    """A share of one as a percentage with one decimal: `87.3%`."""
    return f"{share * 100:.1f}%"
