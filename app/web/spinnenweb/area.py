"""What the views of the Spinnenweb share: the blueprint, words in the language of the page, pictures and files."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response
from flask_babel import gettext as _

from app.kennisbank.terms import Tweetalig
from app.spinnenweb.definition import Spinnenweb
from app.spinnenweb.exports import Row, as_csv, as_json
from app.spinnenweb.models import Groep
from app.spinnenweb.radar import Radar, draw
from app.web.language import language

spinnenweb = Blueprint("spinnenweb", __name__)


def worded(text: Tweetalig) -> str:
    """In the language of the page."""
    return text.en if language() == "en" else text.nl


def number(value: float | None) -> str:
    """3 or 3,5; a dash for nothing."""
    if value is None:
        return "–"
    text = f"{value:.1f}".removesuffix(".0")
    return text if language() == "en" else text.replace(".", ",")


def step(value: float) -> str:
    """A change: +1,5, −1 or 0 with its sign."""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{number(abs(value))}"


def group_name(groep: Groep) -> str:
    """As people read it."""
    return str({Groep.WERKGEVERS: _("Werkgevers"), Groep.PROFESSIONALS: _("Professionals")}[groep])


def picture(web: Spinnenweb, *webs: Sequence[float | None]) -> Radar:
    """The radar of one or two webs, with the short names of the elements."""
    return draw([worded(element.kort) for element in web.elementen], webs)


def download(rows: Sequence[Row], kind: str, name: str) -> Response:
    """The rows as a file; kind is csv or json."""
    body, mimetype = (as_csv(rows), "text/csv") if kind == "csv" else (as_json(rows), "application/json")
    response = Response(body, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
