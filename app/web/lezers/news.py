"""Wat is er nieuw: the page per month and the Atom feeds."""

from __future__ import annotations

from flask import Response, abort, render_template

from app.core import clock
from app.redactie.news import FEED_LENGTH, Topic, by_month, feed_updated, list_news
from app.web.gate import public
from app.web.language import prefix
from app.web.lezers.area import lezers
from app.web.pagecache import cached
from app.web.pages import localised
from app.web.state import loket


@lezers.get("/nieuw")
@public
@cached()
def nieuw() -> str:
    """What changed, newest month first; the small changes unfold."""
    catalogue = loket().catalogue
    return render_template(
        "lezers/nieuw.html",
        maanden=by_month(list_news(catalogue, clock.today())),
        fasen=list(catalogue.terms["fasen"].values()),
        uitvoerders=list(catalogue.terms["uitvoerders"].values()),
        in_taal=localised,
    )


def _feed(topic: Topic | None, slug: str, name: str, path: str) -> Response:
    parts = loket()
    news = list_news(parts.catalogue, clock.today(), topic, slug)
    base = parts.settings.base_url
    body = render_template(
        "lezers/feed.xml",
        naam=name,
        berichten=news[:FEED_LENGTH],
        bijgewerkt=feed_updated(parts.catalogue, news),
        zelf=f"{base}{prefix()}{path}",
        base=base + prefix(),
        domein=base.split("//")[1].split("/")[0].split(":")[0],
        in_taal=localised,
    )
    return Response(body, mimetype="application/atom+xml")


@lezers.get("/nieuw/alles.atom")
@public
@cached()
def feed_all() -> Response:
    """Every change."""
    return _feed(None, "", "", "/nieuw/alles.atom")


@lezers.get("/nieuw/fase/<slug>.atom")
@public
@cached()
def feed_fase(slug: str) -> Response:
    """Changes for one fase."""
    return _feed("fase", slug, _term("fasen", slug), f"/nieuw/fase/{slug}.atom")


@lezers.get("/nieuw/uitvoerder/<slug>.atom")
@public
@cached()
def feed_uitvoerder(slug: str) -> Response:
    """Changes in the regelingen of one uitvoerder."""
    return _feed("uitvoerder", slug, _term("uitvoerders", slug), f"/nieuw/uitvoerder/{slug}.atom")


def _term(kind: str, slug: str) -> str:
    """The word for a term in the language of the reader; 404 when it does not exist."""
    term = loket().catalogue.terms[kind].get(slug)
    if term is None:
        abort(404)
    return str(getattr(term.label, "en" if prefix() else "nl"))
