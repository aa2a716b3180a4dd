"""What every question of the residents' form shares: how it shows what was answered, what it adds to the draft."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.datastructures import MultiValueDict

from cocity.kit.forms import Form
from cocity.kit.text import Text
from cocity.listen.intake import api as intake
from cocity.listen.web.api import Draft


class Plain(forms.CharField):
    """Text as people send it: a line end is one character, and no invisible characters."""

    def to_python(self, value: Any) -> str:
        return intake.tidy((super().to_python(value) or "").replace("\r\n", "\n"))


class Question(Form):
    """One question. `title` asks it; `about` explains; `answers` is what the draft takes over."""

    title: ClassVar[Text]
    about: Text | None = None
    part: ClassVar[str] = ""  # a template of its own, where the question needs one

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        sent: MultiValueDict[str, Any] | None = None,
        *,
        draft: Draft,
        seek: str = "",
    ) -> None:
        self.draft, self.seek = draft, seek
        super().__init__(data, sent, initial=self.shown(draft))
        self.prepare()

    def prepare(self) -> None:
        """Fill choices that come from the city's data."""

    @classmethod
    def shown(cls, draft: Draft) -> dict[str, Any]:
        """What was answered before, by field."""
        return {name: getattr(draft, name) for name in cls.base_fields if hasattr(draft, name)}

    def answers(self) -> dict[str, Any]:
        """The answers by field of the draft; only of a valid form."""
        return dict(self.cleaned_data)

    def choices(self, name: str, found: Iterable[tuple[str, Any]]) -> forms.ChoiceField:
        """Give a field its choices."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - a slip of ours, not in what was sent
        field.choices = list(found)
        return field
