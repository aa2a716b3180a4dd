"""What this engine raises, and nothing else, for whatever bytes it is given."""


class LogError(ValueError):
    """Anything wrong with what was given; the message says what and where."""


class Malformed(LogError):
    """The bytes do not follow the format."""


class Unverified(LogError):
    """The bytes follow the format, yet a proof, a signature or the quorum does not hold."""
