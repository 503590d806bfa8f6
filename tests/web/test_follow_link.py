"""Volg uw vraag: the signed link, the conversation and the reaction of the werkgever."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask

from app.accounts.permissions import Actor
from app.core import clock
from app.core.db import Database
from tests.support.actors import Collega, Werkgever
from tests.support.factories import mails, owner_of
from tests.support.personas import BAKKERIJ, Team


def mailed_link(db: Database, kind: str = "ontvangst") -> str:
    """The link in the last e-mail of this kind to the werkgever."""
    text = mails(db, kind)[-1].text
    return next(urlsplit(word).path for word in text.split() if "/contact/volg/" in word)


def test_the_mailed_link_opens_the_question(werkgever: Werkgever, loket_db: Database) -> None:
    seen = werkgever.stelt_een_vraag("Mag ik iemand op proef laten werken?")
    assert "Mag ik iemand op proef laten werken?" in werkgever.leest(mailed_link(loket_db))
    assert seen.referentie in werkgever.ziet
    assert "donderdag 26 november" in werkgever.ziet
    assert werkgever.response is not None
    assert werkgever.response.headers["Cache-Control"] == "no-store"
    assert werkgever.response.headers["Referrer-Policy"] == "no-referrer"
    assert werkgever.response.headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: "A" + t[1:], lambda t: t + "x", lambda t: "onzin"])
def test_a_link_that_was_changed_opens_nothing(
    werkgever: Werkgever, loket_db: Database, change: Callable[[str], str]
) -> None:
    werkgever.stelt_een_vraag("Geheim.")
    head, _, token = mailed_link(loket_db).rpartition("/")
    werkgever.opent(f"{head}/{change(token)}", status=400)
    assert "Deze link klopt niet. Gebruik de hele link uit de e-mail." in werkgever.ziet
    assert "Geheim." not in werkgever.page.html
    werkgever.opent(f"/contact/bevestiging/{change(token)}", status=400)
    assert "Geheim." not in werkgever.page.html


def test_an_expired_link_offers_a_new_one_by_mail(werkgever: Werkgever, loket_db: Database, tuesday: datetime) -> None:
    werkgever.stelt_een_vraag("Geheim.")
    link = mailed_link(loket_db)
    with clock.pinned(tuesday + timedelta(days=61)):
        werkgever.opent(link, status=410)
        assert "Geheim." not in werkgever.page.html
        werkgever.verstuurt("/nieuwe-link")
        assert "De nieuwe link is onderweg" in werkgever.ziet
        assert werkgever.persona.email not in werkgever.page.html
        assert "Geheim." in werkgever.leest(mailed_link(loket_db, "nieuwe-link"))


def test_the_link_of_the_confirmation_page_lasts_a_day(
    werkgever: Werkgever, loket_db: Database, tuesday: datetime
) -> None:
    seen = werkgever.stelt_een_vraag()
    with clock.pinned(tuesday + timedelta(hours=25)):
        werkgever.opent(seen.link, status=410)


def test_the_werkgever_writes_back_and_the_accountmanager_hears_it(werkgever: Werkgever, loket_db: Database) -> None:
    werkgever.stelt_een_vraag()
    link = mailed_link(loket_db)
    werkgever.reageert(link, "Ik vergat: het gaat om <b>twee</b> mensen.")
    assert "Uw bericht is verstuurd" in werkgever.ziet
    assert "Ik vergat: het gaat om <b>twee</b> mensen." in werkgever.leest(link)
    assert [mail.to for mail in mails(loket_db, "reactie")] == ["aida@loket.example"]


def test_the_same_reaction_sent_twice_stands_there_once(werkgever: Werkgever, loket_db: Database) -> None:
    werkgever.stelt_een_vraag()
    link = mailed_link(loket_db)
    form = werkgever.opent(link)
    werkgever.verstuurt(link, bericht="Eén keer graag.")
    werkgever.client.page = form
    werkgever.verstuurt(link, bericht="Eén keer graag.")
    assert werkgever.leest(link).count("Eén keer graag.") == 1
    assert len(mails(loket_db, "reactie")) == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("", "Schrijf eerst een bericht."), ("x" * 5001, "Maak deze tekst korter. Er passen 5000 tekens in.")],
)
def test_a_wrong_reaction_is_explained_and_kept(
    werkgever: Werkgever, loket_db: Database, typed: str, sentence: str
) -> None:
    werkgever.stelt_een_vraag()
    werkgever.reageert(mailed_link(loket_db), typed, status=422)
    assert werkgever.fouten() == [sentence]
    assert werkgever.ingevuld("bericht") == typed


def test_a_bsn_in_a_reaction_is_taken_out_and_the_page_says_so(werkgever: Werkgever, loket_db: Database) -> None:
    werkgever.stelt_een_vraag()
    werkgever.reageert(mailed_link(loket_db), "Zijn nummer is 111222333.")
    assert "Wij hebben een burgerservicenummer weggehaald" in werkgever.ziet
    assert "111222333" not in werkgever.page.html


def test_an_answer_is_read_through_the_mail_only(
    werkgever: Werkgever, loket_db: Database, team: Team, collega: Callable[[Actor], Collega]
) -> None:
    seen = werkgever.stelt_een_vraag()
    collega(team.arnhem).antwoordt(seen.referentie, "Begin met een proefplaatsing.")
    assert "Begin met een proefplaatsing." in werkgever.leest(mailed_link(loket_db, "antwoord"))
    assert "Begin met een proefplaatsing." not in werkgever.leest(seen.link)
    assert "U ziet het antwoord via de link in de e-mail" in werkgever.ziet


def test_a_reaction_opens_a_closed_question_again(
    werkgever: Werkgever, loket_db: Database, team: Team, collega: Callable[[Actor], Collega]
) -> None:
    seen = werkgever.stelt_een_vraag()
    aida = collega(team.arnhem)
    aida.antwoordt(seen.referentie, "Zo doet u dat.")
    aida.doet(seen.referentie, "afronden")
    werkgever.reageert(mailed_link(loket_db), "Nog één ding.")
    assert seen.referentie in aida.postvak("wacht-op-mij")
    assert owner_of(loket_db, seen.referentie) == team.arnhem.id


def test_a_page_that_is_late_says_sorry(werkgever: Werkgever, loket_db: Database, tuesday: datetime) -> None:
    werkgever.stelt_een_vraag()
    with clock.pinned(tuesday + timedelta(days=3)):
        werkgever.opent(mailed_link(loket_db))
        assert "Wij zijn te laat" in werkgever.ziet


def test_another_visitor_needs_nothing_but_the_link(app: Flask, werkgever: Werkgever, loket_db: Database) -> None:
    werkgever.stelt_een_vraag("Vanaf mijn telefoon.")
    assert "Vanaf mijn telefoon." in Werkgever(app, BAKKERIJ).leest(mailed_link(loket_db))
