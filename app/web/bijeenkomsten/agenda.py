"""The agenda, the page of one meeting, and both for calendars and feed readers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time

from flask import Response, make_response, render_template

from app.bijeenkomsten.files import calendar
from app.bijeenkomsten.meetings import Meeting, Taken, Toestand, by_month, past, upcoming
from app.core import clock
from app.web.bijeenkomsten.area import FRESH, bijeenkomsten, site
from app.web.gate import public
from app.web.language import prefix
from app.web.meetings import NOBODY, all_meetings, meeting, taken
from app.web.state import loket

FEED_LENGTH = 50


def states(meetings: Iterable[Meeting], found: Mapping[str, Taken]) -> dict[str, Toestand]:
    """How each meeting stands now, by slug."""
    now = clock.now()
    return {each.slug: each.state(found.get(each.slug, NOBODY), now) for each in meetings}


@bijeenkomsten.get("/bijeenkomsten")
@public
def agenda() -> Response:
    """What is to come, by month; the last year folded away."""
    meetings, now = all_meetings(), clock.now()
    found = taken()
    page = render_template(
        "bijeenkomsten/agenda.html",
        maanden=by_month(upcoming(meetings, now)),
        voorbij=past(meetings, now),
        standen=states(meetings, found or {}),
        bezet=found,
        geen=NOBODY,
        feed=site().base_url + "/bijeenkomsten.ics",
    )
    return make_response(page, FRESH)


@bijeenkomsten.get("/bijeenkomsten/<slug>")
@public
def bijeenkomst(slug: str) -> Response:
    """One meeting: what, when, where, for whom, and whether there is room."""
    found = meeting(slug)
    counted = taken()
    mine = (counted or {}).get(slug, NOBODY)
    page = render_template(
        "bijeenkomsten/bijeenkomst.html",
        bijeenkomst=found,
        meta=found.meta,
        rendered=loket().content.rendered(found.page, clock.today(), prefix()),
        stand=found.state(mine, clock.now()),
        bezet=mine,
        geteld=counted is not None,
        reden=found.meta.afgelast or mine.cancelled,
    )
    return make_response(page, FRESH)


def _calendar(meetings: Iterable[Meeting], name: str) -> Response:
    chosen = list(meetings)
    found = states(chosen, taken() or {})
    cancelled = [slug for slug, state in found.items() if state is Toestand.AFGELAST]
    body = calendar(
        chosen,
        name=f"{loket().region.site} {loket().region.naam}",
        base_url=site().base_url,
        cancelled=cancelled,
        now=clock.now(),
    )
    response = Response(body, mimetype="text/calendar", headers=FRESH)
    response.headers["Content-Disposition"] = f'inline; filename="{name}.ics"'
    return response


@bijeenkomsten.get("/bijeenkomsten.ics")
@public
def agenda_ics() -> Response:
    """A calendar to follow: what is to come and what was there in the last year."""
    meetings, now = all_meetings(), clock.now()
    return _calendar([*reversed(past(meetings, now)), *upcoming(meetings, now)], "bijeenkomsten")


@bijeenkomsten.get("/bijeenkomsten/<slug>.ics")
@public
def bijeenkomst_ics(slug: str) -> Response:
    """One meeting for the own calendar."""
    return _calendar([meeting(slug)], slug)


@bijeenkomsten.get("/bijeenkomsten.atom")
@public
def feed() -> Response:
    """The newest meetings for a feed reader."""
    meetings, now = all_meetings(), clock.now()
    shown = [*reversed(upcoming(meetings, now)), *past(meetings, now)][:FEED_LENGTH]
    base = site().base_url
    moments = {each.slug: _changed(each) for each in shown}
    body = render_template(
        "bijeenkomsten/feed.xml",
        bijeenkomsten=shown,
        standen=states(shown, taken() or {}),
        momenten=moments,
        bijgewerkt=max(moments.values(), default=datetime.combine(clock.today(), time.min, clock.AMSTERDAM)),
        zelf=f"{base}{prefix()}/bijeenkomsten.atom",
        base=base + prefix(),
        domein=base.split("//")[1].split("/")[0].split(":")[0],
    )
    return Response(body, mimetype="application/atom+xml", headers=FRESH)


def _changed(each: Meeting) -> datetime:
    """The start of the day on which its page changed last."""
    days = [each.meta.nagekeken_op, *(change.datum for change in each.meta.wijzigingen)]
    return datetime.combine(max(days), time.min, clock.AMSTERDAM)
