"""The coördinator's and the beheerder's side: people, departure, rules, merging, figures, log and failed mail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Medewerker
from app.accounts.permissions import Actor
from app.core import clock
from app.core.audit import AuditEntry
from app.core.db import Database
from app.core.outbox import DEAD, OutboxMessage
from tests.support.actors import Collega, Werkgever
from tests.support.factories import mails, owner_of
from tests.support.personas import GARAGE, Team

SignedIn = Callable[[Actor], Collega]


def person(db: Database, number: int) -> Medewerker:
    with db.reading() as session:
        return session.get_one(Medewerker, number)


def test_the_team_page_shows_load_days_and_territory(werkgever: Werkgever, team: Team, collega: SignedIn) -> None:
    werkgever.stelt_een_vraag()
    cleo = collega(team.coordinator)
    cleo.opent("/beheer")
    assert "Aida Arnhem" in cleo.ziet and "1 open verzoek" in cleo.ziet
    assert "Arnhem" in cleo.ziet


def test_a_coordinator_changes_working_days_and_territory(team: Team, collega: SignedIn, loket_db: Database) -> None:
    cleo = collega(team.coordinator)
    address = f"/beheer/mensen/{team.arnhem.id}"
    cleo.opent(address)
    assert "Account en rollen" not in cleo.ziet
    cleo.stuurt(
        f"{address}/werk",
        telefoon="026 000 00 99",
        werkdagen=["ma", "di"],
        uren="18",
        vervanger=str(team.zevenaar.id),
        gemeenten=["arnhem", "duiven"],
        di_van="08:30",
        di_tot="12:30",
    )
    assert "Het is bewaard" in cleo.ziet
    assert cleo.ingevuld("di_van") == "08:30"
    assert person(loket_db, team.arnhem.id).werktijden == {"di": "8.30-12.30"}
    changed = person(loket_db, team.arnhem.id)
    assert (changed.werkdagen, changed.uren, changed.vervanger_id) == (["ma", "di"], 18, team.zevenaar.id)
    cleo.stuurt(f"{address}/werk", 422, werkdagen=[], uren="99", vervanger="")
    assert "Kies ten minste één werkdag." in cleo.ziet
    times = {"werkdagen": ["ma"], "uren": "18", "vervanger": ""}
    cleo.stuurt(f"{address}/werk", 422, **times, ma_van="9", ma_tot="8.30")
    assert "Het einde van de werkdag ligt niet na het begin." in cleo.ziet
    assert cleo.ingevuld("ma_tot") == "8.30"
    cleo.stuurt(f"{address}/werk", 422, **times, ma_van="", ma_tot="17:00")
    assert "Vul een tijd in, bijvoorbeeld 9.00." in cleo.ziet


def test_a_beheerder_changes_roles_and_the_log_tells(team: Team, collega: SignedIn, loket_db: Database) -> None:
    bo = collega(team.beheerder)
    address = f"/beheer/mensen/{team.loket.id}"
    bo.opent(address)
    bo.stuurt(f"{address}/account", naam="Lou Loket", email="lou@loket.example", rollen=["loket", "redacteur"])
    assert person(loket_db, team.loket.id).rollen == ["loket", "redacteur"]
    bo.opent("/beheer/logboek?actie=rollen-gewijzigd")
    assert "van: loket; naar: loket, redacteur" in bo.ziet
    bo.stuurt(f"{address}/account", 422, naam="Lou", email="lou@loket.example", rollen=["gast", "loket"])
    assert "Een gast heeft geen andere rol." in bo.ziet
    own = f"/beheer/mensen/{team.beheerder.id}/account"
    bo.stuurt(own, 422, naam="Bo", email="bo@loket.example", rollen=["loket"])
    assert "eigen rol van beheerder" in bo.ziet


def test_a_new_colleague_can_sign_in_and_a_closed_account_cannot(
    app: Flask, team: Team, collega: SignedIn, loket_db: Database
) -> None:
    bo = collega(team.beheerder)
    bo.opent("/beheer/mensen/nieuw")
    bo.stuurt(
        "/beheer/mensen/nieuw",
        naam="Uma Uwv",
        email="uma@uwv.example",
        rollen=["gast"],
        organisatie="UWV",
    )
    assert "Uma Uwv (UWV)" in bo.ziet
    with loket_db.reading() as session:
        number = session.scalars(select(Medewerker.id).where(Medewerker.email == "uma@uwv.example")).one()
    bo.stuurt(f"/beheer/mensen/{number}/sluiten")
    assert not person(loket_db, number).actief
    bo.stuurt(f"/beheer/mensen/{number}/openen")
    reopened = person(loket_db, number)
    assert reopened.actief and reopened.wachtwoord_hash is None


def test_an_account_with_werkgevers_is_handed_over_before_it_closes(
    werkgever: Werkgever, team: Team, collega: SignedIn, loket_db: Database
) -> None:
    seen = werkgever.stelt_een_vraag()
    bo, cleo = collega(team.beheerder), collega(team.coordinator)
    address = f"/beheer/mensen/{team.arnhem.id}"
    bo.opent(address)
    bo.stuurt(f"{address}/sluiten", 422)
    assert "Dit account kan nog niet dicht." in bo.ziet
    cleo.opent(f"{address}/vertrek")
    assert "het loket" in cleo.ziet
    cleo.stuurt(f"{address}/vertrek/voorstel", naar=str(team.zevenaar.id))
    assert "Zeno Zevenaar: 1" in cleo.ziet
    plan = cleo.ingevuld("voorstel")
    assert owner_of(loket_db, seen.referentie) == team.arnhem.id
    cleo.stuurt(
        f"{address}/vertrek",
        naar=str(team.zevenaar.id),
        voorstel=plan,
        reden="Nieuwe baan",
        samenvatting="Alles staat erin.",
    )
    assert "Alles is overgedragen" in cleo.ziet
    assert owner_of(loket_db, seen.referentie) == team.zevenaar.id
    assert mails(loket_db, "overdracht")[0].to == werkgever.persona.email
    bo.stuurt(f"{address}/sluiten")
    assert "Het account is gesloten" in bo.ziet


def test_a_rule_is_tried_on_an_example_before_it_is_saved(
    app: Flask, team: Team, collega: SignedIn, loket_db: Database
) -> None:
    cleo = collega(team.coordinator)
    cleo.opent("/beheer/verdeling/nieuw")
    rule = {"naam": "Duiven", "volgorde": "10", "gemeenten": ["duiven"], "medewerkers": [str(team.zevenaar.id)]}
    example = {"proef_gemeente": "duiven", "proef_sector": "", "proef_grootte": ""}
    cleo.stuurt("/beheer/verdeling/nieuw/proef", **rule, **example)
    assert "De regel “Duiven” wijst Zeno Zevenaar aan." in cleo.ziet
    cleo.opent("/beheer/verdeling")
    assert "Er zijn geen regels." in cleo.ziet
    cleo.stuurt("/beheer/verdeling/nieuw", **rule, **example)
    assert "De regel is bewaard" in cleo.ziet
    seen = Werkgever(app, GARAGE).stelt_een_vraag(postcode="6921 AB")
    assert owner_of(loket_db, seen.referentie) == team.zevenaar.id
    zeno = collega(team.zevenaar)
    zeno.bekijkt(seen.referentie)
    assert "De regel “Duiven” wijst Zeno Zevenaar aan." in zeno.ziet
    cleo.opent("/beheer/verdeling/1")
    assert cleo.ingevuld("naam") == "Duiven"
    cleo.stuurt("/beheer/verdeling/1/weg")
    assert "De regel is weg" in cleo.ziet


def test_a_team_for_a_subject_is_tried_for_a_new_and_for_a_known_werkgever(
    team: Team, collega: SignedIn, loket_db: Database
) -> None:
    cleo = collega(team.coordinator)
    rule = {
        "naam": "Mensen laten gaan",
        "volgorde": "10",
        "onderwerpen": ["afscheid", "elders"],
        "team": "Van werk naar werk",
        "medewerkers": [str(team.zevenaar.id)],
    }
    example = {"proef_onderwerp": "afscheid", "proef_gemeente": "arnhem", "proef_sector": "", "proef_grootte": ""}
    cleo.opent("/beheer/verdeling/nieuw")
    cleo.stuurt("/beheer/verdeling/nieuw/proef", **rule, **example)
    assert "De regel “Mensen laten gaan” wijst Zeno Zevenaar aan." in cleo.ziet
    assert "Uw vraag gaat naar het team “Van werk naar werk”." in cleo.ziet
    cleo.stuurt("/beheer/verdeling/nieuw/proef", **rule, **example, proef_eigen=str(team.arnhem.id))
    assert "Aida Arnhem is de vaste accountmanager van deze werkgever" in cleo.ziet
    assert "Zeno Zevenaar van het team “Van werk naar werk” denkt mee." in cleo.ziet
    cleo.stuurt("/beheer/verdeling/nieuw/proef", **rule, **{**example, "proef_onderwerp": "personeel"})
    assert "Aida Arnhem werkt voor Arnhem." in cleo.ziet
    cleo.stuurt("/beheer/verdeling/nieuw", 422, **{**rule, "onderwerpen": [], "gemeenten": ["arnhem"]}, **example)
    assert "Kies bij een team ten minste één onderwerp." in cleo.ziet
    cleo.stuurt("/beheer/verdeling/nieuw", **rule, **example)
    assert "Zeno Zevenaar (team Van werk naar werk)" in cleo.ziet
    cleo.opent("/beheer/verdeling/1")
    assert cleo.ingevuld("team") == "Van werk naar werk"


def test_two_entries_are_found_compared_and_merged(
    app: Flask, werkgever: Werkgever, team: Team, collega: SignedIn
) -> None:
    werkgever.stelt_een_vraag()
    werkgever.stelt_een_vraag(kvk_nummer="", email="ander@bakkerij.example")
    cleo = collega(team.coordinator)
    cleo.opent("/beheer/samenvoegen?q=Bakkerij")
    assert cleo.ziet.count("Deze blijft") == 2
    cleo.opent("/beheer/samenvoegen?q=Bakkerij&blijft=1")
    cleo.opent("/beheer/samenvoegen/1/2")
    cleo.stuurt("/beheer/samenvoegen/1/2")
    assert "De werkgevers zijn samengevoegd" in cleo.ziet
    cleo.opent("/beheer/samenvoegen?q=Bakkerij")
    assert cleo.ziet.count("Deze blijft") == 1


def test_figures_hide_small_numbers_and_the_export_is_written_down(
    app: Flask, werkgever: Werkgever, team: Team, collega: SignedIn, loket_db: Database
) -> None:
    for number in range(6):
        werkgever.stelt_een_vraag(f"Vraag {number}")
    Werkgever(app, GARAGE).stelt_een_vraag()
    cleo = collega(team.coordinator)
    cleo.opent("/beheer/cijfers")
    assert "Cijfers van november 2026" in cleo.ziet
    rows = {row.split(";")[1]: row.split(";")[2:] for row in figures_csv(cleo).split("\r\n") if row}
    assert rows["Totaal"][0] == "7"
    assert rows["Zevenaar"][0] == rows["Arnhem"][0] == "x", "7 minus 6 would give the small one away"
    with loket_db.reading() as session:
        (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "cijfers-uitgevoerd"))
    assert (entry.actor, entry.object_id) == (str(team.coordinator.id), "2026-11")
    cleo.opent("/beheer/cijfers?maand=onzin")
    cleo.opent("/beheer/cijfers?maand=2026-10")
    assert "Cijfers van oktober 2026" in cleo.ziet


def figures_csv(cleo: Collega) -> str:
    cleo.app.config["WTF_CSRF_ENABLED"] = False
    response = cleo.client.post("/beheer/cijfers.csv", data={"maand": "2026-11"})
    assert response.mimetype == "text/csv"
    return response.text


def test_failed_mail_is_listed_and_can_be_sent_again(
    werkgever: Werkgever, team: Team, collega: SignedIn, loket_db: Database
) -> None:
    seen = werkgever.stelt_een_vraag()
    with loket_db.transaction() as session:
        dead = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "ontvangst")).one()
        dead.status, dead.last_error = DEAD, "550 unknown user"
    cleo = collega(team.coordinator)
    cleo.opent("/beheer/e-mail")
    assert werkgever.persona.email in cleo.ziet and "550 unknown user" in cleo.ziet and seen.referentie in cleo.ziet
    cleo.stuurt(f"/beheer/e-mail/{dead.id}/opnieuw")
    assert "De e-mail gaat opnieuw op weg" in cleo.ziet
    assert mails(loket_db, "ontvangst")[0].status == "wacht"


@pytest.mark.parametrize("page", ["0", "2", "x", "99999"])
def test_the_log_takes_any_page_number(team: Team, collega: SignedIn, page: str) -> None:
    collega(team.coordinator).opent(f"/beheer/logboek?pagina={page}&actie=bestaat-niet")


def test_an_absence_is_reported_and_ended_on_the_screen(
    werkgever: Werkgever, team: Team, collega: SignedIn, loket_db: Database
) -> None:
    seen = werkgever.stelt_een_vraag()
    today = clock.today()
    cleo = collega(team.coordinator)
    cleo.opent("/werkplek/afwezigheid")
    period = {"medewerker": str(team.arnhem.id), "van": today.isoformat(), "tot": today.isoformat()}
    cleo.stuurt("/werkplek/afwezigheid", 422, **period, vervanger="")
    assert "Kies wie uw verzoeken beantwoordt." in cleo.ziet
    cleo.stuurt("/werkplek/afwezigheid", **period, vervanger=str(team.zevenaar.id))
    assert "De afwezigheid staat erin" in cleo.ziet and "Nu afwezig" in cleo.ziet
    assert owner_of(loket_db, seen.referentie) == team.zevenaar.id
    cleo.stuurt("/werkplek/afwezigheid/1/einde")
    assert owner_of(loket_db, seen.referentie) == team.arnhem.id
    aida = collega(team.arnhem)
    aida.opent("/werkplek/afwezigheid")
    aida.stuurt(
        "/werkplek/afwezigheid",
        medewerker=str(team.zevenaar.id),
        van=(today + timedelta(days=1)).isoformat(),
        tot=(today + timedelta(days=2)).isoformat(),
        vervanger=str(team.zevenaar.id),
    )
    assert "Aida Arnhem" in aida.ziet, "who is no coördinator only reports the own absence"


def test_a_guest_is_asked_into_one_request_and_answers_it(
    app: Flask, werkgever: Werkgever, team: Team, collega: SignedIn, loket_db: Database
) -> None:
    bo = collega(team.beheerder)
    bo.opent("/beheer")
    bo.stuurt(
        "/beheer/mensen/nieuw",
        naam="Uma Uwv",
        email="uma@uwv.example",
        rollen=["gast"],
        organisatie="UWV",
    )
    with loket_db.reading() as session:
        number = session.scalars(select(Medewerker.id).where(Medewerker.email == "uma@uwv.example")).one()
    first, second = (werkgever.stelt_een_vraag(text).referentie for text in ("Een", "Twee"))
    aida = collega(team.arnhem)
    aida.noteert(first, "Geheim van het team.")
    aida.doet(first, "gasten", gast=str(number))
    assert "Uw collega leest nu mee" in aida.ziet and "Uma Uwv (UWV)" in aida.ziet
    uma = collega(Actor(number, "Uma Uwv", frozenset()))
    uma.opent("/werkplek")
    assert first in uma.ziet and second not in uma.ziet
    uma.bekijkt(first)
    assert "Geheim van het team." not in uma.ziet
    uma.antwoordt(first, "Vanuit UWV: dat kan.")
    uma.bekijkt(second, status=403)
    assert owner_of(loket_db, first) == team.arnhem.id
    aida.bekijkt(first)
    aida.doet(first, f"gasten/{number}/weg")
    uma.bekijkt(first, status=403)


def test_the_werkgever_objects_with_one_button_and_opening_the_page_changes_nothing(
    app: Flask, werkgever: Werkgever, team: Team, collega: SignedIn, loket_db: Database
) -> None:
    werkgever.stelt_een_vraag()
    aida, zeno, cleo = (collega(who) for who in (team.arnhem, team.zevenaar, team.coordinator))
    aida.opent("/werkplek/overdrachten/nieuw/1")
    aida.stuurt("/werkplek/overdrachten/nieuw/1", 422, collega="", reden="", samenvatting="")
    aida.stuurt(
        "/werkplek/overdrachten/nieuw/1",
        collega=str(team.zevenaar.id),
        reden="Zeno kent de branche",
        samenvatting="Bel na 14 uur.",
    )
    assert "Uw collega krijgt bericht" in aida.ziet
    zeno.opent("/werkplek/overdrachten")
    assert "Wacht op u" in zeno.ziet
    zeno.stuurt("/werkplek/overdrachten/1/bevestigen")
    assert "De werkgever is nu van u" in zeno.ziet
    link = next(w for w in mails(loket_db, "overdracht")[0].text.split() if "/contact/overdracht/" in w)
    for _scanner in range(2):
        werkgever.opent(link)
    assert "Aida Arnhem heeft uw bedrijf overgedragen aan Zeno Zevenaar." in werkgever.ziet
    assert mails(loket_db, "overdracht-bezwaar") == []
    werkgever.stuurt(link)
    assert "De coördinator belt u hierover." in werkgever.ziet
    assert [m.to for m in mails(loket_db, "overdracht-bezwaar")] == ["cleo@loket.example"]
    cleo.opent("/werkplek/overdrachten/1")
    cleo.stuurt("/werkplek/overdrachten/1/terug")
    assert "Het bezwaar is afgehandeld" in cleo.ziet
    werkgever.opent(link[:-2] + "xx", status=400)
