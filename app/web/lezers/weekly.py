"""The weekly list for editors and coördinatoren, as a page and as JSON, and how the last publication went."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Response, current_app, jsonify, render_template, request

from app.contact.about_pages import count_questions_about_pages
from app.contact.stories import ToldStory, list_stories
from app.core import clock
from app.kennisbank import versions
from app.redactie.feedback import REDENEN
from app.redactie.notfound import monday_of
from app.redactie.stories import SUBJECT
from app.redactie.weekly import WeekList, list_week
from app.web.gate import requires
from app.web.lezers.area import lezers
from app.web.lezers.searches import store_now
from app.web.state import loket

READERS = ("redacteur", "coordinator")


def _week() -> date:
    """The Monday that was asked for; this week when the address says nothing usable."""
    try:
        return monday_of(date.fromisoformat(request.args.get("week", "")))
    except ValueError:
        return monday_of(clock.today())


def _list(week: date) -> WeekList:
    store_now(current_app)
    with loket().db.reading() as session:
        questions = count_questions_about_pages(session, first=week, last=week + timedelta(days=6))
        return list_week(session, loket().catalogue, week, questions)


def _stories() -> list[ToldStory]:
    with loket().db.reading() as session:
        return list_stories(session, SUBJECT)


def _wanted(found: WeekList) -> tuple[WeekList, str]:
    owner = request.args.get("eigenaar", "")
    return (found.of(owner), owner) if owner in found.owners else (found, "")


@lezers.get("/werkplek/redactie")
@requires(*READERS)
def weeklijst() -> str:
    """What asks for work, ranked; per week and per owner."""
    week = _week()
    everything = _list(week)
    found, owner = _wanted(everything)
    settings = loket().settings
    return render_template(
        "lezers/weeklijst.html",
        lijst=found,
        eigenaren=everything.owners,
        eigenaar=owner,
        redenen=REDENEN,
        vorige=week - timedelta(days=7),
        volgende=week + timedelta(days=7) if week < monday_of(clock.today()) else None,
        tot=week + timedelta(days=6),
        geweigerd=versions.refused(settings.data_dir),
        versies=[(name, versions.record_of(settings.data_dir, name)) for name in versions.kept(settings.data_dir)],
        staat=loket().catalogue.version,
        verhalen=_stories(),
    )


@lezers.get("/werkplek/redactie.json")
@requires(*READERS)
def weeklijst_json() -> Response:
    """The same list for other programs."""
    found, _owner = _wanted(_list(_week()))
    return jsonify(found.as_json())
