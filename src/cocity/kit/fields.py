"""One input as the `<c-field>` component shows it, made from a Django bound field or from plain attributes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.forms import BoundField
from django.forms.utils import ErrorList

from cocity.kit.parts import Words

_KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.HiddenInput, "hidden"),
    (forms.Textarea, "textarea"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.SelectMultiple, "multiselect"),
    (forms.Select, "select"),
    (forms.CheckboxInput, "checkbox"),
    (forms.FileInput, "file"),
    (forms.DateInput, "date"),
    (forms.TimeInput, "time"),
)


@dataclass(frozen=True, slots=True)
class Option:
    """One choice; `hint` explains it."""

    value: str
    label: Words
    id: str = ""
    chosen: bool = False
    hint: Words = ""


@dataclass(frozen=True, slots=True)
class FieldView:
    """Everything the template needs; `type` is the HTML type of a one-line input."""

    name: str
    id: str
    label: Words
    kind: str = "input"
    type: str = "text"
    value: str = ""
    hint: Words = ""
    errors: Sequence[str] = ()
    required: bool = True
    optional: bool = False  # is said beside the label
    options: Sequence[Option] = ()
    attrs: Mapping[str, Any] = field(default_factory=dict)

    @property
    def described_by(self) -> str:
        """Ids of the hint and the error, for aria-describedby."""
        return " ".join(
            f"{self.id}-{part}" for part, there in (("hint", self.hint), ("error", self.errors)) if there
        )

    @property
    def most(self) -> Any:
        """How many characters a long text may have, counted under it."""
        return self.attrs.get("data-most")

    @property
    def is_group(self) -> bool:
        """Several inputs under one legend."""
        return self.kind in {"radios", "checkboxes"}


def target_of(bound: BoundField) -> str:
    """Id of the element an error summary leads to: the first choice of a group, else the input."""
    view = from_bound(bound)
    return view.options[0].id if view.is_group and view.options else view.id


def from_bound(bound: BoundField) -> FieldView:
    """The view of a form's field with its value and errors. One whose own words say when it is needed (`says_when`) is
    not called optional beside them."""
    widget = bound.field.widget
    kind = next((name for cls, name in _KINDS if isinstance(widget, cls)), "input")
    identity = bound.id_for_label or bound.auto_id or bound.html_name
    if kind in {"radios", "checkboxes"}:
        identity = str(bound.auto_id or bound.html_name)
    errors = bound.errors if isinstance(bound.errors, ErrorList) else ()
    return FieldView(
        name=bound.html_name,
        id=str(identity),
        label=bound.label,
        kind=kind,
        type=str(getattr(widget, "input_type", "text") or "text"),
        value=_shown(bound, widget, kind),
        hint=bound.help_text,
        errors=[str(error) for error in errors],
        required=bound.field.required,
        optional=not bound.field.required and not getattr(bound.field, "says_when", False),
        options=tuple(_options(bound, widget, str(identity))),
        attrs=_attributes(bound, widget),
    )


def from_attributes(name: str, label: Words, **given: Any) -> FieldView:
    """The view of a field written by hand in a template; `options` are (value, label) or (value, label, hint)."""
    identity = str(given.get("id") or f"id_{name}")
    value = str(given.get("value") or "")
    options = tuple(
        Option(str(o[0]), o[1], f"{identity}_{i}", str(o[0]) == value, o[2] if len(o) > 2 else "")
        for i, o in enumerate(given.get("options") or ())
    )
    kind = str(given.get("kind") or "input")
    return FieldView(
        name=name,
        id=identity,
        label=label,
        kind=kind,
        type=str(given.get("type") or ("date" if kind == "date" else "text")),
        value=value,
        hint=given.get("hint") or "",
        errors=[str(given["error"])] if given.get("error") else (),
        required=not given.get("optional") and not given.get("says_when"),
        optional=bool(given.get("optional")),
        options=options,
        attrs=given.get("attrs") or {},
    )


def _shown(bound: BoundField, widget: forms.Widget, kind: str) -> str:
    if (
        kind in {"file", "radios", "checkboxes", "select", "multiselect"}
        or getattr(widget, "input_type", "") == "password"
    ):
        return ""
    value = bound.value()
    if kind == "checkbox":
        return "on" if value else ""
    if kind in {"date", "time"} and hasattr(value, "isoformat"):
        return str(value.isoformat())
    return str(widget.format_value(value) or "")


def _options(bound: BoundField, widget: forms.Widget, identity: str) -> Iterable[Option]:
    if not isinstance(widget, forms.widgets.ChoiceWidget):
        return
    chosen = widget.format_value(bound.value())
    hints: Mapping[str, Words] = getattr(bound.field, "hints", {})
    flat = _flattened(widget.choices)
    for index, (value, label) in enumerate(flat):
        said = "" if value is None else str(value)
        yield Option(said, label, f"{identity}_{index}", said in chosen, hints.get(said, ""))


def _flattened(choices: Any) -> Iterable[tuple[Any, Any]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield value, label


def _attributes(bound: BoundField, widget: forms.Widget) -> dict[str, Any]:
    attrs = {**widget.attrs, **bound.field.widget_attrs(widget)}
    if isinstance(widget, forms.Textarea):
        attrs.pop("cols", None)
        # `maxlength` would cut what is pasted without a word; the form itself says how much is too much.
        attrs["data-most"] = attrs.pop("maxlength", None)
    return {name: value for name, value in attrs.items() if value not in (None, False)}
