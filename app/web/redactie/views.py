"""The list of pages for editors, each with a link to the forge's editor; public pages stay the same for everybody."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from app.core import clock
from app.core.text import clean_line
from app.redactie.difference import path_of
from app.redactie.due import pages_due
from app.redactie.forge import parse_forge
from app.redactie.scaffold import new_file
from app.web.gate import requires
from app.web.state import loket

redactie = Blueprint("redactie", __name__)


@redactie.get("/werkplek/inhoud")
@requires()
def inhoud() -> str:
    """Pages that must be checked, or all pages; and a new succesverhaal."""
    today = clock.today()
    q = clean_line(request.args.get("q", ""))[:100]
    everything = request.args.get("toon") == "alles"
    forge = parse_forge(loket().settings.forge_url)
    name, text = new_file("succesverhaal", f"verhaal-{today.isoformat()}", today)
    return render_template(
        "redactie/inhoud.html",
        rijen=pages_due(loket().content.edition.whole, today, q, everything=everything),
        alles=everything or bool(q),
        q=q,
        smederij=forge,
        nieuw=forge.new(name, text) if forge else "",
        sjabloon=text,
        bestand=name,
        adres=path_of,
    )
