"""Spelling with the Dutch dictionary of the machine (hunspell-nl) and our own words (``content/woordenlijst.txt``)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from io import StringIO
from pathlib import Path

from app.kennisbank.catalogue import Catalogue, Page
from app.kennisbank.checks.references import texts
from app.kennisbank.checks.words import read_list
from app.kennisbank.frontmatter import Problem

try:
    from spylls.hunspell import Dictionary
    from spylls.hunspell.readers import FileReader, read_aff, read_dic
except ImportError:  # only installed for building and testing
    Dictionary, FileReader = None, object

WORDS_FILE = "woordenlijst.txt"
DICTIONARY = Path("/usr/share/hunspell/nl_NL")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SKIPPED = re.compile(r"\[\[[^\]]*\]\]|\]\([^)]*\)|https?://\S+|`[^`]*`|\S+\.(?:nl|md|yaml|com|org)\b\S*")
_READ = frozenset({
    "titel", "samenvatting", "wat", "opbrengst", "voor_wie", "wie_beslist", "eerst", "duur", "waar", "wanneer",
    "te_laat", "ja", "nee", "onbekend", "les", "reden", "tekst",
})  # fmt: skip
"""Fields with sentences for readers."""
Lookup = Callable[[str], bool]


class _WholeFile(FileReader):  # type: ignore[misc]  # the package has no types
    """Reads a file at once, so that it does not stay open."""

    def _open(self, path: str, encoding: str) -> StringIO:
        return StringIO(Path(path).read_text(encoding, errors="surrogateescape"))


class NoDictionary(Exception):
    """There is no dictionary here; the message says in one line what to install."""


def open_dictionary(path: Path = DICTIONARY) -> Lookup:
    """The dictionary of this machine; takes some seconds. Raises ``NoDictionary``."""
    if Dictionary is None:
        raise NoDictionary("Spelling overgeslagen: het pakket spylls ontbreekt (requirements/dev.txt).")
    if not path.with_suffix(".dic").is_file():
        raise NoDictionary(
            "Spelling overgeslagen: er is geen woordenboek. Installeer het met: apt-get install hunspell-nl"
        )
    rules, context = read_aff(_WholeFile(f"{path}.aff"))
    words = read_dic(_WholeFile(f"{path}.dic", encoding=context.encoding), aff=rules, context=context)
    lookup: Lookup = Dictionary(rules, words).lookup
    return lookup


class Spelling:
    """The check: a warning for every word that no list knows, once per page."""

    def __init__(self, lookup: Lookup, own: Iterable[str]) -> None:
        self._lookup = lookup
        self._own = {word.casefold() for word in own}
        self._known: dict[str, bool] = {}

    @classmethod
    def of(cls, content_dir: Path, path: Path = DICTIONARY) -> Spelling:
        """With the dictionary of the machine and the words of this content; raises ``NoDictionary``."""
        return cls(open_dictionary(path), read_list(content_dir / WORDS_FILE))

    def knows(self, word: str) -> bool:
        """Whether a word, or every part between its hyphens, is in a list."""
        if word not in self._known:
            self._known[word] = self._is_word(word) or all(self._is_word(part) for part in word.split("-") if part)
        return self._known[word]

    def _is_word(self, word: str) -> bool:
        plain_word = word.replace("’", "'")
        if plain_word.casefold() in self._own or len(word) == 1 or word.isupper():
            return True
        return self._lookup(plain_word) or (word[0].isupper() and self._lookup(plain_word.lower()))

    def check(self, catalogue: Catalogue) -> Iterator[Problem]:
        """All Dutch pages."""
        for kind in catalogue.pages.values():
            for page in kind.values():
                yield from self._page(page)

    def _page(self, page: Page) -> Iterator[Problem]:
        seen: set[str] = set()
        for line, field, text in _lines(page):
            for word in _WORD.findall(_SKIPPED.sub(" ", text)):
                if word not in seen and not self.knows(word):
                    seen.add(word)
                    what = f"'{word}' staat niet in het woordenboek."
                    do = f"Verbeter het, of zet het in content/{WORDS_FILE}."
                    yield Problem(page.file, line, field, what, do, "waarschuwing", "spelling")


def _lines(page: Page) -> Iterator[tuple[int, str, str]]:
    for path, text in texts(page.meta):
        if path[0] != "bronnen" and (path[-1] in _READ or path[0] == "checklist"):
            yield page.source.line(path), ".".join(map(str, path)), text
    for number, text in enumerate(page.body.split("\n"), page.source.body_line):
        yield number, "tekst", text.replace("**", "").replace("*", "")
