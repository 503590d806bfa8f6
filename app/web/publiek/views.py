"""Views of the front page and of the pages about the site."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template

from app.bijeenkomsten.meetings import on_agenda
from app.core import clock
from app.kennisbank.securitytxt import security_txt
from app.web.gate import public
from app.web.language import prefix
from app.web.pagecache import cached
from app.web.pages import brand_css, localised
from app.web.security import YEAR
from app.web.state import loket

publiek = Blueprint("publiek", __name__)


@publiek.get("/")
@public
@cached()
def home() -> str:
    """The front page: search, what do you want to do, the keuzehulp, and a person."""
    catalogue = loket().catalogue
    return render_template(
        "publiek/home.html",
        regelingen=[localised(page) for page in catalogue.of_kind("regelingen")[:6]],
        aantal=len(catalogue.pages["regelingen"]),
        fasen=list(catalogue.terms["fasen"].values()),
        verhalen=catalogue.of_kind("succesverhalen")[:3],
        bijeenkomsten=on_agenda(catalogue, clock.today(), production=loket().settings.production)[:2],
    )


def _text_page(slug: str) -> str:
    page = loket().catalogue.page("paginas", slug)
    if page is None:
        abort(404)
    page = localised(page)
    rendered = loket().content.rendered(page, clock.today(), prefix())
    translated = slug in loket().catalogue.translations.get("paginas", ())
    return render_template("publiek/tekst.html", page=page, rendered=rendered, vertaald=translated)


def _add_text_page(slug: str) -> None:
    @public
    @cached()
    def view() -> str:
        return _text_page(slug)

    publiek.add_url_rule(f"/{slug}", endpoint=slug, view_func=view)


for _slug in ("privacy", "toegankelijkheid", "proclaimer", "bronnen", "kwetsbaarheid-melden", "over"):
    _add_text_page(_slug)


@publiek.get("/merk.css")
@public
@cached("v")
def brand() -> Response:
    """The colours of the region, from the content."""
    response = Response(brand_css(), mimetype="text/css")
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response


@publiek.get("/robots.txt")
@public
@cached()
def robots() -> Response:
    """Search engines may read the knowledge base, not the forms and the werkplek."""
    rules = ("/werkplek", "/contact", "/volg", "/ontwikkel", "/keuzehulp/")
    text = "User-agent: *\n" + "".join(f"Disallow: {rule}\n" for rule in rules)
    return Response(f"{text}Sitemap: {loket().settings.base_url}/sitemap.xml\n", mimetype="text/plain")


@publiek.get("/.well-known/security.txt")
@public
@cached()
def weaknesses() -> Response:
    """Whom to tell about a weakness (RFC 9116)."""
    text = security_txt(loket().catalogue, loket().settings.base_url)
    if text is None:
        abort(404)
    return Response(text, mimetype="text/plain")


@publiek.get("/sitemap.xml")
@public
@cached()
def sitemap() -> Response:
    """Every content page with the day it was last checked, and the English ones with the day of the translation."""
    catalogue = loket().catalogue
    kinds = ("regelingen", "artikelen", "begrippen", "succesverhalen")
    pages = [page for kind in kinds for page in catalogue.of_kind(kind)]
    meetings = on_agenda(catalogue, clock.today(), production=True)  # nobody looks for a made-up one
    pages += [meeting.page for meeting in meetings]
    english = [catalogue.localised(page, "en") for page in pages]
    body = render_template(
        "publiek/sitemap.xml",
        pages=pages,
        english=english,
        kinds=(*kinds, "bijeenkomsten"),
        base=loket().settings.base_url,
    )
    return Response(body, mimetype="application/xml")
