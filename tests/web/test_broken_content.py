"""A broken content file: the check names it, a first start refuses, a later one serves the last good version."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from app import create_app
from app.cli.content import check
from app.core import clock
from app.kennisbank.store import ContentRefused, open_store
from app.settings import ROOT, Settings

REGELING = "regelingen/proefweek.md"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the small region to break."""
    return Path(shutil.copytree(ROOT / "tests/support/example_region", tmp_path / "content"))


def spoil(folder: Path, name: str, old: str, new: str) -> int:
    """Change a file; returns the line of the change."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize(
    ("name", "old", "new", "field", "sentence"),
    [
        (REGELING, "status: doorlopend", "status: altijd", "status", "Deze waarde bestaat niet."),
        (REGELING, "belang: 50", "belnag: 50", "belnag", "Dit veld bestaat niet."),
        (REGELING, "belang: 50", "belang: 500", "belang", "Dit getal is te groot."),
        (REGELING, "belang: 50", "belang: 50\nbelang: 51", "kop", "Het veld 'belang' staat er twee keer"),
        (REGELING, "uitvoerders: [gemeente]", "uitvoerders: [gemente]", "uitvoerders.0", "Bedoelt u 'gemeente'?"),
        (REGELING, "titel: Proefweek", "titel: [Proefweek", "kop", "De kop is geen geldige YAML."),
        (REGELING, "[kandidaat](/begrippen/kandidaat)", "[k](/begrippen/weg)", "tekst", "wijst naar een pagina"),
        (REGELING, "Bel de gemeente. Lees", "U krijgt € 500. Lees", "tekst", "Hier staat een kaal getal: '€ 500"),
        (REGELING, "[[proefweek-duur]]", "[[proefweek-dur]]", "in_het_kort.opbrengst", "Bedoelt u [[proefweek-duur]]?"),
        ("bedragen/duur.yaml", "waarde: 2,", "waarde: twee,", "feiten.0.waarden.0", "hoort een getal"),
        ("regio/waddenrand.yaml", "telefoon: 020 000 00 00", "telefoon: geen", "loket.telefoon", "niet de goede vorm"),
        ("keuzehulp/vragen.yaml", "soort: keuze", "soort: kueze", "vragen.0.soort", "Deze waarde bestaat niet."),
    ],
)  # fmt: skip
def test_the_check_names_file_line_and_field(
    folder: Path, name: str, old: str, new: str, field: str, sentence: str
) -> None:
    line = spoil(folder, name, old, new)
    done = CliRunner().invoke(check, ["--map", str(folder)])
    assert done.exit_code == 1
    assert name in done.output and sentence in done.output and field in done.output
    places = [row.split("  ")[0] for row in done.output.splitlines() if row.startswith(name)]
    assert any(abs(int(place.rpartition(":")[2]) - line) <= 1 for place in places), done.output


def test_prose_may_link_to_addresses_that_exist_and_to_no_other(folder: Path) -> None:
    spoil(folder, REGELING, "/begrippen/kandidaat", "/kwetsbaarheid-melden")
    assert CliRunner().invoke(check, ["--map", str(folder)]).exit_code == 0
    spoil(folder, REGELING, "/kwetsbaarheid-melden", "/paginas/privacy")
    assert CliRunner().invoke(check, ["--map", str(folder)]).exit_code == 1


def test_the_check_is_silent_about_good_content(folder: Path) -> None:
    done = CliRunner().invoke(check, ["--map", str(folder)])
    assert (done.exit_code, done.output) == (0, "13 pagina's, 0 fouten, 0 waarschuwingen.\n")


def test_a_first_start_refuses_broken_content(folder: Path, tmp_path: Path) -> None:
    spoil(folder, REGELING, "status: doorlopend", "status: altijd")
    with pytest.raises(ContentRefused) as refused:
        open_store(folder, tmp_path / "data", clock.today())
    assert [problem.bestand for problem in refused.value.problems] == [REGELING]


def test_a_site_without_any_good_content_says_so_and_the_check_still_works(
    folder: Path, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    spoil(folder, REGELING, "status: doorlopend", "status: altijd")
    app = create_app(replace(settings, content_dir=folder, data_dir=folder.parent / "leeg"))
    response = app.test_client().get("/")
    assert (response.status_code, response.mimetype) == (503, "text/plain")
    assert "proefweek.md" in caplog.text
    done = app.test_cli_runner().invoke(args=["content", "check", "--map", str(folder)])
    assert done.exit_code == 1


def served(folder: Path, settings: Settings, data: Path) -> Flask:
    """A site that starts on this folder."""
    return create_app(replace(settings, content_dir=folder, data_dir=data))


def test_a_later_start_serves_the_last_good_version_and_says_so(
    folder: Path, settings: Settings, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    version = served(folder, settings, data).test_client().get("/gezondheid").json
    spoil(folder, REGELING, "titel: Proefweek", "titel: Nieuwe titel")
    spoil(folder, REGELING, "status: doorlopend", "status: altijd")
    later = served(folder, settings, data).test_client()
    assert "Nieuwe titel" not in later.get("/regelingen/proefweek").text
    health = later.get("/gezondheid").json
    assert health is not None and version is not None
    assert health["inhoud"] == version["inhoud"]
    assert len(health["inhoud_fouten"]) == 1 and health["inhoud_fouten"][0].startswith(REGELING)
    spoil(folder, REGELING, "status: altijd", "status: doorlopend")
    repaired = served(folder, settings, data).test_client()
    assert "Nieuwe titel" in repaired.get("/regelingen/proefweek").text
    assert repaired.get("/gezondheid").json["inhoud_fouten"] == []  # type: ignore[index]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("regelingen/groot.md", b"---\n" + b"x" * 300_000),
        ("regelingen/latin.md", "---\ntitel: caf\u00e9\n---\n".encode("latin-1")),
        ("regelingen/leeg.md", b""),
        ("regelingen/nul.md", b"---\ntitel: \x00\n---\n"),
        ("regelingen/open.md", b"---\ntitel: Zonder einde\n"),
        ("bedragen/leeg.yaml", b""),
        ("regio/tweede.yaml", b"slug: tweede\n"),
    ],
)  # fmt: skip
def test_no_file_however_odd_makes_the_check_crash(folder: Path, name: str, content: bytes) -> None:
    (folder / name).write_bytes(content)
    done = CliRunner().invoke(check, ["--map", str(folder)])
    assert done.exit_code == 1
    assert done.exception is None or isinstance(done.exception, SystemExit)
    assert name in done.output


def test_a_link_to_another_file_is_not_followed(folder: Path) -> None:
    (folder / "regelingen/gelinkt.md").symlink_to(folder / REGELING)
    done = CliRunner().invoke(check, ["--map", str(folder)])
    assert done.exit_code == 1
    assert "Dit is een verwijzing naar een ander bestand." in done.output


def test_a_missing_folder_of_words_is_named(folder: Path) -> None:
    shutil.rmtree(folder / "termen")
    done = CliRunner().invoke(check, ["--map", str(folder)])
    assert "termen/fasen.yaml:1  bestand  Dit bestand ontbreekt." in done.output
