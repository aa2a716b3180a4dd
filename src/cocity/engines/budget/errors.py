"""What this engine raises, and nothing else, for whatever it is given."""


class BudgetError(ValueError):
    """Something is wrong with what was given; `zh` and `en` say what, in plain words."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


class BadFile(BudgetError):
    """A Pabulib file cannot be used; `line` (from 1) says where."""

    def __init__(self, line: int, zh: str, en: str) -> None:
        super().__init__(f"第 {line} 行：{zh}", f"line {line}: {en}")
        self.line = line


class BadQuestion(BudgetError):
    """The file is sound, but the rule asked for cannot be applied to it."""
