"""Answers in the two formats of GeoReport v2. The same values give both."""

import io
import json
from collections.abc import Mapping
from typing import Any
from xml.sax.xmlreader import AttributesImpl

from django.http import HttpResponse
from django.utils.xmlutils import SimplerXMLGenerator

TYPES = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}
# How each list is called in XML: its element and that of its items.
NONE = AttributesImpl({})
LISTS = {"attributes": "attribute", "values": "value"}


def answered(form: str, root: str, item: str, value: Any, *, status: int = 200) -> HttpResponse:
    """`value` is a list of mappings, or one mapping (then `item` is empty)."""
    body = json.dumps(value, ensure_ascii=False).encode() if form == "json" else _xml(root, item, value)
    return HttpResponse(body, status=status, content_type=TYPES[form])


def _xml(root: str, item: str, value: Any) -> bytes:
    out = io.StringIO()
    writer = SimplerXMLGenerator(out, "utf-8")
    writer.startDocument()
    if item:
        writer.startElement(root, NONE)
        for each in value:
            _element(writer, item, each)
        writer.endElement(root)
    else:
        _element(writer, root, value)
    writer.endDocument()
    return out.getvalue().encode()


def _element(writer: SimplerXMLGenerator, name: str, value: Any) -> None:
    writer.startElement(name, NONE)
    if isinstance(value, Mapping):
        for key, each in value.items():
            _element(writer, key, each)
    elif isinstance(value, list):
        for each in value:
            _element(writer, LISTS[name], each)
    elif isinstance(value, bool):
        writer.characters("true" if value else "false")
    elif value is not None:
        writer.characters(str(value))
    writer.endElement(name)
