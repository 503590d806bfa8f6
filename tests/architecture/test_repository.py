"""What may not stand in a file of this project, and what the lists of packages must say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.settings import ROOT
from tests.architecture.source import files

REGISTRIES = re.compile(
    "|".join(("npm" + "js", "py" + r"pi\.org", "python" + "hosted", "registry" + r"\.yarnpkg", "crates" + r"\.io")),
    re.I,
)
MACHINE = re.compile(r"(?<![\w.*-])/" + "(?:work|root|tmp)/|/" + r"home/\w")
LISTS = ("run", "dev")


def forbidden(text: str) -> list[str]:
    """Names of package registries and folders of one machine; with its line."""
    return [
        f"line {number}: {match[0]}"
        for number, line in enumerate(text.split("\n"), 1)
        for match in (*REGISTRIES.finditer(line), *MACHINE.finditer(line))
    ]


def texts() -> list[tuple[Path, str]]:
    """Every text file of the project."""
    found = []
    for path in files():
        try:
            found.append((path, path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue
    return found


def wanted(listing: str) -> set[str]:
    """Names of the packages that a .in file asks for."""
    lines = (line.split("#")[0].strip() for line in listing.splitlines())
    return {re.split(r"[<>=\[; ]", line)[0].lower() for line in lines if line and not line.startswith("-")}


def unhashed(listing: str) -> list[str]:
    """Packages in a pinned list without an exact version or without a hash."""
    blocks = re.split(
        r"\n(?=\S)", "\n".join(line for line in listing.splitlines() if not line.lstrip().startswith("#"))
    )
    return [
        block.split("\n")[0]
        for block in blocks
        if block.strip() and not (re.match(r"[\w.\[\]-]+==\S+", block) and "--hash=sha256:" in block)
    ]


def test_no_file_names_a_registry_or_a_folder_of_one_machine() -> None:
    found = texts()
    assert len(found) > 300
    wrong = [f"{path.relative_to(ROOT)} {hit}" for path, text in found for hit in forbidden(text)]
    assert wrong == [], "installations take packages from where they choose, and live where they choose"


def test_a_registry_and_a_folder_of_a_machine_are_seen() -> None:
    assert forbidden("index = https://py" + "pi.org/simple")
    assert forbidden("see /" + "work/main/README.md")
    assert forbidden("https://example.org/werk/work/ en werk/tmp/x") == []


@pytest.mark.parametrize("name", LISTS)
def test_every_package_we_ask_for_is_explained(name: str) -> None:
    explained = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8").lower()
    asked = wanted((ROOT / f"requirements/{name}.in").read_text(encoding="utf-8"))
    assert len(asked) > 10
    assert [package for package in sorted(asked) if not re.search(rf"\b{re.escape(package)}\b", explained)] == []


@pytest.mark.parametrize("name", LISTS)
def test_every_package_is_pinned_with_a_hash(name: str) -> None:
    pinned = (ROOT / f"requirements/{name}.txt").read_text(encoding="utf-8")
    assert unhashed(pinned) == []
    names = set(re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==", pinned, re.MULTILINE))
    asked = wanted((ROOT / f"requirements/{name}.in").read_text(encoding="utf-8"))
    assert asked - names == set(), "run `make lock`"


def test_an_unpinned_package_is_seen() -> None:
    assert unhashed("flask>=3\n") == ["flask>=3"]
    assert unhashed("flask==3.1.2\n    # via run.in\n") == ["flask==3.1.2"]
    assert unhashed("flask==3.1.2 \\\n    --hash=sha256:abc\n") == []
    assert wanted("-c run.txt\nflask>=3.1  # waarom\npsycopg[binary]\n") == {"flask", "psycopg"}
