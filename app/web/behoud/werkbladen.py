"""Worksheets: pages with room to write, without a form; nothing is sent."""

from __future__ import annotations

from app.behoud.schema import Werkbladen
from app.core.errors import NotFound
from app.web.behoud.area import behoud, defined, show
from app.web.gate import public
from app.web.pagecache import cached


@behoud.get("/werkbladen")
@public
@cached()
def werkbladen() -> str:
    """All worksheets."""
    return show("behoud/werkbladen.html", defined(Werkbladen))


@behoud.get("/werkbladen/<slug>")
@public
@cached()
def werkblad(slug: str) -> str:
    """One worksheet; 404 when there is none by that name."""
    all_sheets = defined(Werkbladen)
    sheet = next((each for each in all_sheets.werkbladen if each.slug == slug), None)
    if sheet is None:
        raise NotFound("Dit werkblad bestaat niet. Kijk bij alle werkbladen.")
    return show("behoud/werkblad.html", all_sheets.model_copy(update={"bronnen": sheet.bronnen}), blad=sheet)
