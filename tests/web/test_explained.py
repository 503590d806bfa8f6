"""The tick "dit moest ik uitleggen": what colleagues had to explain reaches the editor, without saying about whom."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.accounts.permissions import Actor
from app.core.db import Database
from app.redactie.models import Uitleg
from tests.support.actors import Collega, Werkgever
from tests.support.personas import Team
from tests.web.test_answering import press

SignedIn = Callable[[Actor], Collega]
LINKS = "Lees http://localhost/regelingen/jobcoach en http://localhost/artikelen/bestaat-niet."


@pytest.fixture
def ref(werkgever: Werkgever, team: Team) -> str:
    """A request of the bakery, owned by Aida."""
    assert team.arnhem
    return werkgever.stelt_een_vraag("Ik las /regelingen/no-riskpolis en snap het niet.").referentie


def explained(db: Database) -> list[str]:
    """Which pages were counted."""
    with db.reading() as session:
        return list(session.scalars(select(Uitleg.pagina).order_by(Uitleg.id)))


def test_the_chosen_page_stands_in_the_weekly_list(ref: str, team: Team, collega: SignedIn, loket_db: Database) -> None:
    aida = collega(team.arnhem)
    aida.doet(ref, "antwoord", antwoord="Zo werkt het.", uitgelegd="y", uitlegpagina="/regelingen/no-riskpolis")
    assert explained(loket_db) == ["/regelingen/no-riskpolis"]
    remi = collega(team.redacteur)
    page = remi.opent("/werkplek/redactie")
    assert "/regelingen/no-riskpolis" in page.links()
    assert "Bakkerij" not in remi.ziet and ref not in remi.ziet


def test_without_a_choice_the_pages_of_the_answer_count(
    ref: str, team: Team, collega: SignedIn, loket_db: Database
) -> None:
    collega(team.arnhem).doet(ref, "antwoord", antwoord=LINKS, uitgelegd="y")
    assert explained(loket_db) == ["/regelingen/jobcoach"]


def test_without_the_tick_nothing_is_counted(ref: str, team: Team, collega: SignedIn, loket_db: Database) -> None:
    collega(team.arnhem).doet(ref, "antwoord", antwoord=LINKS, uitlegpagina="/regelingen/no-riskpolis")
    assert explained(loket_db) == []


@pytest.mark.parametrize("chosen", ["", "/regelingen/bestaat-niet", "onzin"])
def test_a_tick_without_any_page_asks_which_one_and_sends_nothing_yet(
    ref: str, team: Team, collega: SignedIn, loket_db: Database, chosen: str
) -> None:
    aida = collega(team.arnhem)
    aida.doet(ref, "antwoord", 422, antwoord="Zo werkt het.", uitgelegd="y", uitlegpagina=chosen)
    assert aida.fouten() == ["Kies welke pagina u moest uitleggen, of haal het vinkje weg."]
    assert aida.ingevuld("antwoord") == "Zo werkt het."
    assert explained(loket_db) == []
    aida.bekijkt(ref)
    assert "Zo werkt het." not in aida.ziet


def test_the_same_answer_sent_twice_counts_once(ref: str, team: Team, collega: SignedIn, loket_db: Database) -> None:
    aida = collega(team.arnhem)
    aida.bekijkt(ref)
    address, version = f"/werkplek/verzoeken/{ref}/antwoord", aida.ingevuld("versie")
    for _ in range(2):
        aida.stuurt(address, antwoord=LINKS, uitgelegd="y", versie=version, sleutel="sleutel-van-dit-antwoord")
    assert explained(loket_db) == ["/regelingen/jobcoach"]


def test_pages_of_this_conversation_are_offered_first(ref: str, team: Team, collega: SignedIn) -> None:
    page = collega(team.arnhem).bekijkt(ref)
    select_ = page.by_id("uitlegpagina")
    assert select_ is not None
    offered = [option.get("value") for option in select_.iter("option")]
    assert offered[:2] == ["", "/regelingen/no-riskpolis"]
    assert offered.count("/regelingen/no-riskpolis") == 1 and len(offered) > 20


@pytest.mark.parametrize("button", ["concept", "invoegen"])
def test_the_tick_stays_while_a_draft_is_kept(
    ref: str, team: Team, collega: SignedIn, loket_db: Database, button: str
) -> None:
    aida = collega(team.arnhem)
    page = "/regelingen/no-riskpolis"
    press(aida, ref, button, antwoord="Zo werkt het.", uitgelegd="y", uitlegpagina=page)
    assert (aida.ingevuld("uitgelegd"), aida.ingevuld("uitlegpagina")) == ("y", page)
    assert explained(loket_db) == []
    aida.verstuurt("/antwoord")
    assert explained(loket_db) == [page]
