"""Meetings as open data, with how full they are now."""

from __future__ import annotations

from collections.abc import Mapping

from app.bijeenkomsten.meetings import Meeting, Taken, upcoming
from app.core import clock
from app.web import meetings
from app.web.api.area import operation
from app.web.api.meeting_models import BijeenkomstenLijst, BijeenkomstKort, BijeenkomstVolledig
from app.web.api.parameters import Given
from app.web.api.shape import Shape, shape
from app.web.meetings import NOBODY


def _meeting(make: Shape, found: Meeting, counted: Mapping[str, Taken] | None) -> BijeenkomstKort:
    meta, taken = found.meta, (counted or {}).get(found.slug, NOBODY)
    free = 0 if taken.waiting else max(0, meta.plaatsen - taken.placed)
    path = f"/bijeenkomsten/{found.slug}"
    return BijeenkomstKort(
        **make.brief(found.page),
        datum=meta.datum,
        van=meta.van,
        tot=meta.tot,
        vorm=meta.vorm,
        plek=meta.plek,
        voor_wie=meta.voor_wie,
        organisator=meta.organisator,
        plaatsen=meta.plaatsen,
        vrij=None if counted is None else free,
        stand=found.state(taken, clock.now()),
        reden_afgelast=meta.afgelast or taken.cancelled,
        aanmelden_tot=found.last_day,
        aanmelden_url=make.address(f"{path}/aanmelden"),
        agenda_url=make.address(f"{path}.ics"),
        voorbeeld=meta.voorbeeld,
    )


@operation(
    "/bijeenkomsten",
    group="Bijeenkomsten",
    text="Alle bijeenkomsten die nog komen, de eerste eerst.",
    answer=BijeenkomstenLijst,
    fresh=True,
)
def bijeenkomsten(_given: Given) -> BijeenkomstenLijst:
    """What is to come."""
    make, counted = shape(), meetings.taken()
    rows = tuple(_meeting(make, found, counted) for found in upcoming(meetings.all_meetings(), clock.now()))
    return BijeenkomstenLijst(**make.answer(), totaal=len(rows), bijeenkomsten=rows)


@operation(
    "/bijeenkomsten/<slug>",
    group="Bijeenkomsten",
    text="Eén bijeenkomst, ook als die al is geweest.",
    answer=BijeenkomstVolledig,
    fresh=True,
)
def bijeenkomst(_given: Given, slug: str) -> BijeenkomstVolledig:
    """One meeting."""
    make, found = shape(), meetings.meeting(slug)
    return BijeenkomstVolledig(**dict(_meeting(make, found, meetings.taken())), **make.whole(found.page))
