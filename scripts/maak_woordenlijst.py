"""Build the word lists of the search from Debian's ``hunspell-nl`` (OpenTaal) and the terms of the content.

Run after many new terms came into the content: ``python scripts/maak_woordenlijst.py``. The output is committed, so
that neither the site nor the tests need the package.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.kennisbank.zoeken.compounds import LEXICON, Lexicon  # noqa: E402
from app.kennisbank.zoeken.normalise import clean, fold, read_lines, tokens  # noqa: E402
from app.kennisbank.zoeken.spelling import DUTCH  # noqa: E402
from app.kennisbank.zoeken.stem import stem  # noqa: E402

LONGEST_PART = 12
WORD = range(4, 12)
NOTICE = "# Afgeleid van de Nederlandse woordenlijst van OpenTaal (opentaal.org), zie LICENTIE-OpenTaal.txt.\n"
NOT_A_PART = frozenset(word for line in read_lines("geen_delen.txt") for word in line.split())


def affix_rules(aff: Path) -> dict[str, list[tuple[str, str, str, re.Pattern[str] | None]]]:
    """Suffix rules by flag: what to strip, what to add, the flags of the result, and when it applies."""
    rules: dict[str, list[tuple[str, str, str, re.Pattern[str] | None]]] = defaultdict(list)
    for line in aff.read_text(encoding="utf-8").splitlines():
        fields = line.split()
        if len(fields) >= 5 and fields[0] == "SFX":
            added, _, flags = fields[3].partition("/")
            condition = None if fields[4] == "." else re.compile(fields[4] + "$")
            strip = "" if fields[2] == "0" else fields[2]
            rules[fields[1]].append((strip, "" if added == "0" else added, flags, condition))
    return rules


def pairs(flags: str) -> set[str]:
    """Flags are two letters each in this dictionary."""
    return {flags[i : i + 2] for i in range(0, len(flags), 2)}


def forms(dic: Path, aff: Path) -> Iterator[tuple[str, set[str]]]:
    """Every form of every lower-case word, folded, with what it may do in a compound: Ca begin, Cb middle, Cc end."""
    rules = affix_rules(aff)
    for line in dic.read_text(encoding="utf-8").splitlines()[1:]:
        entry = (line.split() or [""])[0]
        word, _, letters = entry.partition("/")
        if not word or not word[0].islower():
            continue
        flags = pairs(letters)
        yield fold(word), flags
        for flag in sorted(flags):
            for strip, added, more, condition in rules.get(flag, ()):
                if (strip and not word.endswith(strip)) or (condition and not condition.search(word)):
                    continue
                result = pairs(more)
                if flag.startswith("Z") and "Cc" in flags:
                    result.add("Cc")  # the plural ends a compound when the singular does
                yield fold((word[: -len(strip)] if strip else word) + added), result


def own_words() -> tuple[set[str], set[str]]:
    """The words of the subject from the data file, and those never to split."""
    found = [word for line in read_lines("domeinwoorden.txt") for word in line.split()]
    plain = {word: fold(word.lstrip("=").replace("-", "")) for word in found}
    return (
        {plain[word] for word in found if not word.startswith("=")},
        {plain[word] for word in found if word.startswith("=")},
    )


def title_words(content: Path) -> set[str]:
    """The words in the titles of the content."""
    titles = [
        match[1]
        for path in sorted(content.glob("*/*.md"))
        if (match := re.search(r"^titel: *[\"']?(.+?)[\"']?$", path.read_text(encoding="utf-8"), re.MULTILINE))
    ]
    return {part for title in titles for token in tokens(clean(title)) for part in token.parts if part.isalpha()}


def build(dic: Path, aff: Path, content: Path) -> tuple[Lexicon, set[str]]:
    """The pruned compound lexicon, and the kernels of Dutch words that are no typing errors."""
    begin: set[str] = set()
    middle: set[str] = set()
    end: set[str] = set()
    words: set[str] = set()
    for word, flags in forms(dic, aff):
        part = word.rstrip("-")
        if not (part.isascii() and part.isalpha()):
            continue
        if len(word) in WORD and word == part:
            words.add(word)
        if 3 <= len(part) <= LONGEST_PART and part not in NOT_A_PART:
            for flag, target in (("Ca", begin), ("Cb", middle), ("Cc", end)):
                if flag in flags:
                    target.add(part)
    own, whole = own_words()
    full = Lexicon(frozenset(begin), frozenset(middle), frozenset(end))
    for word in title_words(content) - words - NOT_A_PART:  # names that no dictionary knows: jobcarving, harrie
        if len(word) >= 4 and len(full.split(word)) == 1:
            own.add(word)
    begin, middle, end = begin | own, middle | begin | own, end | own
    full = Lexicon(frozenset(begin), frozenset(middle), frozenset(end), frozenset(own), frozenset(whole))
    kept = {part for part in full.parts if part in own or part in whole or len(full.split(part)) == 1}
    return (
        Lexicon(*(frozenset(s & kept) for s in (begin, middle, end)), frozenset(own), frozenset(whole)),
        {stem(word) for word in words if len(full.split(word)) == 1},
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Maak de woordenlijsten van het zoeken opnieuw.")
    parser.add_argument("--hunspell", type=Path, default=Path("/usr/share/hunspell"), help="map met nl.dic en nl.aff")
    parser.add_argument("--inhoud", type=Path, default=ROOT / "content", help="map met de inhoud")
    options = parser.parse_args()
    lexicon, words = build(options.hunspell / "nl.dic", options.hunspell / "nl.aff", options.inhoud)
    sets = {"b": lexicon.begin, "m": lexicon.middle, "e": lexicon.end, "d": lexicon.own, "w": lexicon.whole}
    lines = [
        f"{word} {''.join(flag for flag, members in sets.items() if word in members)}"
        for word in sorted(lexicon.parts | lexicon.whole)
    ]
    LEXICON.write_text(NOTICE + "\n".join(lines) + "\n", encoding="utf-8")
    DUTCH.write_text(NOTICE + "\n".join(sorted(words)) + "\n", encoding="utf-8")
    print(f"{len(lines)} woorddelen, {len(words)} gewone woorden.")


if __name__ == "__main__":
    main()
