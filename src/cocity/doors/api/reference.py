"""The OpenAPI document as a page that works without script."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from cocity.kit.web.access import public


@dataclass(frozen=True, slots=True)
class Call:
    """One operation: what it is for, what goes in, what comes back."""

    method: str
    path: str
    summary: str
    description: str
    needs_key: bool
    fields: tuple[tuple[str, str, str, bool], ...]  # name, kind, description, required
    answers: tuple[str, ...]


@lru_cache(maxsize=1)
def calls() -> tuple[Call, ...]:
    """Every operation of the API, in the document's order."""
    from cocity.doors.api.v1 import api

    document = api.get_openapi_schema(path_prefix="/api/v1/")
    return tuple(
        _call(document, method, path, operation)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    )


def _call(document: Any, method: str, path: str, operation: Any) -> Call:
    fields = [_parameter(each) for each in operation.get("parameters", ())]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    if body:
        fields += _properties(document, body)
    return Call(
        method.upper(), path, operation.get("summary", ""), operation.get("description", ""),
        bool(operation.get("security")), tuple(fields), tuple(str(code) for code in operation["responses"]),
    )  # fmt: skip


def _parameter(given: Any) -> tuple[str, str, str, bool]:
    kind = f"{given['in']}, {_kind(given.get('schema', {}))}"
    return given["name"], kind, given.get("description", ""), bool(given.get("required"))


def _properties(document: Any, schema: Any) -> list[tuple[str, str, str, bool]]:
    named = schema.get("$ref", "").rpartition("/")[2]
    shape = document["components"]["schemas"][named] if named else schema
    required = set(shape.get("required", ()))
    return [
        (name, _kind(each), each.get("description", ""), name in required)
        for name, each in shape.get("properties", {}).items()
    ]


def _kind(schema: Any) -> str:
    if "anyOf" in schema:
        return " | ".join(_kind(each) for each in schema["anyOf"])
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    kind = schema.get("format") or schema.get("type", "")
    return f"{kind} ≤ {schema['maxLength']}" if "maxLength" in schema else str(kind)


@public
@require_GET
def reference(request: HttpRequest) -> HttpResponse:
    """Every call of the API."""
    return render(request, "api/reference.html", {"calls": calls()})
