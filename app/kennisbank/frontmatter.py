"""Reads a content file: YAML front matter and Markdown, with the line of every field, problems in Dutch.

A duplicate key, a tab, a missing fence or a wrong type is a ``Problem`` with file, line and field; nothing is skipped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

MAX_BYTES = 256 * 1024
_INVISIBLE = re.compile("[\u202a-\u202e\u2066-\u2069\u200b\ufeff\\x00]")
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in the content. ``fout`` blocks, ``waarschuwing`` does not.

    soort: warnings of the sorts b1 and spelling have a ceiling per file.
    """

    bestand: str
    regel: int
    veld: str
    wat: str
    doe: str
    ernst: Literal["fout", "waarschuwing"] = "fout"
    soort: Literal["inhoud", "b1", "spelling"] = "inhoud"

    def __str__(self) -> str:
        return f"{self.bestand}:{self.regel}  {self.veld}  {self.wat}  {self.doe}"


FieldPath = tuple[str | int, ...]


class Lines(Mapping[FieldPath, int]):
    """The line of each field of a YAML text. Only who finds something wrong asks, so it is not found out before."""

    def __init__(self, text: str, offset: int) -> None:
        self._text = text
        self._offset = offset

    @cached_property
    def _found(self) -> dict[FieldPath, int]:
        node = _Loader(self._text).get_single_node()
        return dict(_walk(node, (), self._offset)) if node is not None else {}

    def __getitem__(self, path: FieldPath) -> int:
        return self._found[path]

    def __iter__(self) -> Iterator[FieldPath]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


