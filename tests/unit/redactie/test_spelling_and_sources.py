"""Spelling with a small dictionary of our own, and sources on a server of our own."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli.content import check
from app.kennisbank.catalogue import load
from app.kennisbank.checks import check_folder
from app.redactie import sources, spelling
from app.redactie.spelling import NoDictionary, Spelling, open_dictionary
from app.settings import ROOT

REGION = ROOT / "tests/support/example_region"
ARTICLE = "artikelen/zo-begint-u.md"


@pytest.fixture
def dictionary(tmp_path: Path) -> Path:
    """A tiny hunspell dictionary: plurals on -en, everything the small region says."""
    words = {word for path in REGION.rglob("*.md") for word in spelling._WORD.findall(path.read_text(encoding="utf-8"))}
    path = tmp_path / "klein"
    path.with_suffix(".aff").write_text("SET UTF-8\nSFX A Y 1\nSFX A 0 en .\n", encoding="utf-8")
    listed = sorted({*words, "werkbank/A", "rustig"})
    path.with_suffix(".dic").write_text(f"{len(listed)}\n" + "\n".join(listed) + "\n", encoding="utf-8")
    return path


def write(tmp_path: Path, text: str, own: str = "") -> Path:
    """The small region with a line added to its article, and words of its own."""
    folder = Path(shutil.copytree(REGION, tmp_path / "content"))
    article = folder / ARTICLE
    article.write_text(article.read_text(encoding="utf-8") + f"\n{text}\n", encoding="utf-8")
    (folder / "woordenlijst.txt").write_text(own, encoding="utf-8")
    return folder


def found(folder: Path, dictionary: Path) -> list[str]:
    check_words = Spelling.of(folder, dictionary).check
    _, problems = check_folder(folder, date(2026, 11, 24), extra=[check_words])
    return [str(problem) for problem in problems if problem.soort == "spelling"]


def test_a_word_that_no_list_knows_is_named_once_with_its_line(tmp_path: Path, dictionary: Path) -> None:
    folder = write(tmp_path, "Kies een rustige werkbnak. Zo een werkbnak is rustig.")
    assert found(folder, dictionary) == [
        f"{ARTICLE}:17  tekst  'werkbnak' staat niet in het woordenboek.  "
        "Verbeter het, of zet het in content/woordenlijst.txt."
    ]


def test_forms_own_words_capitals_and_parts_are_known(tmp_path: Path, dictionary: Path) -> None:
    own = "# van ons\njobcoach\n"
    folder = write(tmp_path, "Werkbanken. Jobcoach. De jobcoach-werkbank. UWV. [week](/regelingen/proefweek)", own)
    assert found(folder, dictionary) == []


def test_too_many_spelling_errors_break_the_ceiling(tmp_path: Path, dictionary: Path) -> None:
    folder = write(tmp_path, "Aaab aaac aaad aaae aaaf aaag.")
    _, problems = check_folder(folder, date(2026, 11, 24), extra=[Spelling.of(folder, dictionary).check])
    assert [problem.wat for problem in problems if problem.ernst == "fout"] == [
        "Waarschuwingen over spelling in dit bestand: 6. Het mogen er 5 zijn."
    ]


def test_without_a_dictionary_one_line_says_so_and_the_check_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NoDictionary, match="apt-get install hunspell-nl"):
        open_dictionary(tmp_path / "nergens")
    monkeypatch.setattr(Spelling.of.__func__, "__defaults__", (tmp_path / "nergens",))
    done = CliRunner().invoke(check, ["--map", str(REGION), "--spelling"])
    assert done.exit_code == 0
    assert done.stderr.startswith("Spelling overgeslagen") and done.stderr.count("\n") == 1
    assert "0 fouten" in done.stdout


class Answers(BaseHTTPRequestHandler):
    """A site where some pages are gone, some do not like HEAD, and some are broken."""

    def do_HEAD(self) -> None:
        self._answer(405 if self.path == "/alleen-get" else self._status())

    def do_GET(self) -> None:
        self._answer(200 if self.path == "/alleen-get" else self._status())

    def _status(self) -> int:
        return {"/weg": 404, "/stuk": 500}.get(self.path, 200)

    def _answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on the terminal."""


@pytest.fixture
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_source_that_is_gone_is_an_error_and_one_that_is_ill_a_warning(site: str) -> None:
    place = [("regelingen/a.md", 7, "bronnen.0.url")]
    asked = {f"{site}/{name}": place for name in ("goed", "alleen-get", "weg", "stuk")}
    problems = [(p.ernst, p.bestand, p.regel, p.wat) for p in sources.check(asked)]
    assert problems == [
        ("fout", "regelingen/a.md", 7, f"De bron {site}/weg bestaat niet meer (404)."),
        ("waarschuwing", "regelingen/a.md", 7, f"De bron {site}/stuk antwoordt niet (500)."),
    ]


def test_a_source_without_a_server_is_a_warning() -> None:
    (problem,) = sources.check({"http://127.0.0.1:9/": [("a.md", 1, "url")]})
    assert problem.ernst == "waarschuwing" and "antwoordt niet" in problem.wat


def test_sources_and_links_in_the_text_are_asked_with_their_place(tmp_path: Path) -> None:
    folder = write(tmp_path, "Lees de [wet](https://wetten.example/a).")
    article = folder / ARTICLE
    text = article.read_text(encoding="utf-8").replace(
        '"Tekst voor de test",', '"Tekst", url: "https://bron.example/b",'
    )
    article.write_text(text, encoding="utf-8")
    catalogue, _ = load(folder)
    assert catalogue is not None
    assert sources.addresses(catalogue) == {
        "https://bron.example/b": [(ARTICLE, 10, "bronnen.0.url")],
        "https://wetten.example/a": [(ARTICLE, 17, "tekst")],
    }
