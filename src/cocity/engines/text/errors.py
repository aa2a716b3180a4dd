"""What can be wrong with what the engine is given."""


class TextError(ValueError):
    """Input that cannot be used; says what and why in English."""


class BadModel(TextError):
    """Not a model file, a damaged one, or one of another version."""