@dataclass(frozen=True, slots=True)
class Source:
    """A parsed file before validation: data, the text below it, and the line of each field path."""

    name: str
    data: Any
    body: str
    body_line: int
    lines: Mapping[FieldPath, int] = field(default_factory=dict)

    def line(self, path: FieldPath) -> int:
        """Line of a field; of its nearest known parent when the field itself is missing."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class _Loader(yaml.CSafeLoader):
    """SafeLoader on libyaml that refuses duplicate keys."""


def _construct_mapping(loader: _Loader, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
    seen: dict[Any, int] = {}
    for key_node, _ in node.value:
        key = key_node.value
        if key in seen:
            raise yaml.constructor.ConstructorError(
                None,
                None,
                f"het veld '{key}' staat er twee keer (eerst op regel {seen[key]})",
                key_node.start_mark,
            )
        seen[key] = key_node.start_mark.line + 1
    return yaml.constructor.SafeConstructor.construct_mapping(loader, node, deep=deep)


def _construct_map(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    return _construct_mapping(loader, node, deep=True)


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _construct_map)


def _walk(node: yaml.Node, path: FieldPath, offset: int) -> Iterator[tuple[FieldPath, int]]:
    yield path, node.start_mark.line + 1 + offset
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            sub = (*path, str(key.value))
            yield from _walk(value, sub, offset)
            yield sub, key.start_mark.line + 1 + offset
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from _walk(value, (*path, index), offset)


def parse_yaml(text: str, name: str, offset: int = 0) -> tuple[Any, Lines] | Problem:
    """YAML text to data and lines; ``offset`` is the number of lines above it in the file."""
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        data = loader.construct_document(node) if node is not None else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = (mark.line if mark else 0) + 1 + offset
        problem = error.problem or ""
        what = problem if problem.startswith("het veld") else "De kop is geen geldige YAML."
        return Problem(
            name, line, "kop", what[0].upper() + what[1:], "Kijk naar inspringen, dubbele punten en aanhalingstekens."
        )
    except yaml.YAMLError:
        return Problem(name, 1 + offset, "kop", "De kop bevat tekens die niet mogen.", "Haal vreemde tekens weg.")
    return data, Lines(text, offset)


def read(path: Path, name: str) -> Source | Problem:
    """Read one Markdown file with front matter."""
    raw = read_text(path, name)
    if isinstance(raw, Problem):
        return raw
    if not raw.startswith("---\n"):
        return Problem(name, 1, "kop", "Het bestand begint niet met '---'.", "Zet de kop tussen twee regels met '---'.")
    end = raw.find("\n---\n", 3)
    if end < 0:
        return Problem(name, 1, "kop", "De kop eindigt nergens.", "Zet onder de kop een regel met alleen '---'.")
    head, body = raw[4 : end + 1], raw[end + 5 :]
    parsed = parse_yaml(head, name, offset=1)
    if isinstance(parsed, Problem):
        return parsed
    data, lines = parsed
    if not isinstance(data, dict):
        return Problem(name, 2, "kop", "De kop bevat geen velden.", "Schrijf regels als 'titel: ...'.")
    return Source(name, data, body, raw[: end + 5].count("\n") + 1, lines)


def read_text(path: Path, name: str) -> str | Problem:
    """The text of a content file: UTF-8, at most 256 KiB, no links, no invisible direction marks."""
    if path.is_symlink():
        return Problem(
            name, 1, "bestand", "Dit is een verwijzing naar een ander bestand.", "Zet het bestand zelf hier."
        )
    data = path.read_bytes()
    if len(data) > MAX_BYTES:
        return Problem(name, 1, "bestand", "Het bestand is groter dan 256 kB.", "Maak er meer pagina's van.")
    try:
        text = data.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return Problem(name, line, "bestand", "Het bestand is geen UTF-8.", "Bewaar het bestand als UTF-8.")
    hidden = _INVISIBLE.search(text)
    if hidden is not None:
        line = text.count("\n", 0, hidden.start()) + 1
        return Problem(name, line, "bestand", "Deze regel bevat onzichtbare tekens.", "Typ de regel opnieuw.")
    return text


MESSAGES: dict[str, tuple[str, str]] = {
    "missing": ("Dit veld ontbreekt.", "Vul het veld in."),
    "extra_forbidden": ("Dit veld bestaat niet.", "Kijk of de naam goed gespeld is, of haal het weg."),
    "string_type": ("Hier hoort tekst.", "Zet de tekst tussen aanhalingstekens."),
    "string_too_short": ("Dit veld is leeg of te kort.", "Vul het veld in."),
    "string_too_long": ("Deze tekst is te lang.", "Maak de tekst korter (hoogstens {max_length} tekens)."),
    "string_pattern_mismatch": ("Dit heeft niet de goede vorm.", "Gebruik de vorm {pattern}."),
    "too_short": ("Hier hoort minstens een regel.", "Voeg een regel toe met '- ...'."),
    "literal_error": ("Deze waarde bestaat niet.", "Kies uit: {expected}."),
    "enum": ("Deze waarde bestaat niet.", "Kies uit: {expected}."),
    "date_from_datetime_parsing": ("Dit is geen datum.", "Schrijf een datum als 2026-11-22."),
    "date_parsing": ("Dit is geen datum.", "Schrijf een datum als 2026-11-22."),
    "date_type": ("Dit is geen datum.", "Schrijf een datum als 2026-11-22."),
    "date_from_datetime_inexact": ("Dit is geen datum.", "Schrijf een datum als 2026-11-22."),
    "int_type": ("Hier hoort een heel getal.", "Schrijf een getal zonder aanhalingstekens."),
    "int_parsing": ("Hier hoort een heel getal.", "Schrijf een getal zonder aanhalingstekens."),
    "bool_type": ("Hier hoort true of false.", "Schrijf true of false."),
    "bool_parsing": ("Hier hoort true of false.", "Schrijf true of false."),
    "greater_than_equal": ("Dit getal is te klein.", "Minstens {ge}."),
    "less_than_equal": ("Dit getal is te groot.", "Hoogstens {le}."),
    "tuple_type": ("Hier hoort een lijst.", "Zet elke waarde op een eigen regel met '- ' ervoor."),
    "list_type": ("Hier hoort een lijst.", "Zet elke waarde op een eigen regel met '- ' ervoor."),
    "dict_type": ("Hier horen velden.", "Schrijf ingesprongen regels als 'naam: waarde'."),
    "model_type": ("Hier horen velden.", "Schrijf ingesprongen regels als 'naam: waarde'."),
    "model_attributes_type": ("Hier horen velden.", "Schrijf ingesprongen regels als 'naam: waarde'."),
}


def validate(model: type[M], source: Source, data: Any = None, prefix: tuple[str | int, ...] = ()) -> M | list[Problem]:
    """``data`` (or the whole source) as ``model``, or every problem in it with line and field."""
    try:
        return model.model_validate(source.data if data is None else data)
    except ValidationError as error:
        found = error.errors()
        return [_problem(source, prefix, detail) for detail in found if not _follows(detail, found)]


def _follows(detail: Any, found: Iterable[Any]) -> bool:
    """A list is not too short when what is wrong is an item in it."""
    place = detail["loc"]
    return detail["type"] == "too_short" and any(
        len(other["loc"]) > len(place) and other["loc"][: len(place)] == place for other in found
    )


def _problem(source: Source, prefix: tuple[str | int, ...], detail: Any) -> Problem:
    path = prefix
    for part in detail["loc"]:  # names of alternatives in a union are no fields
        if (*path, part) in source.lines or not isinstance(part, str) or "-" not in part:
            path = (*path, part)
    context = {k: v for k, v in (detail.get("ctx") or {}).items() if k != "error"}
    kind = detail["type"]
    if kind == "string_type" and detail["input"] is None:
        kind = "string_too_short"
    if kind == "value_error":
        what, do = str(detail["ctx"]["error"]), "Verbeter de waarde."
        what = what[0].upper() + what[1:] + "."
    else:
        what, do = MESSAGES.get(kind, ("Deze waarde klopt niet.", "Kijk in content/LEESMIJ.md wat hier hoort."))
    if "expected" in context:
        context["expected"] = str(context["expected"]).replace(" or ", " of ")
    return Problem(
        source.name, source.line(path), ".".join(map(str, path)) or "kop", what, do.format_map(_Defaults(context))
    )


class _Defaults(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "?"
