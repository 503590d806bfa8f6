"""A JSON Schema checker for the keywords that the API uses; an unknown keyword is an error, never skipped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
    "array": (list,),
    "object": (dict,),
}
NOTES = {"title", "description", "default"}


def faults(value: Any, schema: dict[str, Any], root: dict[str, Any], path: str = "$") -> Iterator[str]:
    """Everything in ``value`` that ``schema`` does not allow; ``root`` is the document that ``$ref`` points into."""
    for keyword, rule in schema.items():
        if keyword in NOTES:
            continue
        if keyword == "$ref":
            yield from faults(value, resolve(rule, root), root, path)
        elif keyword == "anyOf":
            if all(any(True for _ in faults(value, option, root, path)) for option in rule):
                yield f"{path}: {value!r} fits none of {len(rule)} forms"
        elif keyword in ("properties", "required", "additionalProperties"):
            if isinstance(value, dict):
                yield from _object(keyword, rule, value, schema, root, path)
        elif keyword == "items":
            for index, item in enumerate(value if isinstance(value, list) else ()):
                yield from faults(item, rule, root, f"{path}[{index}]")
        elif not _simple(keyword, rule, value):
            yield f"{path}: {value!r} breaks {keyword} {rule!r}"


def resolve(pointer: str, root: dict[str, Any]) -> dict[str, Any]:
    """What a ``$ref`` points at; KeyError when it points at nothing."""
    found: Any = root
    for part in pointer.removeprefix("#/").split("/"):
        found = found[part]
    assert isinstance(found, dict)
    return found


def _object(
    keyword: str, rule: Any, value: dict[str, Any], schema: dict[str, Any], root: dict[str, Any], path: str
) -> Iterator[str]:
    if keyword == "required":
        yield from (f"{path}: {name} is missing" for name in rule if name not in value)
        return
    known = schema.get("properties", {})
    if keyword == "properties":
        for name, inner in rule.items():
            if name in value:
                yield from faults(value[name], inner, root, f"{path}.{name}")
        return
    for name in value.keys() - known.keys():
        if rule is False:
            yield f"{path}: {name} is not declared"
        elif rule is not True:
            yield from faults(value[name], rule, root, f"{path}.{name}")


def _simple(keyword: str, rule: Any, value: Any) -> bool:
    if keyword not in SIMPLE or (keyword == "format" and rule != "date"):
        raise AssertionError(f"the checker does not know {keyword} {rule!r}")
    applies_to, check = SIMPLE[keyword]
    return not isinstance(value, applies_to) or check(value, rule)


def _type(value: Any, rule: str) -> bool:
    return rule == "boolean" if isinstance(value, bool) else isinstance(value, TYPES[rule])


SIMPLE: dict[str, tuple[type | tuple[type, ...], Callable[[Any, Any], bool]]] = {
    "type": (object, _type),
    "enum": (object, lambda value, rule: value in rule),
    "const": (object, lambda value, rule: value == rule),
    "minimum": ((int, float), lambda value, rule: value >= rule),
    "maximum": ((int, float), lambda value, rule: value <= rule),
    "maxLength": (str, lambda value, rule: len(value) <= rule),
    "minLength": (str, lambda value, rule: len(value) >= rule),
    "pattern": (str, lambda value, rule: re.search(rule, value) is not None),
    "format": (
        str,
        lambda value, _rule: re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", value) is not None,
    ),
}
"""Keyword to the values it speaks about and what it asks of them; the one format is date."""
