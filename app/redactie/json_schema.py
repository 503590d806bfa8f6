"""JSON Schema per kind of file, from the models, so that an editor completes and checks while somebody types."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from app.kennisbank.catalogue import Feitenbestand
from app.kennisbank.checks.ceilings import Plafonds
from app.kennisbank.redirects import Omleidingen
from app.kennisbank.schema import Artikel, Begrip, Bijeenkomst, Regeling, Succesverhaal, Tekstpagina
from app.redactie.fields import FIELDS, MEANING, describe

SCHEMAS: dict[str, type[BaseModel]] = {
    "regeling": Regeling,
    "artikel": Artikel,
    "begrip": Begrip,
    "succesverhaal": Succesverhaal,
    "pagina": Tekstpagina,
    "bijeenkomst": Bijeenkomst,
    "feiten": Feitenbestand,
    "omleidingen": Omleidingen,
    "plafonds": Plafonds,
}
_MODELS = {model.__name__: model for model in {*MEANING, *FIELDS}}


def schema_of(model: type[BaseModel]) -> dict[str, Any]:
    """The JSON Schema of a file with this model, described in Dutch."""
    found = model.model_json_schema(by_alias=True, mode="validation")
    for name, definition in found.get("$defs", {}).items():
        _describe(definition, _MODELS[name])
    _describe(found, model)
    return {"$schema": "http://json-schema.org/draft-07/schema#", **_draft_07(found)}


def _describe(definition: dict[str, Any], model: type[BaseModel]) -> None:
    definition.pop("title", None)
    definition["description"] = MEANING[model]
    for name, field in definition.get("properties", {}).items():
        field.pop("title", None)
        field["description"] = describe(model, name)


def _draft_07(value: Any) -> Any:
    """``$defs`` under the name that older editors know, and no keys beside a ``$ref``, which they would ignore."""
    if isinstance(value, list):
        return [_draft_07(item) for item in value]
    if not isinstance(value, dict):
        return value
    renamed = {("definitions" if key == "$defs" else key): _draft_07(item) for key, item in value.items()}
    target = renamed.get("$ref")
    if target is None:
        return renamed
    reference = {"$ref": target.replace("#/$defs/", "#/definitions/")}
    rest = {key: item for key, item in renamed.items() if key != "$ref"}
    return {"allOf": [reference], **rest} if rest else reference


def texts() -> dict[str, str]:
    """File name in ``docs/schema/`` to its text."""
    return {
        f"{name}.json": json.dumps(schema_of(model), ensure_ascii=False, indent=2) + "\n"
        for name, model in SCHEMAS.items()
    }


def write(folder: Path) -> list[str]:
    """Write every schema; returns the names of the files."""
    folder.mkdir(parents=True, exist_ok=True)
    made = texts()
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8")
    return sorted(made)
