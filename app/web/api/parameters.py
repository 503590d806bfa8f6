"""Parameters of the API: one description that both reads the address and stands in the OpenAPI document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from app.web.api.problems import BadParameters, Fout

MAX_VALUES = 30
"""How often a parameter may be repeated."""
NAMED = 12
"""How many allowed values an error message names."""

Given = dict[str, tuple[str, ...]]
"""Name to its checked values; a parameter that was absent or empty is missing."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One query parameter. ``schema`` is the JSON Schema of one value.

    many: may be repeated. required: must stand in the address, though it may be empty. unchecked: its reader is
    elsewhere (the answers of the keuzehulp), here it is only named. commas: several values with commas between them.
    """

    name: str
    text: str
    schema: dict[str, Any]
    many: bool = False
    required: bool = False
    unchecked: bool = False
    commas: bool = False

    def document(self) -> dict[str, Any]:
        """The parameter as it stands in the OpenAPI document."""
        several = self.many or self.commas
        schema = {"type": "array", "items": self.schema, "maxItems": MAX_VALUES} if several else self.schema
        shape = {"style": "form", "explode": not self.commas} if several else {}
        return {
            "name": self.name,
            "in": "query",
            "required": self.required,
            "description": self.text,
            "schema": schema,
            **shape,
        }


def read(parameters: Sequence[Parameter], args: MultiDict[str, str]) -> Given:
    """The checked parameters of an address; raises ``BadParameters`` naming everything that is wrong."""
    known = {parameter.name: parameter for parameter in parameters}
    strange = [
        Fout(parameter=name[:60], uitleg=f"Deze parameter kennen wij niet. Wij kennen: {', '.join(known) or 'geen'}.")
        for name in args
        if name not in known
    ]
    missing = [
        Fout(parameter=name, uitleg="Deze parameter is nodig.")
        for name, parameter in known.items()
        if parameter.required and name not in args
    ]
    if strange or missing:
        raise BadParameters(400, [*strange[:NAMED], *missing])
    given: Given = {}
    faults: list[Fout] = []
    for name, parameter in known.items():
        values = tuple(dict.fromkeys(value for value in args.getlist(name) if value.strip()))
        if parameter.unchecked or not values:
            continue
        wrong = _fault(parameter, values)
        if wrong:
            faults.append(Fout(parameter=name, uitleg=wrong))
        given[name] = values
    if faults:
        raise BadParameters(422, faults)
    return given


def _fault(parameter: Parameter, values: tuple[str, ...]) -> str | None:
    if len(values) > (MAX_VALUES if parameter.many else 1):
        return f"Hoogstens {MAX_VALUES} keer." if parameter.many else "Deze parameter mag maar één keer."
    return next((wrong for value in values if (wrong := _wrong(parameter.schema, value))), None)


def _wrong(schema: dict[str, Any], value: str) -> str | None:
    """What is wrong with one value, in Dutch; None when it is right."""
    allowed = schema.get("enum")
    if allowed is not None and value not in allowed:
        if len(allowed) > NAMED:
            return "Deze waarde kennen wij niet. De waarden staan in /api/v1/openapi.json."
        return f"Deze waarde kennen wij niet. Kies uit: {', '.join(allowed)}."
    if schema["type"] == "integer":
        low, high = schema["minimum"], schema["maximum"]
        short = value.isascii() and value.isdigit() and len(value) <= 9
        if not short or not low <= int(value) <= high:
            return f"Geef een geheel getal van {low} tot en met {high}."
    elif len(value) > schema.get("maxLength", len(value)):
        return f"Hoogstens {schema['maxLength']} tekens."
    return None
