"""What this engine raises for input that cannot be computed with."""


class BadVotes(ValueError):
    """Something in the votes makes no sense; `zh` and `en` say what, `line` where (0: not one line's matter)."""

    def __init__(self, zh: str, en: str, line: int = 0) -> None:
        super().__init__(en)
        self.zh, self.en, self.line = zh, en, line

    def __reduce__(self) -> tuple[type["BadVotes"], tuple[str, str, int]]:
        return type(self), (self.zh, self.en, self.line)
