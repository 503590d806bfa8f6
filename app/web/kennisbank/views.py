"""Lists and pages of the knowledge base."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, abort, render_template, request

from app.core import clock
from app.kennisbank.browse import FACETS, select
from app.kennisbank.catalogue import Page
from app.kennisbank.related import Related, related
from app.kennisbank.status import status_on
from app.kennisbank.stories import LISTS, select_stories
from app.kennisbank.translations import others
from app.web.gate import public
from app.web.kennisbank.gemeente import local_part
from app.web.language import language, prefix
from app.web.pagecache import cached
from app.web.pages import foreign, localised
from app.web.parts import kept_parts
from app.web.state import loket

kennisbank = Blueprint("kennisbank", __name__)


def _page(kind: str, slug: str) -> Page:
    page = loket().catalogue.page(kind, slug)
    if page is None:
        abort(404)
    return page


def _show(kind: str, slug: str, template: str, **context: Any) -> str:
    page = localised(_page(kind, slug))
    day = clock.today()
    facts = loket().catalogue.facts
    return render_template(
        template,
        page=page,
        meta=page.meta,
        anders=foreign(page),
        rendered=loket().content.rendered(page, day, prefix()),
        verwant=_local_related(related(loket().catalogue, page)),
        vul=lambda text, taal=page.language: facts.fill(text, day, taal),
        feit=lambda name: facts.fill(f"[[{name}]]", day, language()),
        vertaald=slug in loket().catalogue.translations.get(kind, ()),
        **context,
    )


def _local(pages: Iterable[Page]) -> list[Page]:
    """Pages in the language of the reader where they exist."""
    return [localised(page) for page in pages]


def _local_related(found: Related) -> Related:
    return Related(tuple(_local(found.regelingen)), tuple(_local(found.artikelen)), tuple(_local(found.succesverhalen)))


def _named(kind: str, slugs: Iterable[str]) -> list[Page]:
    """Pages by slug, in the language of the reader."""
    return [localised(loket().catalogue.pages[kind][slug]) for slug in slugs]


def _without(chosen: Mapping[str, Sequence[str]], facet: str, slug: str, path: str = "/regelingen") -> str:
    """Address of the list with one choice taken away."""
    pairs = [(name, value) for name, values in chosen.items() for value in values if (name, value) != (facet, slug)]
    return f"{prefix()}{path}" + (f"?{urlencode(pairs)}" if pairs else "")


@kennisbank.get("/regelingen")
@public
@cached(*FACETS)
def regelingen() -> str:
    """All regelingen with facets; what was chosen stands in the address."""
    wanted = {facet: request.args.getlist(facet)[:30] for facet in FACETS}
    selection = select(loket().catalogue, wanted, language())
    context = {
        "keuze": selection,
        "paginas": _local(selection.pages),
        "status": lambda page: status_on(page.regeling, clock.today()),
        "zonder": _without,
    }
    parts = kept_parts("kennisbank/_kaart.html", context)
    return render_template("kennisbank/regelingen.html", **context, **parts)


@kennisbank.get("/regelingen/<slug>")
@public
@cached("gemeente")
def regeling(slug: str) -> str:
    """One regeling, the answer first."""
    meta = _page("regelingen", slug).regeling
    return _show(
        "regelingen",
        slug,
        "kennisbank/regeling.html",
        status=status_on(meta, clock.today()),
        regelingen={page.slug: page for page in _named("regelingen", others(meta))},
        lokaal=local_part(slug, meta),
    )


@kennisbank.get("/artikelen")
@public
@cached()
def artikelen() -> str:
    """All guides, per fase."""
    catalogue = loket().catalogue
    groups = [
        (term, [page for page in catalogue.of_kind("artikelen") if page.artikel.fase == slug])
        for slug, term in catalogue.terms["fasen"].items()
    ]
    return render_template("kennisbank/artikelen.html", groepen=[group for group in groups if group[1]])


@kennisbank.get("/artikelen/<slug>")
@public
@cached()
def artikel(slug: str) -> str:
    """One guide with its checklist."""
    return _show("artikelen", slug, "kennisbank/artikel.html")


@kennisbank.get("/begrippen")
@public
@cached()
def begrippen() -> str:
    """The glossary from A to Z."""
    pages = loket().catalogue.of_kind("begrippen")
    letters = [(letter, list(group)) for letter, group in groupby(pages, key=lambda page: page.meta.titel[0].upper())]
    return render_template("kennisbank/begrippen.html", letters=letters)


@kennisbank.get("/begrippen/<slug>")
@public
@cached()
def begrip(slug: str) -> str:
    """One glossary entry."""
    page = _page("begrippen", slug)
    also = _named("begrippen", page.begrip.zie_ook)
    named = _named("regelingen", page.begrip.regelingen)
    return _show("begrippen", slug, "kennisbank/begrip.html", zie_ook=also, regelingen=named)


@kennisbank.get("/succesverhalen")
@public
@cached(*LISTS)
def succesverhalen() -> str:
    """All stories per sector, filtered by sector and by doubt; what was chosen stands in the address."""
    wanted = {name: request.args.getlist(name)[:30] for name in LISTS}
    found = select_stories(loket().catalogue, wanted, language())
    away = partial(_without, path="/succesverhalen")
    return render_template("kennisbank/succesverhalen.html", keuze=found, zonder=away)


@kennisbank.get("/succesverhalen/<slug>")
@public
@cached()
def succesverhaal(slug: str) -> str:
    """One story with what it teaches and the regelingen in it."""
    page = _page("succesverhalen", slug)
    named = _named("regelingen", page.succesverhaal.regelingen)
    return _show("succesverhalen", slug, "kennisbank/succesverhaal.html", regelingen=named)
