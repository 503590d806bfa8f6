"""What the pages of these tools share: the blueprint, the words of the content and the way to the contact form."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request

from app.behoud.content import definition, pages, unsure
from app.behoud.schema import Bestand
from app.core import clock
from app.web.language import prefix
from app.web.state import loket

B = TypeVar("B", bound=Bestand)
behoud = Blueprint("behoud", __name__)


@behoud.after_request
def private(response: Response) -> Response:
    """Answers stand in the address: no search engine, no shared cache, no referrer."""
    response.headers["Referrer-Policy"] = "no-referrer"
    if request.query_string:
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Cache-Control"] = "private, no-cache"
    return response


def defined(model: type[B]) -> B:
    """The definition of a tool in the content that is served now."""
    return definition(loket().catalogue, model)


def contact_url(onderwerp: str, vraag: str, bijlage: str | None = None) -> str:
    """The contact form with its subject chosen and the question begun; ``bijlage``: address of what goes along."""
    values = {"onderwerp": onderwerp, "vraag": vraag, **({"bijlage": bijlage} if bijlage else {})}
    return f"{prefix()}/contact?{urlencode(values)}"


def show(template: str, meta: Bestand, **context: Any) -> str:
    """A page of a tool. ``vul`` fills facts in a text, ``bij`` gives the pages that paths lead to.

    The content is Dutch only, so the page has no English address of its own for search engines.
    """
    catalogue, today = loket().catalogue, clock.today()
    return render_template(
        template,
        meta=meta,
        vertaald=False,
        nakijken=SimpleNamespace(unsure=unsure(catalogue, meta)),
        vul=lambda text: catalogue.facts.fill(text, today),
        bij=lambda paths: pages(catalogue, paths),
        **context,
    )
