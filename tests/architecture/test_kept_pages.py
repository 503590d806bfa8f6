"""Which pages stand ready in front of Flask is decided for every page that everybody may read."""

from __future__ import annotations

from flask import Flask

from app.web.gate import gate_of
from app.web.pagecache import parameters_of

FORM = "has a form with a token of its own"
ANSWERS = "answers of the visitor stand in the address; those are not kept anywhere"
FIGURES = "come out of the database"
LINK = "behind a signed link"
STATE = "tells how the machine or the database is doing now"
FULL = "tells whether a meeting is full or cancelled now"
NOT_KEPT = {
    "inbed.script": "a file, which browsers keep for a day",
    "kennisbank.beeld": "files, which browsers keep for a year",
    "static": "files, which nginx or Flask sends as they are",
    "kennisbank.zoeken": "what people search for is counted and kept nowhere",
    "kennisbank.suggesties": "what people type is kept nowhere",
    "keuzehulp.vraag": ANSWERS,
    "keuzehulp.uitkomst": ANSWERS,
    "keuzehulp.afdruk": ANSWERS,
    "keuzehulp.agenda": ANSWERS,
    "keuzehulp.salarisadministratie": ANSWERS,
    "behoud.laten_gaan": ANSWERS,
    "behoud.afscheid_agenda": ANSWERS,
    "behoud.vacature_intake": ANSWERS,
    "behoud.zelfscan": ANSWERS,
    "behoud.zelfscan_uitkomst": ANSWERS,
    "spinnenweb.invullen": FORM,
    "spinnenweb.uitkomst": ANSWERS,
    "spinnenweb.uitkomst_bestand": ANSWERS,
    "spinnenweb.code": "looks for a groep in the database",
    "spinnenweb.groep": FORM,
    "bijeenkomsten.agenda": FULL,
    "bijeenkomsten.agenda_ics": FULL,
    "bijeenkomsten.bijeenkomst": FULL,
    "bijeenkomsten.bijeenkomst_ics": FULL,
    "bijeenkomsten.feed": FULL,
    "bijeenkomsten.aanmelden": FORM,
    "bijeenkomsten.aangevraagd": "the last step of a form",
    "bijeenkomsten.mijn": LINK,
    "lezers.cijfers": FIGURES,
    "lezers.cijfers_csv": FIGURES,
    "lezers.cijfers_json": FIGURES,
    "lezers.feedback": FORM,
    "lezers.thanks": "the last step of a form",
    "lezers.tell": FORM,
    "lezers.subscribe": FORM,
    "lezers.asked": "the last step of a form",
    "lezers.confirm": LINK,
    "lezers.stop": LINK,
    "contact.form": FORM,
    "contact.confirmation": LINK,
    "contact.received": "the last step of a form",
    "contact.follow": LINK,
    "contact.checkin": LINK,
    "overdracht.bekijk": LINK,
    "api.bijeenkomsten": FULL,
    "api.bijeenkomst": FULL,
    "api.unknown": "says that an address does not exist",
    "api.keuzehulp": ANSWERS,
    "api.zoeken": "what people search for is kept nowhere",
    "ops.health": STATE,
    "ops.ready": STATE,
    "ops.metrics": STATE,
    "ops.mailbox": "only on a development machine",
    "ops.mail": "only on a development machine",
    "ops.styleguide": "only on a development machine",
}
"""Endpoint to why Flask makes this page each time."""
SIGNING_IN = "auth."
"""Everything about signing in is somebody's own."""


def public_pages(app: Flask) -> set[str]:
    """Endpoints that everybody may GET."""
    return {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and gate_of(app.view_functions[rule.endpoint]) == ()
        and not rule.endpoint.startswith(SIGNING_IN)
    }


def test_every_public_page_is_kept_or_says_why_not(app: Flask) -> None:
    kept = {name for name in public_pages(app) if parameters_of(app.view_functions[name]) is not None}
    assert len(kept) > 25
    undecided = public_pages(app) - kept - set(NOT_KEPT)
    assert not undecided, f"Add @cached(...) (app.web.pagecache) or a reason in NOT_KEPT: {sorted(undecided)}"
    assert sorted(kept & set(NOT_KEPT)) == []
    assert sorted(set(NOT_KEPT) - public_pages(app)) == []


def test_nothing_behind_login_is_kept(app: Flask) -> None:
    views = app.view_functions
    kept = [name for name in views if parameters_of(views[name]) is not None]
    assert [name for name in kept if gate_of(views[name]) != () or name.startswith(SIGNING_IN)] == []
