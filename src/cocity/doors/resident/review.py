"""The answers as they are checked, and what others have said about the same."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from cocity.doors.resident import names
from cocity.ground.commitments import api as commitments
from cocity.ground.commitments.api import CommitmentRow, Filters
from cocity.ground.people import api as people
from cocity.ground.people.api import ANONYMOUS
from cocity.ground.places import api as places
from cocity.kit.errors import NotFound
from cocity.kit.parts import Pair, Words
from cocity.kit.text import Text
from cocity.listen.web import api as web
from cocity.listen.web.api import Draft

SIMILAR = 3
LATELY = timedelta(days=90)
YES, NO = Text("可以公开", "Yes, others may read it"), Text("不公开", "No")


def pairs(draft: Draft) -> list[Pair]:
    """Every question asked, with its answer and the way back to it."""
    said: Mapping[str, tuple[Text, Words]] = {
        "kind": (Text("事项种类", "Kind of matter"), names.kind_words(draft.kind)),
        "words": (Text("您的话", "Your words"), draft.text),
        "photo": (Text("照片", "Photos"), _photos(draft)),
        "area": (Text("区", "District"), names.place_words(draft.area) or names.NO_PLACE),
        "place": (Text("具体地点", "Place"), _place(draft)),
        "category": (Text("类别", "Category"), names.category_words(draft.category)),
        "about": (Text("投诉的单位", "Body complained about"), _body(draft.against)),
        "contact": (Text("联系方式", "Contact"), _contact(draft)),
        "publish": (Text("是否公开", "May it be public"), YES if draft.publish else NO),
        "you": (Text("关于您", "About you"), _you(draft)),
    }
    return [
        Pair(*said[step], change=reverse("resident:question", args=[step])) for step in web.steps_of(draft)
    ]


def _photos(draft: Draft) -> Words:
    n = len(draft.files)
    return Text(f"{n} 张", "1 photo" if n == 1 else f"{n} photos") if n else Text("没有", "None")


def _place(draft: Draft) -> Words:
    street = names.place_words(draft.place)
    point = f"{draft.lon:.5f}, {draft.lat:.5f}" if draft.lon is not None and draft.lat is not None else ""
    return _joined([street, draft.address, point])


def _contact(draft: Draft) -> Words:
    return _joined([draft.phone, draft.email]) or Text("不留，凭回执查询", "None: by the receipt only")


def _you(draft: Draft) -> Words:
    disabled = {"yes": Text("有残疾", "Has a disability"), "no": Text("没有残疾", "No disability")}
    told = [
        web.AGE_BANDS.get(draft.age_band),
        web.SEXES.get(draft.sex),
        web.ORIGINS.get(draft.origin),
        disabled.get(draft.disability),
    ]
    return _joined(told) or Text("不说", "Rather not say")


def _joined(parts: Sequence[Text | str | None]) -> Text | str:
    texts = [Text.of(part) for part in parts if part]
    if not texts:
        return ""
    return Text("，".join(text.zh for text in texts), ", ".join(text.en for text in texts))


def _body(code: str) -> Words:
    if not code:
        return Text("不针对某个单位", "No body in particular")
    try:
        found = people.body_by_code(code)
    except NotFound:
        return Text("这个单位已不存在，请重新选择", "This body is no more: please choose again")
    return Text(found.name_zh, found.name_en or found.name_zh)


def similar(draft: Draft) -> list[CommitmentRow]:
    """Public matters of the same kind of thing at the same place that are still open, the newest first."""
    where = draft.place or draft.area
    if not where or not draft.category:
        return []
    try:
        path = places.get(where).path
    except NotFound:
        return []
    filters = Filters(
        place_path=path,
        category=draft.category,
        public_only=True,
        open_only=True,
        opened_from=timezone.now() - LATELY,
    )
    return list(commitments.listed(ANONYMOUS, filters, order="newest", size=SIMILAR).rows)
