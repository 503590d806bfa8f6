"""What a reader notices between two versions of the content, as a list in Dutch: pages, amounts, windows, addresses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.kennisbank.catalogue import Catalogue, Page
from app.kennisbank.facts import Feit, Waarde, dutch_date, format_value
from app.kennisbank.redirects import FILE
from app.kennisbank.render import used_facts
from app.kennisbank.schema import Regeling
from app.kennisbank.status import status_on

_SHORT = {"titel": "Titel", "samenvatting": "Samenvatting", "eigenaar": "Eigenaar", "les": "Les"}
"""Fields shown as old -> new."""
_NAMED = {
    "bronnen": "bronnen",
    "synoniemen": "andere namen",
    "zoekwoorden": "zoekwoorden",
    "in_het_kort": "het antwoord bovenaan",
    "aanvragen": "hoe u aanvraagt",
    "stappen": "stappen en termijnen",
    "opbrengst": "de berekening van de opbrengst",
    "combineert_met": "wat samen kan",
    "sluit_uit": "wat niet samen kan",
    "eerst_dan": "de volgorde met andere regelingen",
    "voorwaarden": "de regels van de keuzehulp",
    "checklist": "de lijst om af te vinken",
    "toestemming": "de toestemming",
    "namen": "de namen",
    "zekerheid": "hoe zeker de tekst is",
    "belang": "de plaats in lijsten",
}
_UNSEEN = frozenset({"nagekeken_op", "nakijken_voor", "wijzigingen"})
_WINDOW = frozenset({"status", "einddatum", "tijdvakken", "volgende_ronde"})


@dataclass(frozen=True, slots=True)
class PageChange:
    """One page that reads otherwise. ``lines``: what changed, one short line each."""

    title: str
    path: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that changed for readers between two versions."""

    added: tuple[PageChange, ...]
    changed: tuple[PageChange, ...]
    removed: tuple[PageChange, ...]
    facts: tuple[PageChange, ...]
    other: tuple[str, ...]

    @property
    def empty(self) -> bool:
        """Whether readers notice nothing."""
        return not (self.added or self.changed or self.removed or self.facts or self.other)


def compare(old: Catalogue, new: Catalogue, today: date) -> Difference:
    """What changed from ``old`` to ``new``; states of windows as they are ``today``."""
    before, after = _pages(old), _pages(new)
    same = [key for key in after if key in before]
    found = [(after[key], tuple(_page_lines(before[key], after[key], today))) for key in same]
    page_files = {page.file for page in (*before.values(), *after.values())}
    return Difference(
        added=tuple(PageChange(page.meta.titel, path_of(page)) for key, page in after.items() if key not in before),
        changed=tuple(PageChange(page.meta.titel, path_of(page), lines) for page, lines in found if lines),
        removed=tuple(
            PageChange(page.meta.titel, path_of(page), _goes_to(new, path_of(page)))
            for key, page in before.items()
            if key not in after
        ),
        facts=tuple(_facts(old, new)),
        other=tuple(_other(old, new, page_files)),
    )


def path_of(page: Page) -> str:
    """Where the page stands on the site."""
    folder = "" if page.kind == "paginas" else page.kind
    return ("/en" if page.language == "en" else "") + (f"/{folder}" if folder else "") + f"/{page.slug}"


def _pages(catalogue: Catalogue) -> dict[tuple[str, str, str], Page]:
    shelves = (*catalogue.pages.values(), *catalogue.translations.values())
    return {(page.language, page.kind, page.slug): page for shelf in shelves for page in shelf.values()}


def _goes_to(catalogue: Catalogue, path: str) -> tuple[str, ...]:
    target = catalogue.redirects.get(path)
    return (f"Wie dit adres heeft bewaard, komt op {target}.",) if target else ("Er is geen omleiding.",)


def _page_lines(old: Page, new: Page, today: date) -> Iterator[str]:
    own, theirs = (page.english or page.meta for page in (new, old))
    changed = [
        name for name in type(own).model_fields
        if name not in _UNSEEN and getattr(own, name) != getattr(theirs, name, None)
    ]  # fmt: skip
    for name in changed:
        if name in _SHORT:
            yield f"{_SHORT[name]}: “{getattr(theirs, name, '')}” → “{getattr(own, name)}”"
    if _WINDOW & set(changed) and isinstance(old.meta, Regeling) and isinstance(new.meta, Regeling):
        yield from _window(old.meta, new.meta, today)
    rest = [_NAMED.get(name, name.replace("_", " ")) for name in changed if name not in _SHORT and name not in _WINDOW]
    if rest:
        yield f"Veranderd: {', '.join(rest)}."
    yield from _text(old.body, new.body)


