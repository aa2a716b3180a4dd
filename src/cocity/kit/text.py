"""Words for people, Chinese and English side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, gettext


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence in both languages; `str()` gives the reader's. `{name}` places are filled by `with_values`.

    A third language comes from Django's catalogues, looked up by the English text.
    """

    zh: str
    en: str

    def __str__(self) -> str:
        language = get_language() or "zh-hans"
        if language.startswith("zh"):
            return self.zh
        return self.en if language.startswith("en") else gettext(self.en)

    def with_values(self, **values: Any) -> "Text":
        """The same sentence with its places filled, still in both languages."""
        both = {language: {k: _said(v, language) for k, v in values.items()} for language in ("zh", "en")}
        return Text(self.zh.format(**both["zh"]), self.en.format(**both["en"]))

    @classmethod
    def of(cls, value: "Text | Mapping[str, str] | str") -> "Text":
        """From data files: `{zh: …, en: …}` or one string for both."""
        if isinstance(value, Text):
            return value
        return cls(value, value) if isinstance(value, str) else cls(value["zh"], value["en"])

    def as_dict(self) -> dict[str, str]:
        """For JSON."""
        return {"zh": self.zh, "en": self.en}


def _said(value: Any, language: str) -> Any:
    return getattr(value, language) if isinstance(value, Text) else value


T = Text
