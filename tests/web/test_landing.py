"""Signing in lands everybody on a page of their own, never on a refusal."""

from __future__ import annotations

import pytest
from flask import Flask

from app.accounts.permissions import Rol
from app.core.db import Database
from app.kennisbank.store import ContentStore
from tests.support.actors import Collega, Visitor
from tests.support.personas import Team, colleague

PLACES = {Rol.ACCOUNTMANAGER: "/werkplek", Rol.COORDINATOR: "/werkplek", Rol.LOKET: "/werkplek",
          Rol.REDACTEUR: "/werkplek/inhoud", Rol.BEHEERDER: "/beheer"}  # fmt: skip


@pytest.mark.parametrize("rol", PLACES)
@pytest.mark.parametrize("verder", ["", "/werkplek"])
def test_signing_in_lands_on_the_own_page(
    app: Flask, loket_db: Database, content: ContentStore, rol: Rol, verder: str
) -> None:
    actor = colleague(loket_db, content.catalogue.region, "Aida Arnhem", rol, password="lang-genoeg-voor-de-test")
    aida = Collega(app, actor, "aida@loket.example")
    aida.logt_in(verder=verder)
    assert aida.address == PLACES[rol]
    aida.opent("/inloggen")  # signed in already
    assert aida.address == PLACES[rol]


def test_signing_in_goes_on_to_a_page_of_beheer(app: Flask, loket_db: Database, content: ContentStore) -> None:
    region = content.catalogue.region
    actor = colleague(loket_db, region, "Cora Coordinatie", Rol.COORDINATOR, password="lang-genoeg-voor-de-test")
    cora = Collega(app, actor, "cora@loket.example")
    cora.logt_in(verder="/beheer/cijfers")
    assert cora.address == "/beheer/cijfers"


@pytest.mark.parametrize(
    ("address", "status"), [("/werkplek/overdrachten/999", 404), ("/beheer", 403), ("/beheer/logboek", 403)]
)
def test_a_refusal_in_the_werkplek_keeps_its_menu_and_leads_back_to_the_postvak(
    team: Team, app: Flask, address: str, status: int
) -> None:
    aida = Collega(app, team.arnhem).is_binnen()
    page = aida.opent(address, status)
    back = next(a for a in page.all("a") if page.text(a) == "Terug naar het postvak")
    assert back.get("href") == "/werkplek"
    assert "/werkplek/werkgevers" in page.links()
    remi = Collega(app, team.redacteur).is_binnen()
    page = remi.opent("/beheer", 403)
    assert "Terug naar uw eerste pagina" in remi.ziet
    remi.opent("/werkplek")
    assert remi.address == "/werkplek/inhoud"


def test_a_visitor_who_is_refused_sees_the_open_site(app: Flask) -> None:
    visitor = Visitor(app)
    visitor.opent("/werkplek-bestaat-niet", 404)
    assert "Terug naar het postvak" not in visitor.ziet
    assert "Naar de voorpagina" in visitor.ziet
