"""Every rule for content, each with files that break it: an editor reads exactly what stands in verwacht.txt."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli.content import check
from app.core import clock
from app.kennisbank.checks import check_catalogue, check_folder
from app.kennisbank.images import MAX_BYTES
from app.kennisbank.store import open_store
from app.settings import ROOT

BROKEN = ROOT / "tests/content/broken"
ARTICLE = "artikelen/zo-begint-u.md"


def expected() -> dict[str, list[str]]:
    """Case to the lines of its report: ``fout`` or ``waarschuwing``, then what the editor reads."""
    found: dict[str, list[str]] = {}
    for line in (BROKEN / "verwacht.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            found[line.strip("[]")] = []
        elif line and not line.startswith("#"):
            found[list(found)[-1]].append(line)
    return found


CASES = expected()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the small region."""
    return Path(shutil.copytree(ROOT / "tests/support/example_region", tmp_path / "content"))


@pytest.fixture
def broken(folder: Path) -> Callable[[str], Path]:
    """The small region with the files of one case over it."""

    def lay(case: str) -> Path:
        shutil.copytree(BROKEN / case, folder, dirs_exist_ok=True)
        return folder

    return lay


@pytest.mark.parametrize("case", CASES)
def test_an_editor_reads_where_what_and_what_to_do(broken: Callable[[str], Path], tuesday: datetime, case: str) -> None:
    _, problems = check_folder(broken(case), tuesday.date())
    assert [f"{problem.ernst}  {problem}" for problem in problems] == CASES[case]


def test_every_folder_with_broken_files_is_expected_to_be_reported() -> None:
    assert sorted(path.name for path in BROKEN.iterdir() if path.is_dir()) == sorted(CASES)
    assert len(CASES) > 55 and all(CASES.values())


def run(*arguments: str) -> Result:
    return CliRunner().invoke(check, list(arguments), catch_exceptions=False)


def test_errors_block_and_warnings_do_not(broken: Callable[[str], Path]) -> None:
    assert run("--map", str(broken("b1-je"))).exit_code == 0
    assert run("--map", str(broken("bsn"))).exit_code == 1


def test_all_problems_come_at_once_also_beside_a_file_that_cannot_be_read(broken: Callable[[str], Path]) -> None:
    for case in ("toestemming-ontbreekt", "synoniem-in-twee-groepen", "schema-onbekend-veld", "b1-moeilijk-woord"):
        folder = broken(case)
    shutil.copy(BROKEN / "schema-onbekend-veld" / ARTICLE, folder / ARTICLE)
    (folder / "begrippen/jobcarving.md").write_text("---\ntitel: Jobcarving\n---\n", encoding="utf-8")
    report = run("--map", str(folder)).output
    assert "belnag" in report and "heeft toestemming nodig" in report and "staat in twee groepen" in report
    assert "zo-begint-u' bestaat niet" not in report, "nothing uncertain about the page that could not be read"
    assert "wijst naar een pagina" not in report


def test_github_shows_the_problem_beside_its_line(broken: Callable[[str], Path]) -> None:
    report = run("--map", str(broken("kaal-bedrag")), "--vorm", "github").output.splitlines()
    assert (
        report[0].startswith("::error file=")
        and f"{ARTICLE},line=17,title=tekst::Hier staat een kaal getal" in report[0]
    )


def test_an_annotation_cannot_be_broken_by_what_stands_in_a_file(broken: Callable[[str], Path]) -> None:
    folder = broken("kaal-bedrag")
    path = folder / ARTICLE
    path.write_text(path.read_text(encoding="utf-8").replace("€ 250", "100%"), encoding="utf-8")
    report = run("--map", str(folder), "--vorm", "github").output.splitlines()
    assert "'100%25'" in report[0] and len(report) == 2


def test_a_program_can_read_the_report(broken: Callable[[str], Path]) -> None:
    report = json.loads(run("--map", str(broken("b1-je")), "--vorm", "json").output)
    assert (report["paginas"], report["fouten"], report["waarschuwingen"]) == (13, 0, 1)
    assert report["problemen"] == [
        {
            "bestand": ARTICLE, "regel": 17, "veld": "tekst", "wat": "Hier staat 'je'.", "doe": "Schrijf u of uw.",
            "ernst": "waarschuwing", "soort": "b1",
        }
    ]  # fmt: skip


@pytest.fixture(params=[date(2027, 1, 1), date(2030, 1, 1)], ids=str)
def later(request: pytest.FixtureRequest) -> Iterator[date]:
    """A day on which nobody looked at the content for a while."""
    with clock.pinned(datetime(request.param.year, 1, 1, 9, tzinfo=clock.AMSTERDAM)):
        yield request.param


@pytest.mark.parametrize("case", ["toestemming-verlopen", "toestemming-ingetrokken", "nakijken-te-laat"])
def test_time_alone_never_keeps_a_site_from_starting(
    broken: Callable[[str], Path], tmp_path: Path, case: str, later: date
) -> None:
    store = open_store(broken(case), tmp_path / "data", later)
    assert [problem for problem in check_catalogue(store.edition.whole, later) if problem.ernst == "fout"] == []


@pytest.mark.parametrize(
    "case",
    ["toestemming-verlopen", "feit-zonder-waarde-vandaag", "nakijken-te-laat", "tijdvak-voorbij", "einddatum-voorbij"],
)
def test_what_got_old_blocks_a_change_to_that_file_only(
    broken: Callable[[str], Path], tuesday: datetime, case: str
) -> None:
    folder, today = broken(case), tuesday.date()
    _, elsewhere = check_folder(folder, today, changed=["begrippen/kandidaat.md"])
    assert {problem.ernst for problem in elsewhere} == {"waarschuwing"}
    file = CASES[case][0].split("  ")[1].partition(":")[0]
    _, here = check_folder(folder, today, changed=[file])
    assert "fout" in {problem.ernst for problem in here}


def test_quotations_and_stories_keep_their_own_words(folder: Path, tuesday: datetime) -> None:
    path = folder / ARTICLE
    quote = '> "Je moet het gewoon doen."\n\nZij zei: "Indien je wilt, dan kan het." Zo ging het.\n'
    path.write_text(path.read_text(encoding="utf-8") + "\n" + quote, encoding="utf-8")
    assert check_folder(folder, tuesday.date())[1] == []


def test_numbers_of_organisations_and_of_the_desk_may_stand_there(folder: Path, tuesday: datetime) -> None:
    path = folder / ARTICLE
    text = (
        "\nBel 0800 1234. Of 088 123 45 67. De wet is [BWBR0015703](https://wetten.example/BWBR0015703/0612345678).\n"
    )
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
    assert check_folder(folder, tuesday.date())[1] == []


def test_a_photo_may_not_be_too_heavy(folder: Path, tuesday: datetime) -> None:
    path = folder / "beelden/brood.jpg"
    path.write_bytes(path.read_bytes() + bytes(MAX_BYTES))
    [problem] = check_folder(folder, tuesday.date())[1]
    assert str(problem) == "beelden/brood.jpg:1  bestand  De foto is 5,0 MB.  Bewaar haar kleiner: hoogstens 5 MB."


def test_a_photo_that_broke_off_is_seen(folder: Path, tuesday: datetime) -> None:
    path = folder / "beelden/brood.jpg"
    path.write_bytes(path.read_bytes()[:2000])
    [problem] = check_folder(folder, tuesday.date())[1]
    assert str(problem).startswith("beelden/brood.jpg:1  bestand  De foto is niet helemaal te lezen.")
