"""Meetings of the content as they may be seen on this site, and how full they are."""

from __future__ import annotations

from app.bijeenkomsten.meetings import Meeting, Taken, find_meeting, list_meetings
from app.bijeenkomsten.queries import taken_by_slug
from app.core.errors import Unavailable
from app.web.state import loket

NOBODY = Taken()


def all_meetings() -> list[Meeting]:
    """Every meeting, earliest first; on a production site only the real ones."""
    return list_meetings(loket().catalogue, production=loket().settings.production)


def meeting(slug: str) -> Meeting:
    """One meeting; the page for what does not exist when there is none."""
    return find_meeting(loket().catalogue, slug, production=loket().settings.production)


def taken() -> dict[str, Taken] | None:
    """How full the meetings are; None while the database does not answer, so that the agenda can still be read."""
    try:
        with loket().db.reading() as session:
            return taken_by_slug(session)
    except Unavailable:
        return None
