"""What git adds: removed pages need a redirect, and the list of what changes for readers."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli.content import check
from app.cli.content_write import verschil
from app.redactie.versions import NoVersion, changes_since, content_at
from app.settings import ROOT

ARTICLE = "artikelen/zo-begint-u.md"
SCHEME = "regelingen/proefweek.md"


def git(folder: Path, *arguments: str) -> None:
    """One git command by a test person."""
    who = ["-c", "user.name=Test", "-c", "user.email=test@voorbeeld.nl", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small region, committed on main, with a branch on which somebody works."""
    content = Path(shutil.copytree(ROOT / "tests/support/example_region", tmp_path / "site" / "content"))
    git(tmp_path / "site", "init", "-q")
    git(tmp_path / "site", "add", "-A")
    git(tmp_path / "site", "commit", "-q", "-m", "Begin")
    git(tmp_path / "site", "checkout", "-q", "-b", "voorstel")
    return content


def edit(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def report(folder: Path, *options: str) -> tuple[int, str]:
    done = CliRunner().invoke(check, ["--map", str(folder), "--gewijzigd", "main", *options], catch_exceptions=False)
    return done.exit_code, done.output


def test_a_removed_page_needs_a_redirect(folder: Path) -> None:
    edit(folder, SCHEME, " Lees [zo begint u](/artikelen/zo-begint-u).", "")
    (folder / ARTICLE).unlink()
    status, said = report(folder)
    assert status == 1
    assert "omleidingen.yaml:1  omleidingen  De pagina /artikelen/zo-begint-u bestaat niet meer." in said
    assert "Zet erbij: - {van: /artikelen/zo-begint-u, naar: /artikelen}" in said
    row = "omleidingen:\n  - {van: /artikelen/zo-begint-u, naar: /regelingen/proefweek}\n"
    (folder / "omleidingen.yaml").write_text(row, encoding="utf-8")
    assert report(folder)[0] == 0


def test_a_renamed_page_is_told_its_new_address(folder: Path) -> None:
    edit(folder, SCHEME, "/artikelen/zo-begint-u", "/artikelen/beginnen")
    git(folder, "mv", ARTICLE, "artikelen/beginnen.md")
    status, said = report(folder)
    assert status == 1
    assert "{van: /artikelen/zo-begint-u, naar: /artikelen/beginnen}" in said


def test_a_redirect_may_not_be_taken_away_again(folder: Path) -> None:
    row = "omleidingen:\n  - {van: /artikelen/oud, naar: /artikelen/zo-begint-u}\n"
    (folder / "omleidingen.yaml").write_text(row, encoding="utf-8")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "Omleiding")
    git(folder, "branch", "-f", "main")
    (folder / "omleidingen.yaml").write_text("omleidingen: []\n", encoding="utf-8")
    status, said = report(folder)
    assert (status, "De omleiding van /artikelen/oud is weg." in said) == (1, True)


def test_a_page_long_overdue_blocks_who_changes_it_and_nobody_else(folder: Path) -> None:
    edit(
        folder,
        ARTICLE,
        "nagekeken_op: 2026-11-22\nnakijken_voor: 2027-05-01",
        "nagekeken_op: 2026-01-01\nnakijken_voor: 2026-08-01",
    )
    git(folder, "commit", "-q", "-a", "-m", "Oud")
    git(folder, "branch", "-f", "main")
    edit(folder, SCHEME, "Bel de gemeente. Lees", "Bel ons. Lees")
    assert report(folder)[0] == 0
    edit(folder, ARTICLE, "Kies een rustige week.", "Kies een stille week.")
    status, said = report(folder)
    assert status == 1
    assert f"{ARTICLE}:13  nakijken_voor  Deze pagina moest op 1 augustus 2026 zijn nagekeken." in said


def test_changes_are_those_of_the_proposal_and_not_what_main_did_meanwhile(folder: Path) -> None:
    git(folder, "checkout", "-q", "main")
    edit(folder, SCHEME, "titel: Proefweek", "titel: Proefdagen")
    git(folder, "commit", "-q", "-a", "-m", "Ander werk")
    git(folder, "checkout", "-q", "voorstel")
    (folder / "begrippen/nieuw.md").write_text("x", encoding="utf-8")
    edit(folder, ARTICLE, "Kies een rustige week.", "Kies een stille week.")
    changes = changes_since(folder, "main")
    assert (changes.names, changes.gone) == ({ARTICLE, "begrippen/nieuw.md"}, {})


@pytest.mark.parametrize("ref", ["bestaat-niet", "--output=x", "-p", "main; rm", ""])
def test_a_version_that_does_not_exist_is_said_so(folder: Path, ref: str) -> None:
    with pytest.raises(NoVersion):
        changes_since(folder, ref)
    done = CliRunner().invoke(check, ["--map", str(folder), f"--gewijzigd={ref or '?'}"])
    assert done.exit_code == 1 and "versie" in done.output


def test_outside_git_there_is_no_version(tmp_path: Path) -> None:
    with pytest.raises(NoVersion):
        content_at(tmp_path, "main", tmp_path)


def told(folder: Path) -> str:
    return CliRunner().invoke(verschil, ["main", "--map", str(folder)], catch_exceptions=False).output


def test_readers_are_told_what_changes(folder: Path) -> None:
    assert "Niets, vergeleken met main." in told(folder)
    edit(folder, SCHEME, "titel: Proefweek", "titel: Proefdagen")
    edit(folder, SCHEME, "Bel de gemeente. Lees", "Bel ons. Lees")
    edit(folder, SCHEME, "status: doorlopend", "status: tijdvak\ntijdvakken: [{van: 2027-01-04, tot: 2027-02-26}]")
    edit(
        folder, "bedragen/duur.yaml", "geldig_van: 2026-01-01}",
        "geldig_van: 2026-01-01, geldig_tot: 2026-12-31}\n      - {waarde: 3, eenheid: weken, geldig_van: 2027-01-01}",
    )  # fmt: skip
    shutil.copy(folder / "begrippen/kandidaat.md", folder / "begrippen/sollicitant.md")
    edit(folder, "begrippen/sollicitant.md", "titel: Kandidaat", "titel: Sollicitant")
    (folder / "succesverhalen/een-week-zegt-genoeg.md").unlink()
    lines = told(folder).splitlines()
    for line in (
        "## Nieuwe pagina's (1)",
        "- **Sollicitant** `/begrippen/sollicitant`",
        "- **Proefdagen** `/regelingen/proefweek`",
        "  - Titel: “Proefweek” → “Proefdagen”",
        "  - Aanvragen, vandaag: Doorlopend open → Gesloten, opent op 4 januari 2027",
        "  - Erbij: tijdvak van 4 januari 2027 tot en met 26 februari 2027",
        "  - Andere tekst: “Zo regelt u het”.",
        "- **Een week zegt genoeg** `/succesverhalen/een-week-zegt-genoeg`",
        "  - Er is geen omleiding.",
        "- **Hoe lang een proefweek duurt** `[[proefweek-duur]]`",
        "  - 2\u00a0weken, vanaf 1 januari 2026: tot nader bericht → tot en met 31 december 2026",
        "  - 2\u00a0weken → 3\u00a0weken, vanaf 1 januari 2027, tot nader bericht",
        "  - Staat op: Proefdagen.",
    ):
        assert line in lines, line


def test_a_corrected_amount_shows_old_and_new(folder: Path) -> None:
    edit(folder, "bedragen/duur.yaml", "waarde: 2,", "waarde: 4,")
    assert "  - 2\u00a0weken → 4\u00a0weken, vanaf 1 januari 2026" in told(folder).splitlines()
