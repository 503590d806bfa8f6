"""Everything that the search reads from the pages beforehand. It costs seconds, so ``kept`` saves it between starts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from app.kennisbank.zoeken import index, kept
from app.kennisbank.zoeken.analysis import Analysis
from app.kennisbank.zoeken.documents import Document
from app.kennisbank.zoeken.index import Index, texts, weigh
from app.kennisbank.zoeken.kept import Plain
from app.kennisbank.zoeken.names import read_names
from app.kennisbank.zoeken.normalise import fold, tokens
from app.kennisbank.zoeken.phrases import read_phrases
from app.kennisbank.zoeken.spelling import SHORTEST, known_words
from app.kennisbank.zoeken.suggest import read_suggestions
from app.kennisbank.zoeken.synonyms import Synonyms


def derived(documents: Sequence[Document], words: Synonyms, stamp: str, folder: Path | None) -> Plain:
    """What was kept in ``folder`` for this stamp; made of the pages when it was not, and kept then."""
    found = kept.read(folder, stamp) if folder is not None and index.is_whole(folder, stamp) else None
    if found is None:
        found = _derive(documents, words, stamp, folder)
        if folder is not None:
            kept.write(folder, stamp, found)
    return found


def groups_of(found: Plain) -> dict[tuple[str, ...], str]:
    """The groups of equal words: a phrase of kernels to the name of its group."""
    return {tuple(kernels): name for kernels, name in found["groepen"]}


def _derive(documents: Sequence[Document], words: Synonyms, stamp: str, folder: Path | None) -> Plain:
    analysis = Analysis(words.groups)
    found = index.open_in(folder, stamp, len(documents)) if folder is not None else None
    if found is None:
        weighed = weigh(analysis, [texts(d, words.phrases.get(d.id, ())) for d in documents])
        found = index.in_memory(weighed) if folder is None else index.build(folder, stamp, weighed)
    frequency, display = _vocabulary(analysis, documents, words)
    return {
        "index": found,
        "groepen": list(words.groups.items()),
        "algemener": words.broader,
        "schrijfwijzen": _spellings(analysis, documents),
        "spelling": known_words(frequency),
        "getoond": {word: shown for word, shown in display.items() if shown != word},
        "zinnen": read_phrases(analysis, documents, words.phrases, Index(found).telling),
        "namen": read_names(analysis, documents),
        "voorstellen": read_suggestions(analysis, documents),
    }


def _spellings(analysis: Analysis, documents: Iterable[Document]) -> dict[str, str]:
    """Term to the folded spellings in which it stands in the shown texts, one space between."""
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for document in documents:
        text = f"{document.samenvatting}\n{document.tekst}"
        for token in tokens(text):
            spelling = fold(text[token.start : token.end])
            for term in analysis.expand(token.parts).full:
                found[term][spelling] = None
    return {term: " ".join(spellings) for term, spellings in found.items()}


def _vocabulary(
    analysis: Analysis, documents: Iterable[Document], words: Synonyms
) -> tuple[Mapping[str, int], dict[str, str]]:
    """Known words with weight, for typing errors, and how to show them; words in names weigh most."""
    frequency: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for document in documents:
        lay = (*document.lekentaal, *words.phrases.get(document.id, ()), *document.vragen, *document.koppen)
        for text, weight in ((document.titel, 20), (" . ".join(lay), 5), (document.tekst, 1)):
            for token in tokens(text):
                shown.setdefault(token.word, text[token.start : token.end].lower())
                for word in {token.word, *token.parts}:
                    frequency[word] += weight
                    for piece in analysis.lexicon.split(word):
                        frequency[piece] += 1
    for phrase in (member for group in words.model.gelijk for member in group):
        frequency.update(token.word for token in tokens(phrase) if len(token.word) >= SHORTEST)
    return frequency, shown
