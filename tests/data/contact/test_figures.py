"""Figures of a month: what is counted where, what is hidden, and a file that no spreadsheet runs."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from app.accounts.permissions import Actor, Rol
from app.contact import services
from app.contact.dossier_models import Beoordeling, Plaatsing
from app.contact.figures import KINDS, SHOWN, Figures, Names, as_csv, month_figures
from app.core import clock
from app.core.clock import AMSTERDAM
from app.core.db import Database
from app.core.errors import NotAllowed
from tests.support.factories import DESK, REGION, medewerker, request_of, submit, version_of

NAMES = Names(
    gemeenten={g.slug: g.naam for g in REGION.gemeenten},
    sectoren={"bouw": "Bouw"},
    regelingen={"no-riskpolis": "No-riskpolis"},
)
TITLES = dict.fromkeys(("soort", "naam", *SHOWN, "totaal", *KINDS), "=kop")


def figures(db: Database, actor: Actor, *, month: date = date(2026, 11, 1), today: date | None = None) -> Figures:
    with db.reading() as session:
        return month_figures(session, actor, region=REGION, names=NAMES, month=month, today=today or clock.today())


def ask(db: Database, count: int, **values: object) -> list[str]:
    return [
        submit(db, kvk_nummer=None, email=f"w{n}-{values.get('gemeente')}@bedrijf.example", **values).referentie
        for n in range(count)
    ]


def answer(db: Database, actor: Actor, ref: str, *, text: str = "Dat kan.", at: datetime | None = None) -> None:
    with db.transaction() as session:
        services.answer_as_medewerker(
            session,
            desk=DESK,
            actor=actor,
            referentie=ref,
            text=text,
            version=version_of(db, ref),
            key=f"antwoord-{ref}",
            now=at or clock.now(),
        )


def test_every_request_is_counted_once_in_its_month(db: Database) -> None:
    carla = medewerker(db, Rol.COORDINATOR)
    refs = ask(db, 15, gemeente="aastad", sector="bouw")
    for ref in refs[:5]:
        answer(db, carla, ref, text="Lees https://loket.example/regelingen/no-riskpolis eens.")
    for ref in refs[5:10]:
        answer(db, carla, ref, at=clock.now() + timedelta(days=6))
    seen = figures(db, carla).totaal
    assert (seen.aantal, seen.op_tijd, seen.te_laat, seen.wacht, seen.zonder, seen.open) == (15, 5, 5, 5, 0, 15)
    later = figures(db, carla, today=date(2026, 12, 10)).totaal
    assert (later.te_laat, later.wacht) == (10, 0)
    assert figures(db, carla, month=date(2026, 12, 1)).totaal.aantal == 0
    groups = {group.soort: group.rows for group in figures(db, carla).groups}
    assert [(row.naam, row.aantal) for row in groups["gemeente"]] == [("Aastad", 15)]
    assert [(row.naam, row.aantal) for row in groups["sector"]] == [("Bouw", 15)]
    assert [(row.naam, row.aantal) for row in groups["regeling"]] == [("No-riskpolis", 5)]


def test_a_month_ends_at_midnight_in_amsterdam(sqlite_db: Database) -> None:
    carla = medewerker(sqlite_db, Rol.COORDINATOR)
    for number, hour in enumerate((23, 23, 23, 23, 23)):
        submit(sqlite_db, kvk_nummer=f"0000001{number}", now=datetime(2026, 11, 30, hour, 59, tzinfo=AMSTERDAM))
    assert figures(sqlite_db, carla, today=date(2026, 11, 30)).totaal.aantal == 5
    assert figures(sqlite_db, carla, month=date(2026, 12, 31)).totaal.aantal == 0


def test_a_small_gemeente_is_hidden_together_with_one_that_would_give_it_away(sqlite_db: Database) -> None:
    carla = medewerker(sqlite_db, Rol.COORDINATOR)
    ask(sqlite_db, 3, gemeente="aastad")
    ask(sqlite_db, 6, gemeente="beedorp")
    ask(sqlite_db, 9, gemeente="ceehuizen")
    seen = figures(sqlite_db, carla)
    rows = {row.naam: row.aantal for row in next(g for g in seen.groups if g.soort == "gemeente").rows}
    assert seen.totaal.aantal == 18
    assert rows == {"Aastad": None, "Beedorp": None, "Ceehuizen": 9}


def test_a_mean_grade_needs_five_grades(sqlite_db: Database) -> None:
    carla = medewerker(sqlite_db, Rol.COORDINATOR)
    refs = ask(sqlite_db, 5, gemeente="aastad")
    for number, ref in enumerate(refs):
        assert figures(sqlite_db, carla).totaal.tevreden is None
        with sqlite_db.transaction() as session:
            request = request_of(session, ref)
            session.add(
                Beoordeling(verzoek_id=request.id, geholpen="ja", tevreden=3 + number % 3, gegeven_op=clock.now())
            )
    assert figures(sqlite_db, carla).totaal.tevreden == 3.8


@pytest.mark.parametrize("subject", ["=1+1", "+49", "-1", "@SUM(A1)", "\t=1"])
def test_no_cell_of_the_file_begins_like_a_formula(sqlite_db: Database, subject: str) -> None:
    carla = medewerker(sqlite_db, Rol.COORDINATOR)
    seen = figures(sqlite_db, carla)
    row = type(seen.totaal)(subject, 5, 5, 0, 0, 0, 5, 0, 0, 0, None, 0)
    text = as_csv(type(seen)(seen.maand, row, ()), TITLES)
    for line in text.split("\r\n"):
        assert not any(cell.strip('"').startswith(("=", "+", "-", "@", "\t")) for cell in line.split(";"))
    assert subject in text


@pytest.mark.parametrize("rol", [rol for rol in Rol if rol is not Rol.COORDINATOR])
def test_only_a_coordinator_sees_the_figures(sqlite_db: Database, rol: Rol) -> None:
    with pytest.raises(NotAllowed):
        figures(sqlite_db, medewerker(sqlite_db, rol))


def test_the_answer_to_geholpen_and_placements_are_counted(sqlite_db: Database) -> None:
    carla = medewerker(sqlite_db, Rol.COORDINATOR)
    refs = ask(sqlite_db, 16, gemeente="aastad", sector="bouw")
    with sqlite_db.transaction() as session:
        for number, ref in enumerate(refs[:10]):
            request, helped = request_of(session, ref), "ja" if number < 5 else "nee"
            session.add(Beoordeling(verzoek_id=request.id, geholpen=helped, tevreden=4, gegeven_op=clock.now()))
            for month in (date(2026, 11, 1), date(2026, 12, 1)):
                session.add(
                    Plaatsing(
                        werkgever_id=request.werkgever_id,
                        functie="Bakker",
                        startmaand=month,
                        regelingen=[{"slug": "no-riskpolis", "tot": None}] if number % 2 else [],
                        aangemaakt_op=clock.now(),
                    )
                )
    seen = figures(sqlite_db, carla)
    assert (seen.totaal.ja, seen.totaal.deels, seen.totaal.nee, seen.totaal.tevreden) == (5, 0, 5, 4.0)
    assert seen.totaal.plaatsingen == 10
    found = {group.soort: [(row.naam, row.aantal, row.plaatsingen) for row in group.rows] for group in seen.groups}
    assert found["gemeente"] == [("Aastad", 16, 10)]
    assert found["regeling"] == [("No-riskpolis", 0, 5)]
    assert [row[2] for row in found["onderwerp"]] == [None]
    later = figures(sqlite_db, carla, month=date(2026, 12, 1))
    assert (later.totaal.aantal, later.totaal.plaatsingen) == (0, 10)
    text = as_csv(seen, TITLES)
    assert "'=kop;Totaal;16;" in text and ";5;0;5;4,0;10" in text
    assert next(line for line in text.splitlines() if "Nieuwe bakker" in line).endswith(";5;0;5;4,0;"), (
        "a subject has no placements"
    )
