"""The services of GeoReport v2: the leaves of the city's tree of matters, with their further questions."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from cocity.kit.errors import Invalid, NotFound
from cocity.kit.text import Text
from cocity.listen.intake import api as intake
from cocity.listen.open311.contracts import Attribute, Option, Service

BUILT_IN = Path(__file__).parent / "data" / "attributes.yaml"
LONGEST_ANSWER = 1000  # characters


def code_of(category: str) -> str:
    """A category as a service code, fit for an address."""
    return category.replace("/", ".")


def category_of(code: str) -> str:
    return code.replace(".", "/")


@lru_cache(maxsize=1)
def services() -> Mapping[str, Service]:
    """Services by code, in the order of the tree."""
    tree = intake.categories()
    parents = {category.parent for category in tree.values()}
    asked = _attributes()
    found = {}
    for category in tree.values():
        if category.code not in parents:
            above = tree.get(category.parent, category)
            code = code_of(category.code)
            found[code] = Service(
                code, category.code, category.title, above.title, category.words, asked.get(category.code, ())
            )
    return found


def service(code: str) -> Service:
    """Raises NotFound."""
    if code not in services():
        raise NotFound(
            Text("没有这项服务（service_code）", "There is no such service_code"), field="service_code"
        )
    return services()[code]


def known(code: str) -> bool:
    """Whether requests may bear this code: a service, or a category of the tree or of a source they were imported from."""
    return code in services() or ("/" not in code and intake.is_category(category_of(code)))


def answers_of(asked: Service, given: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """The answers to a service's further questions. Raises Invalid naming the attribute."""
    known = {attribute.code: attribute for attribute in asked.attributes}
    for code in given:
        if code not in known:
            said = Text("这项服务没有属性 {code}", "This service has no attribute {code}")
            raise Invalid(said.with_values(code=code[:40]), field=f"attribute[{code[:40]}]")
    return {code: found for code, rule in known.items() if (found := _answer(rule, given.get(code, [])))}


def _answer(rule: Attribute, given: list[str]) -> list[str]:
    found = [value.strip() for value in given if value.strip()]
    field = f"attribute[{rule.code}]"
    if rule.required and not found:
        raise Invalid(Text("必须填写 {code}", "{code} is needed").with_values(code=rule.code), field=field)
    if len(found) > 1 and rule.datatype != "multivaluelist":
        raise Invalid(
            Text("{code} 只能填一个值", "{code} takes one value").with_values(code=rule.code), field=field
        )
    keys = {option.key for option in rule.values}
    if (keys and set(found) - keys) or any(len(value) > LONGEST_ANSWER for value in found):
        said = Text(
            "{code} 的值不可用；可用：{keys}", "The value of {code} cannot be used; there are: {keys}"
        )
        raise Invalid(said.with_values(code=rule.code, keys=", ".join(sorted(keys)) or "-"), field=field)
    return found


def _attributes() -> dict[str, tuple[Attribute, ...]]:
    own = settings.CITY / "attributes.yaml" if settings.CITY else None
    path = own if own is not None and own.exists() else BUILT_IN
    read: Mapping[str, list[Mapping[str, Any]]] = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    return {
        category: tuple(_attribute(order, item) for order, item in enumerate(items, 1))
        for category, items in read.items()
    }


def _attribute(order: int, item: Mapping[str, Any]) -> Attribute:
    options = tuple(Option(str(key), name) for key, name in item.get("values", {}).items())
    hint = item.get("hint", {"zh": "", "en": ""})
    return Attribute(
        item["code"],
        item["datatype"],
        bool(item.get("required", False)),
        order,
        item["description"],
        hint,
        options,
    )
