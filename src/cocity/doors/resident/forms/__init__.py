"""The questions, one a page, in the order they are asked."""

from collections.abc import Mapping

from cocity.doors.resident.forms.base import Plain, Question
from cocity.doors.resident.forms.matter import AboutForm, CategoryForm, KindForm, PhotoForm, WordsForm
from cocity.doors.resident.forms.person import ContactForm, PublishForm, YouForm
from cocity.doors.resident.forms.where import AreaForm, PlaceForm

__all__ = ["QUESTIONS", "Plain", "Question"]

QUESTIONS: Mapping[str, type[Question]] = {
    "kind": KindForm,
    "words": WordsForm,
    "photo": PhotoForm,
    "area": AreaForm,
    "place": PlaceForm,
    "category": CategoryForm,
    "about": AboutForm,
    "contact": ContactForm,
    "publish": PublishForm,
    "you": YouForm,
}
