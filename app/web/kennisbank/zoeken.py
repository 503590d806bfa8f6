"""The search page and the suggestions while typing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Response, g, jsonify, render_template, request
from flask_babel import gettext as _

from app.core import clock
from app.core.text import clean_line
from app.kennisbank.browse import facet_labels
from app.kennisbank.catalogue import Page
from app.kennisbank.schema import KIND_NAMES
from app.kennisbank.status import Status, status_on
from app.kennisbank.zoeken import Hit, Results, Suggestion
from app.web.gate import public
from app.web.kennisbank.views import kennisbank
from app.web.language import language, prefix
from app.web.pages import localised
from app.web.state import loket

PER_PAGE = 10
SEARCH_FACETS = ("fase", "doelgroep", "uitvoerder")
FOLDERS = {name: folder for folder, name in KIND_NAMES.items()}


def asked() -> str:
    """What the visitor searches for: at most 200 characters, without control characters."""
    return clean_line(request.args.get("q", ""))[:200]


def found_page(hit: Hit | Suggestion) -> Page:
    """The page that was found, in the language of the reader where it exists."""
    return localised(loket().catalogue.pages[FOLDERS[hit.soort]][hit.slug])


def status_of(hit: Hit) -> Status | None:
    """What one can do with a regeling today; None for another page."""
    return status_on(found_page(hit).regeling, clock.today()) if hit.soort == "regeling" else None


def page_number(text: str) -> int:
    """A page number from an address: 1 to 100, anything else is 1."""
    return int(text) if text.isdecimal() and len(text) < 4 and 1 <= int(text) <= 100 else 1


def chosen_facets() -> dict[str, list[str]]:
    """What the visitor ticked, as far as it exists."""
    catalogue = loket().catalogue
    return {
        facet: [slug for slug in request.args.getlist(facet)[:30] if slug in facet_labels(catalogue, facet)]
        for facet in SEARCH_FACETS
    }


def counted(results: Results, chosen: Mapping[str, Sequence[str]]) -> list[tuple[str, list[tuple[str, str, int]]]]:
    """The facets to show: (name, [(value, words, count)]), most hits first, and what was ticked always."""
    found = []
    for facet in SEARCH_FACETS:
        labels = facet_labels(loket().catalogue, facet, language())
        counts = results.facetten.get(facet, {})
        values = [(slug, label, counts.get(slug, 0)) for slug, label in labels.items()]
        values = [value for value in values if value[2] or value[0] in chosen[facet]]
        if values:
            found.append((facet, sorted(values, key=lambda value: -value[2])))
    return found


@kennisbank.get("/zoeken")
@public
def zoeken() -> str:
    """Results over all kinds, with fragments, facets and a person when little was found."""
    q = asked()
    kind = request.args.get("soort", "")
    number = page_number(request.args.get("pagina", "1"))
    literal = request.args.get("letterlijk") == "1"
    chosen = chosen_facets()
    results = None
    if q:
        results = loket().content.edition.search.search(
            q,
            soort=kind if kind in FOLDERS else None,
            limit=PER_PAGE,
            offset=(number - 1) * PER_PAGE,
            letterlijk=literal,
            facetten=chosen,
        )
        if number == 1 and kind not in FOLDERS and not any(chosen.values()):
            g.zoekresultaat = q, results.totaal
    return render_template(
        "kennisbank/zoeken.html",
        q=q,
        soort=kind if kind in FOLDERS else "",
        uitslag=results,
        facetten=counted(results, chosen) if results else [],
        gekozen=chosen,
        gefilterd=any(chosen.values()),
        mappen=FOLDERS,
        nummer=number,
        paginas=0 if results is None else -(-results.totaal // PER_PAGE),
        status_van=status_of,
        pagina_van=found_page,
        populair=[] if results else [localised(page) for page in loket().catalogue.of_kind("regelingen")[:6]],
    )


@kennisbank.get("/zoeken/suggesties")
@public
def suggesties() -> Response:
    """Suggestions while typing, as JSON for the script; the page works without."""
    found = loket().content.edition.search.suggest(asked())
    names = {
        "regeling": _("Regeling"),
        "artikel": _("Artikel"),
        "begrip": _("Begrip"),
        "succesverhaal": _("Succesverhaal"),
    }
    rows = [
        {
            "titel": found_page(item).meta.titel,
            "soort": item.soort,
            "naam": names[item.soort],
            "url": f"{prefix()}/{FOLDERS[item.soort]}/{item.slug}",
        }
        for item in found
    ]
    return jsonify(rows)
