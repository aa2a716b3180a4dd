"""The form every door starts from: errors in both languages that say what to do."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.validators import (
    MaxLengthValidator,
    MaxValueValidator,
    MinLengthValidator,
    MinValueValidator,
    ProhibitNullCharactersValidator,
)
from django.utils.functional import lazystr

from cocity.kit.errors import CityError, Errors
from cocity.kit.fields import target_of
from cocity.kit.parts import ErrorLink
from cocity.kit.text import Text

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def words(zh: str, en: str) -> "_StrPromise":
    """Both languages as the lazy string Django's fields want for labels, hints and choices."""
    return lazystr(Text(zh, en))


def says_when(field: forms.Field) -> forms.Field:
    """A field whose own label or hint says when it must be filled in: it carries that mark and no other."""
    cast(Any, field).says_when = True
    return field


class _Message(Text):
    """A sentence Django may fill with `%`, in its own way of naming values."""

    def __mod__(self, values: dict[str, Any]) -> Text:
        return self.with_values(**values)


_SHARED = {
    "invalid_choice": _Message("请从所列各项中选择", "Choose one of the answers listed"),
    "invalid_list": _Message("请从所列各项中选择", "Choose from the answers listed"),
    "invalid_image": _Message("这个文件不是图片，请换一个", "This file is not a picture; choose another one"),
    "empty": _Message("这个文件是空的，请换一个", "This file is empty; choose another one"),
    "missing": _Message("请选择一个文件", "Choose a file"),
}
_INVALID: tuple[tuple[type[forms.Field], _Message], ...] = (
    (
        forms.EmailField,
        _Message("邮箱写法不对，应像 name@example.com", "Write the e-mail like name@example.com"),
    ),
    (forms.DateField, _Message("日期写法不对，应像 2026-11-23", "Write the date like 2026-11-23")),
    (forms.IntegerField, _Message("请填写数字", "Write a number")),
)
_LIMITS: tuple[tuple[type[Any], _Message], ...] = (
    (
        MaxLengthValidator,
        _Message(
            "最多 {limit_value} 个字，现在是 {show_value} 个，请删减",
            "At most {limit_value} characters; there are {show_value}. Please shorten it",
        ),
    ),
    (
        MinLengthValidator,
        _Message(
            "至少 {limit_value} 个字，现在是 {show_value} 个，请写得详细些",
            "At least {limit_value} characters; there are {show_value}. Please say more",
        ),
    ),
    (MaxValueValidator, _Message("不能大于 {limit_value}", "This can be at most {limit_value}")),
    (MinValueValidator, _Message("不能小于 {limit_value}", "This must be at least {limit_value}")),
)
_NUL = _Message(
    "里面有一个看不见的空字符，请删去，或重新输入",
    "There is an invisible NUL character in it; remove it, or type it again",
)


class Form(forms.Form):
    """A Django form whose errors name the field and say what to do, shown by `<c-fields :form="form" />`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            _speak(name, field)

    def refuse(self, error: CityError) -> None:
        """Takes over an error raised by a component: beside its field if this form has it, else at the top."""
        for each in error.errors if isinstance(error, Errors) else [error]:
            self.add_error(each.field if each.field in self.fields else None, str(each.message))

    def error_links(self) -> list[ErrorLink]:
        """Every error with the id of the input it is about (empty: about the whole form), in the form's order."""
        found = [ErrorLink(str(error), "") for error in self.non_field_errors()]
        for bound in self:
            found += [ErrorLink(str(error), target_of(bound)) for error in bound.errors]
        return found


def _speak(name: str, field: forms.Field) -> None:
    label = str(field.label or name)
    mine = set(type(field).default_error_messages) | {"required", "invalid"}
    choosing = isinstance(field, forms.ChoiceField | forms.FileField | forms.BooleanField)
    given: dict[str, Any] = dict(field.error_messages)
    if given.get("required") == forms.Field.default_error_messages["required"]:
        given["required"] = _required(field, label, choosing)
    for code in mine & set(_SHARED):
        given[code] = _SHARED[code]
    for cls, message in _INVALID:
        if isinstance(field, cls):
            given["invalid"] = message
    field.error_messages = given
    field.validators = [_worded(validator) for validator in field.validators]


def _required(field: forms.Field, label: str, choosing: bool) -> Any:
    zh, en = ("请选择", "Choose") if choosing else ("请填写", "Please fill in")
    return _Message(f"{zh}：{label}", f"{en}: {label}")


def _worded(validator: Any) -> Any:
    for cls, message in _LIMITS:
        if type(validator) is cls:
            return cls(validator.limit_value, message=cast(Any, message))
    if type(validator) is ProhibitNullCharactersValidator:
        return ProhibitNullCharactersValidator(message=cast(Any, _NUL))
    return validator
