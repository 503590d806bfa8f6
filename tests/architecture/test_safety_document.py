"""docs/veiligheid.md names tests and tables: the tests exist, and no table is missing from the register."""

from __future__ import annotations

import re

from app.bijeenkomsten import models
from app.settings import ROOT
from migrations.tables import METADATA

TEXT = (ROOT / "docs/veiligheid.md").read_text(encoding="utf-8")
HOME = "tests/web/auth/"
"""Where a test without a folder is."""
STATES = {"voldaan", "deels", "niet", "hosting", "n.v.t."}
assert models  # its tables are known now


def missing(text: str) -> list[str]:
    """Files of tests that the text names and that are not there."""
    named = set(re.findall(r"`((?:[\w/]+/)?test_\w+\.py)`", text))
    return sorted(name for name in named if not (ROOT / (name if "/" in name else HOME + name)).is_file())


def test_every_test_that_is_named_exists() -> None:
    assert missing(TEXT) == []
    assert len(re.findall(r"test_\w+\.py", TEXT)) > 90
    assert missing("`tests/web/test_bestaat_niet.py` en `test_ook_niet.py`") == [
        "test_ook_niet.py",
        "tests/web/test_bestaat_niet.py",
    ]


def test_every_requirement_says_how_it_stands() -> None:
    tables = TEXT.split("## AVG")[0]
    rows = [line.strip("|").split("|") for line in tables.splitlines() if line.startswith("| ")]
    said = [row[1].strip() for row in rows if row[1].strip() != "stand"]
    assert len(said) > 100 and set(said) == STATES
    for row in rows:
        if row[1].strip() == "hosting":
            assert "tests/web/" not in row[2], f"somebody else's work cannot be proven here: {row[0]}"


def test_every_table_stands_in_the_register() -> None:
    register = TEXT.split("## AVG")[1]
    assert {table for table in METADATA.tables if f"`{table}`" not in register} == set()
    rows = [line for line in register.splitlines() if line.startswith("| `")]
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row.split("|")[1])}
    assert named == set(METADATA.tables)


def test_every_term_of_the_register_is_a_setting() -> None:
    settings = (ROOT / "content/contact/bewaartermijnen.yaml").read_text(encoding="utf-8")
    names = re.findall(r"^(\w+): (\d+)", settings, re.MULTILINE)
    assert len(names) > 7
    assert [name for name, _value in names if f"`{name}`" not in TEXT] == []
