"""A new file: every field explained, valid except for what must be filled in; JSON Schema says the same."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from app.cli.content_write import nieuw, schema
from app.kennisbank.checks import check_folder
from app.kennisbank.frontmatter import Source, read, validate
from app.kennisbank.schema import KINDS
from app.redactie import json_schema
from app.redactie.fields import describe
from app.redactie.scaffold import FILL_IN, FOLDERS, WrongName, new_file
from app.settings import ROOT

DAY = date(2026, 11, 24)
REGION = ROOT / "tests/support/example_region"
FILLED = {
    "titel:": "titel: Een nieuwe pagina",
    "samenvatting:": "samenvatting: Een korte uitleg.",
    "- titel:": "- titel: Een bron",
    "soort:": "soort: proberen",
    "fasen:": "fasen: [proberen]",
    "uitvoerders:": "uitvoerders: [gemeente]",
    "fase:": "fase: proberen",
    "sector:": "sector: overig",
    "les:": "les: Begin klein.",
    "test:": "test: {vraag: situatie, is: [kandidaat]}",
    "datum:": "datum: 2027-01-19",
    "van:": "van: 14:00",
    "tot:": "tot: 16:30",
    "vorm:": "vorm: online",
    "plaatsen:": "plaatsen: 20",
}


def source_of(kind: str, tmp_path: Path) -> tuple[Source, list[str]]:
    name, text = new_file(kind, "nieuw", DAY)
    path = tmp_path / "nieuw.md"
    path.write_text(text, encoding="utf-8")
    source = read(path, name)
    assert isinstance(source, Source)
    return source, text.splitlines()


@pytest.mark.parametrize("kind", FOLDERS)
def test_only_what_says_fill_in_is_wrong_in_a_new_file(kind: str, tmp_path: Path) -> None:
    source, lines = source_of(kind, tmp_path)
    problems = validate(KINDS[FOLDERS[kind]], source)
    assert isinstance(problems, list)
    wrong = {problem.regel for problem in problems}
    head = lines[: lines.index("---", 1)]
    assert wrong == {number for number, line in enumerate(head, 1) if f"# {FILL_IN}" in line}


@pytest.mark.parametrize("kind", FOLDERS)
def test_every_field_of_the_kind_is_explained_in_a_new_file(kind: str) -> None:
    _, text = new_file(kind, "nieuw", DAY)
    for field in KINDS[FOLDERS[kind]].model_fields:
        assert f"{field}:" in text
        assert describe(KINDS[FOLDERS[kind]], field) in text


@pytest.mark.parametrize("kind", FOLDERS)
def test_a_filled_in_file_passes_the_whole_check(kind: str, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(REGION, tmp_path / "content"))
    done = CliRunner().invoke(nieuw, [kind, "nieuwe-pagina", "--map", str(folder)])
    assert done.exit_code == 0, done.output
    path = folder / FOLDERS[kind] / "nieuwe-pagina.md"
    lines = []
    for line in path.read_text(encoding="utf-8").splitlines():
        bare = line.strip()
        if FILL_IN in line and not bare.startswith("#"):
            key = next((key for key in FILLED if bare.startswith(key)), "")
            head = "#" in line
            line = line[: len(line) - len(bare)] + (FILLED.get(key) or bare.split(":")[0] + ": Dit is ingevuld.")
            line = line if head else "Bel de gemeente. Zij helpt u."
        lines.append(line)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    catalogue, problems = check_folder(folder, DAY)
    assert [str(problem) for problem in problems] == []
    assert catalogue is not None and "nieuwe-pagina" in catalogue.pages[FOLDERS[kind]]


@pytest.mark.parametrize("name", ["Mijn Verhaal", "../weg", "a/b", "", "x" * 81, "é", "-a"])
def test_a_name_that_cannot_be_an_address_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(WrongName):
        new_file("begrip", name, DAY)
    done = CliRunner().invoke(nieuw, ["--map", str(tmp_path), "--", "begrip", name])
    assert done.exit_code == 1 and list(tmp_path.iterdir()) == []


def test_an_existing_file_is_never_overwritten(tmp_path: Path) -> None:
    assert CliRunner().invoke(nieuw, ["begrip", "uitleg", "--map", str(tmp_path)]).exit_code == 0
    (tmp_path / "begrippen/uitleg.md").write_text("van iemand", encoding="utf-8")
    again = CliRunner().invoke(nieuw, ["begrip", "uitleg", "--map", str(tmp_path)])
    assert again.exit_code == 1 and "bestaat al" in again.output
    assert (tmp_path / "begrippen/uitleg.md").read_text(encoding="utf-8") == "van iemand"


def test_the_title_can_be_given_at_once() -> None:
    assert 'titel: "Werk: zo doet u dat"' in new_file("artikel", "werk", DAY, title="Werk: zo doet u dat")[1]


def test_the_schemas_in_docs_are_those_of_the_models() -> None:
    made = json_schema.texts()
    kept = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs/schema").glob("*.json")}
    assert kept == made, "run `flask --app wsgi content schema`"


def test_the_command_writes_the_schemas(tmp_path: Path) -> None:
    assert CliRunner().invoke(schema, ["--naar", str(tmp_path)]).exit_code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(json_schema.texts())


def parts(value: Any) -> Iterator[dict[str, Any]]:
    """Every part of a schema that has fields."""
    if isinstance(value, dict):
        if "properties" in value:
            yield value
        for item in value.values():
            yield from parts(item)
    elif isinstance(value, list):
        for item in value:
            yield from parts(item)


@pytest.mark.parametrize("name", json_schema.SCHEMAS)
def test_every_field_has_a_dutch_description_and_nothing_else_is_allowed(name: str) -> None:
    found = list(parts(json.loads(json_schema.texts()[f"{name}.json"])))
    assert found
    for part in found:
        assert part["additionalProperties"] is False
        assert part["description"].endswith((".", "?"))
        for field in part["properties"].values():
            assert len(field["description"]) > 5 and "title" not in field


def test_content_files_name_the_schema_of_their_kind() -> None:
    for kind, folder in FOLDERS.items():
        for path in (ROOT / "content" / folder).glob("*.md"):
            second = path.read_text(encoding="utf-8").splitlines()[1]
            assert second == f"# yaml-language-server: $schema=../../docs/schema/{kind}.json", path.name
