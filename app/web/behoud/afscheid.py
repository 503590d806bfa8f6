"""From job to job: two doors, the list with days, and the mirror for who looks for people."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_babel import gettext as _
from wtforms import Form, StringField

from app.behoud import afscheid
from app.behoud.schema import VanWerkNaarWerk
from app.core import clock
from app.core.text import clean_line
from app.web.behoud.area import behoud, contact_url, defined, show
from app.web.gate import public
from app.web.language import prefix
from app.web.pagecache import cached
from app.web.state import loket


@behoud.get("/van-werk-naar-werk")
@public
@cached()
def van_werk_naar_werk() -> str:
    """The two doors."""
    return show("behoud/van-werk-naar-werk.html", defined(VanWerkNaarWerk))


def _form(work: VanWerkNaarWerk, mistakes: dict[str, str]) -> Form:
    fields: dict[str, Any] = {"einde": StringField(_("Wanneer loopt het contract af?"))}
    fields |= {group.sleutel: StringField(group.naam) for group in work.groepen}
    typed = {name: clean_line(request.args.get(name, "")[:20]) for name in fields}
    form = type("AfscheidForm", (Form,), fields)(data=typed)
    for name, message in mistakes.items():
        form[name].errors = [message]
    return form


@behoud.get("/van-werk-naar-werk/laten-gaan")
@public
def laten_gaan() -> str:
    """Triage in plain words, the list counted back from the end date, money, forms and what may be shared."""
    work, today = defined(VanWerkNaarWerk), clock.today()
    asked, mistakes = afscheid.read(request.args, work, today)
    query = afscheid.write(asked)
    return show(
        "behoud/laten-gaan.html",
        work,
        form=_form(work, mistakes),
        vraag=asked,
        momenten=afscheid.timeline(work, asked.einde, today),
        agenda=f"{prefix()}/van-werk-naar-werk/agenda.ics?{query}" if asked.einde else None,
        contact=contact_url("afscheid", afscheid.summary(work, asked)),
    )


@behoud.get("/van-werk-naar-werk/agenda.ics")
@public
def afscheid_agenda() -> Response:
    """The coming days as a calendar file; empty without an end date."""
    work, today = defined(VanWerkNaarWerk), clock.today()
    asked, _mistakes = afscheid.read(request.args, work, today)
    moments = afscheid.timeline(work, asked.einde, today)
    body = afscheid.calendar(moments, loket().settings.base_url, clock.now())
    response = Response(body, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="van-werk-naar-werk.ics"'
    return response


@behoud.get("/van-werk-naar-werk/toestemming")
@public
@cached()
def toestemming() -> str:
    """The text with which a worker agrees that the employer shares something, to fill in and print."""
    return show("behoud/toestemming.html", defined(VanWerkNaarWerk))


@behoud.get("/van-werk-naar-werk/mensen-zoeken")
@public
@cached()
def mensen_zoeken() -> str:
    """The mirror: an employer who looks for people that have to leave elsewhere."""
    question = _("Ik zoek personeel. Ik sta open voor mensen die bij een ander bedrijf weg moeten.")
    return show("behoud/mensen-zoeken.html", defined(VanWerkNaarWerk), contact=contact_url("elders", question))