def _window(old: Regeling, new: Regeling, today: date) -> Iterator[str]:
    before, after = status_on(old, today).label, status_on(new, today).label
    if before != after:
        yield f"Aanvragen, vandaag: {before} → {after}"
    for word, windows, others in (("Weg", old, new), ("Erbij", new, old)):
        for window in windows.tijdvakken:
            if window not in others.tijdvakken:
                yield f"{word}: tijdvak van {dutch_date(window.van)} tot en met {dutch_date(window.tot)}"
    if old.einddatum != new.einddatum:
        yield f"Einddatum: {_day(old.einddatum)} → {_day(new.einddatum)}"
    if old.volgende_ronde != new.volgende_ronde:
        yield f"Volgende ronde: {old.volgende_ronde or 'niet bekend'} → {new.volgende_ronde or 'niet bekend'}"


def _day(day: date | None) -> str:
    return "niet bekend" if day is None else dutch_date(day)


def _sections(body: str) -> dict[str, str]:
    found: dict[str, list[str]] = {"": []}
    here = found[""]
    for line in body.split("\n"):
        if line.startswith("## "):
            here = found.setdefault(line[3:].strip(), [])
        else:
            here.append(line.strip())
    return {title: "\n".join(lines).strip() for title, lines in found.items()}


def _text(old: str, new: str) -> Iterator[str]:
    before, after = _sections(old), _sections(new)
    for word, titles in (
        ("Nieuw stuk tekst", [title for title in after if title not in before]),
        ("Andere tekst", [title for title in after if title in before and after[title] != before[title]]),
        ("Weggehaald stuk tekst", [title for title in before if title not in after]),
    ):
        if titles:
            yield f"{word}: {', '.join(f'“{title}”' if title else 'het begin' for title in titles)}."


def _facts(old: Catalogue, new: Catalogue) -> Iterator[PageChange]:
    before, after = old.facts.by_name, new.facts.by_name
    for name in dict.fromkeys((*after, *before)):
        one, two = before.get(name), after.get(name)
        if one is not None and two is not None and one.waarden == two.waarden:
            continue
        lines = list(_values(one, two))
        used = [
            page.meta.titel for page in _pages(new).values() if page.language == "nl" and name in used_facts(new, page)
        ]
        if used:
            lines.append(f"Staat op: {', '.join(used)}.")
        fact = two or one
        yield PageChange(fact.titel if fact else name, f"[[{name}]]", tuple(lines))


def _values(old: Feit | None, new: Feit | None) -> Iterator[str]:
    before, after = _by_start(old), _by_start(new)
    for start in sorted({*before, *after}):
        one, two = before.get(start), after.get(start)
        since = f"vanaf {dutch_date(start)}"
        if one is not None and two is not None:
            if (one.waarde, one.eenheid) != (two.waarde, two.eenheid):
                yield f"{format_value(one)} → {format_value(two)}, {since}"
            if one.geldig_tot != two.geldig_tot:
                yield f"{format_value(two)}, {since}: {_end(one)} → {_end(two)}"
        elif two is not None:
            earlier = new.at(start - timedelta(days=1)) if new else None
            was = f"{format_value(earlier)} →" if earlier else "nieuw:"
            yield f"{was} {format_value(two)}, {since}, {_end(two)}"
        elif one is not None:
            yield f"weg: {format_value(one)}, {since}"


def _by_start(fact: Feit | None) -> Mapping[date, Waarde]:
    return {value.geldig_van: value for value in (fact.waarden if fact else ())}


def _end(value: Waarde) -> str:
    return f"tot en met {dutch_date(value.geldig_tot)}" if value.geldig_tot else "tot nader bericht"


def _other(old: Catalogue, new: Catalogue, pages: set[str]) -> Iterator[str]:
    """Files that are no pages and no amounts: words, questions, region."""
    for name in sorted({*old.sources, *new.sources} - pages):
        one, two = old.sources.get(name), new.sources.get(name)
        if name == FILE or name.startswith("bedragen/") or (one and two and one.data == two.data):
            continue
        yield f"{name} ({'nieuw' if one is None else 'weg' if two is None else 'gewijzigd'})"


def to_markdown(found: Difference, ref: str) -> str:
    """The list as Markdown, for a pull request or a terminal."""
    if found.empty:
        return f"# Wat er voor lezers verandert\n\nNiets, vergeleken met {ref}.\n"
    parts = [f"# Wat er voor lezers verandert\n\nVergeleken met {ref}.\n"]
    for title, changes in (
        ("Nieuwe pagina's", found.added),
        ("Gewijzigde pagina's", found.changed),
        ("Weggehaalde pagina's", found.removed),
        ("Bedragen, termijnen en datums", found.facts),
    ):
        if changes:
            parts.append(f"## {title} ({len(changes)})\n\n" + "".join(_items(changes)))
    if found.other:
        parts.append("## Verder\n\n" + "".join(f"- {name}\n" for name in found.other))
    return "\n".join(parts)


def _items(changes: Iterable[PageChange]) -> Iterator[str]:
    for change in changes:
        yield f"- **{change.title}** `{change.path}`\n"
        yield from (f"  - {line}\n" for line in change.lines)
