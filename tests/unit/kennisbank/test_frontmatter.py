"""A content file is read whole, or everything that is wrong with it is told with line and field."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.kennisbank.frontmatter import Problem, Source, parse_yaml, read, validate
from app.kennisbank.schema import Tekstpagina

GOOD = """---
titel: Over deze site
samenvatting: Wat dit is.
eigenaar: redactie
nagekeken_op: 2026-11-22
nakijken_voor: 2027-05-01
bronnen:
  - {titel: Eigen tekst, geraadpleegd: 2026-11-22}
---
Dit is de tekst.

---
Een streep in de tekst hoort bij de tekst.
"""


def source(text: str, tmp_path: Path) -> Source | Problem:
    path = tmp_path / "over.md"
    path.write_bytes(text.encode())
    return read(path, "paginas/over.md")


def problems(text: str, tmp_path: Path) -> list[Problem]:
    """Everything wrong with a page, as the check would say it."""
    found = source(text, tmp_path)
    if isinstance(found, Problem):
        return [found]
    result = validate(Tekstpagina, found)
    return result if isinstance(result, list) else []


def test_a_good_file_gives_fields_text_and_lines(tmp_path: Path) -> None:
    found = source(GOOD, tmp_path)
    assert isinstance(found, Source)
    assert found.data["titel"] == "Over deze site"
    assert found.body.startswith("Dit is de tekst.") and "Een streep" in found.body
    assert found.body_line == 10
    assert found.line(("titel",)) == 2
    assert found.line(("bronnen", 0, "geraadpleegd")) == 8
    assert found.line(("bronnen", 0, "url")) == 8
    assert problems(GOOD, tmp_path) == []


def test_windows_line_ends_are_read_the_same(tmp_path: Path) -> None:
    assert problems(GOOD.replace("\n", "\r\n"), tmp_path) == []


@pytest.mark.parametrize(("old", "new", "line", "field", "what"), [
    ("titel: Over deze site", "titel: [Over", 3, "kop", "De kop is geen geldige YAML."),
    ("titel: Over deze site", "\ttitel: x", 2, "kop", "De kop is geen geldige YAML."),
    ("eigenaar: redactie", "titel: Nog een", 4, "kop", "Het veld 'titel' staat er twee keer (eerst op regel"),
    ("eigenaar: redactie\n", "", 1, "eigenaar", "Dit veld ontbreekt."),
    ("eigenaar: redactie", "eigenaar: redactie\nkleur: rood", 5, "kleur", "Dit veld bestaat niet."),
    ("eigenaar: redactie", "eigenaar: ''", 4, "eigenaar", "Dit veld is leeg of te kort."),
    ("eigenaar: redactie", "eigenaar: [a]", 4, "eigenaar", "Hier hoort tekst."),
    ("nagekeken_op: 2026-11-22", "nagekeken_op: gisteren", 5, "nagekeken_op", "Dit is geen datum."),
    ("titel: Eigen tekst", "tietel: Eigen tekst", 8, "bronnen.0.tietel", "Dit veld bestaat niet."),
    ("---\ntitel", "titel", 1, "kop", "Het bestand begint niet met '---'."),
    ("samenvatting: Wat dit is.", "samenvatting: Wat \u202edit is.", 3, "bestand", "Deze regel bevat onzichtbare"),
])  # fmt: skip
def test_what_is_wrong_is_named_with_line_and_field(
    tmp_path: Path, old: str, new: str, line: int, field: str, what: str
) -> None:
    assert old in GOOD
    found = problems(GOOD.replace(old, new, 1), tmp_path)
    match = next(problem for problem in found if problem.wat.startswith(what))
    assert (match.bestand, match.veld) == ("paginas/over.md", field)
    assert abs(match.regel - line) <= 1
    assert match.doe.endswith((".", "?"))


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    broken = GOOD.replace("eigenaar: redactie\n", "").replace("samenvatting: Wat dit is.", "samenvatting: 3")
    assert {problem.veld for problem in problems(broken, tmp_path)} == {"eigenaar", "samenvatting"}


@pytest.mark.parametrize("text", ["!!python/object/apply:os.system [ls]", "a: &a [*a]", "- [" * 50, "? : ?", "%TAG"])
def test_hostile_yaml_is_a_problem_or_plain_data(text: str) -> None:
    result = parse_yaml(text, "x.yaml")
    assert isinstance(result, Problem) or not callable(result[0])
