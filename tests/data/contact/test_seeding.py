"""The first start of a real installation: staff, territory and rules, once, and never over what people changed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from pydantic import ValidationError
from sqlalchemy import select

from app.accounts.models import Medewerker
from app.accounts.permissions import Rol
from app.cli.db import db as db_group
from app.contact.models import Territorium
from app.contact.rules import delete_rule, load_rules
from app.contact.seeding import check_start, is_first_start, seed, seed_installation
from app.core import clock
from app.core.audit import AuditEntry
from app.core.db import Database
from app.core.errors import DomainError
from app.kennisbank.region import Regio
from app.kennisbank.store import ContentStore
from app.settings import ROOT, Settings
from tests.support.factories import REGION, medewerker

PEOPLE: list[dict[str, Any]] = [
    {"naam": "Carla", "email": "Carla@loket.example", "rollen": ["coordinator"]},
    {
        "naam": "Aisha",
        "email": "aisha@loket.example",
        "rollen": ["accountmanager"],
        "gemeenten": ["aastad", "beedorp"],
        "werkdagen": ["ma", "di"],
        "werktijden": {"di": "8.30-12.30"},
        "vervanger": "carla@loket.example",
    },
    {"naam": "Dewi", "email": "dewi@loket.example", "rollen": ["accountmanager"]},
]
RULE: dict[str, Any] = {
    "naam": "Mensen laten gaan",
    "onderwerpen": ["afscheid"],
    "team": "Van werk naar werk",
    "medewerkers": ["dewi@loket.example"],
}


def region(people: list[dict[str, Any]] = PEOPLE, rules: tuple[dict[str, Any], ...] = (RULE,)) -> Regio:
    return Regio.model_validate({**REGION.model_dump(), "start": {"medewerkers": people, "regels": rules}})


def furnish(db: Database, of: Regio | None = None) -> tuple[str, ...]:
    with db.transaction() as session:
        return seed(session, region=of or region(), sectors=("bouw",), now=clock.now())


def staff(db: Database) -> dict[str, Medewerker]:
    with db.reading() as session:
        return {person.email: person for person in session.scalars(select(Medewerker))}


def test_an_empty_installation_gets_people_territory_and_rules(db: Database) -> None:
    said = furnish(db)
    assert said[0] == "Ingericht uit content/regio: 3 medewerkers en 1 regels."
    assert any("aisha@loket.example (accountmanager, gemeenten: aastad, beedorp)" in line for line in said)
    people = staff(db)
    aisha = people["aisha@loket.example"]
    assert (aisha.werkdagen, aisha.werktijden) == (["ma", "di"], {"di": "8.30-12.30"})
    assert aisha.vervanger_id == people["carla@loket.example"].id
    assert {person.wachtwoord_hash for person in people.values()} == {None}
    with db.reading() as session:
        assert sorted(session.scalars(select(Territorium.gemeente))) == ["aastad", "beedorp"]
        (rule,) = load_rules(session)
    assert (rule.team, rule.onderwerpen, rule.mensen) == (
        "Van werk naar werk",
        {"afscheid"},
        {people["dewi@loket.example"].id},
    )


def test_the_second_start_changes_nothing_whatever_people_did_meanwhile(db: Database) -> None:
    furnish(db)
    carla = medewerker(db, Rol.COORDINATOR)
    with db.transaction() as session:
        (rule,) = load_rules(session)
        delete_rule(session, actor=carla, rule_id=rule.id, now=clock.now())
        for person in session.scalars(select(Medewerker)):
            person.naam, person.rollen = "Veranderd", [Rol.REDACTEUR.value]
    assert furnish(db) == ()
    with db.reading() as session:
        assert load_rules(session) == ()
        assert session.query(AuditEntry).filter_by(action="eerste-inrichting").count() == 1
    assert {person.naam for person in staff(db).values()} == {"Veranderd"}


def test_a_place_where_people_work_already_is_left_alone(sqlite_db: Database) -> None:
    medewerker(sqlite_db, Rol.LOKET)
    assert furnish(sqlite_db) == ()
    assert len(staff(sqlite_db)) == 1


def test_a_beheerder_who_was_made_first_is_kept_as_it_is(sqlite_db: Database) -> None:
    medewerker(sqlite_db, Rol.BEHEERDER, naam="Bo", email="dewi@loket.example")
    with pytest.raises(DomainError, match="Kies ten minste een accountmanager"):
        furnish(sqlite_db)
    assert len(staff(sqlite_db)) == 1, "nothing is half done"
    said = furnish(sqlite_db, region(rules=()))
    assert "  1 medewerkers stonden er al en zijn niet veranderd." in said
    assert staff(sqlite_db)["dewi@loket.example"].rollen == ["beheerder"]


def test_a_region_without_start_furnishes_nothing_and_may_do_it_later(sqlite_db: Database) -> None:
    assert furnish(sqlite_db, REGION) == ()
    with sqlite_db.reading() as session:
        assert is_first_start(session)


@pytest.mark.parametrize(
    ("people", "rules", "why"),
    [
        ([*PEOPLE, PEOPLE[0]], (), "twee keer"),
        (PEOPLE, ({**RULE, "medewerkers": ["weg@loket.example"]},), "weg@loket.example"),
        ([{**PEOPLE[1], "vervanger": None, "gemeenten": ["verweg"]}], (), "verweg"),
    ],
)
def test_what_cannot_be_is_refused_when_the_content_is_read(
    people: list[dict[str, Any]], rules: tuple[dict[str, Any], ...], why: str
) -> None:
    with pytest.raises(ValidationError, match=why):
        region(people, rules)


def test_a_real_desk_cannot_begin_with_example_people() -> None:
    real = {**REGION.model_dump()["loket"], "voorbeeld": False}
    example = region([{**PEOPLE[0], "email": "carla@voorbeeld.nl"}], rules=())
    with pytest.raises(ValidationError, match="voorbeeldmensen"):
        Regio.model_validate({**example.model_dump(), "loket": real})
    assert Regio.model_validate({**region().model_dump(), "loket": real}).start.medewerkers


def test_the_check_names_what_the_program_does_not_know(content: ContentStore) -> None:
    wrong = region(
        [
            {**PEOPLE[0], "rollen": ["baas"], "gemeenten": ["aastad"]},
            {**PEOPLE[2], "rollen": ["loket"]},
        ],
        (
            {**RULE, "onderwerpen": ["onzin"], "sectoren": ["ruimtevaart"], "groottes": ["reus"]},
            {"naam": "Iedereen", "medewerkers": ["dewi@loket.example"], "team": "Team"},
        ),
    )
    found = "\n".join(problem.wat for problem in check_start(replace(content.catalogue, region=wrong)))
    for why in (
        "'baas'",
        "geen gemeenten hebben",
        "'onzin'",
        "'ruimtevaart'",
        "'reus'",
        "voor iedereen",
        "onderwerp en",
    ):
        assert why in found
    assert found.count("geen accountmanager is") == 2


def test_the_content_of_this_project_has_no_mistake_in_it(content: ContentStore) -> None:
    assert list(check_start(content.catalogue)) == []
    team = [rule for rule in content.catalogue.region.start.regels if rule.team]
    assert [set(rule.onderwerpen) for rule in team] == [{"afscheid", "elders"}]
    taken = [slug for person in content.catalogue.region.start.medewerkers for slug in person.gemeenten]
    assert sorted(taken) == sorted(g.slug for g in content.catalogue.region.gemeenten)


def test_wrong_content_leaves_the_installation_as_it_is(
    sqlite_db: Database, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "leeg").mkdir()
    said: list[str] = []
    wrong = replace(settings, content_dir=tmp_path / "leeg")
    assert not seed_installation(sqlite_db, wrong, now=clock.now(), report=said.append)
    assert "Draai: flask content check" in said[0]
    assert staff(sqlite_db) == {}


@pytest.fixture
def migrate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Result]:
    """Runs ``flask db migreer`` of an installation with its own folder, in the named environment."""
    content = shutil.copytree(ROOT / "content", tmp_path / "content")
    for name in [name for name in os.environ if name.startswith(("LOKET_", "MAIL_", "DATABASE_"))]:
        monkeypatch.delenv(name)
    for name, value in {
        "DATA_DIR": str(tmp_path),
        "CONTENT_DIR": str(content),
        "SECRET_KEY": "geheim-voor-de-test-en-lang-genoeg",
        "BASE_URL": "https://loket.example",
        "MAIL_URL": "smtp://127.0.0.1:25",
        "MAIL_FROM": "loket@loket.example",
    }.items():
        monkeypatch.setenv(name, value)

    def run(environment: str) -> Result:
        monkeypatch.setenv("LOKET_OMGEVING", environment)
        return CliRunner().invoke(db_group, ["migreer"])

    return run


def test_the_first_migration_in_production_furnishes_and_says_so(
    migrate: Callable[[str], Result], tmp_path: Path
) -> None:
    example = migrate("productie")
    assert example.exit_code == 0, example.output
    assert "het loket in content/regio is nog een voorbeeld" in example.output
    file = tmp_path / "content/regio/midden-gelderland.yaml"
    real = file.read_text().replace("voorbeeld: true", "voorbeeld: false").replace("@voorbeeld.nl", "@loket-regio.nl")
    file.write_text(real)
    first = migrate("productie")
    assert "Ingericht uit content/regio: 7 medewerkers en 1 regels." in first.output
    assert "flask medewerker wachtwoord" in first.output
    second = migrate("productie")
    assert second.output == "De database was al bij.\n"


def test_elsewhere_the_demo_keeps_its_empty_database(migrate: Callable[[str], Result]) -> None:
    assert "Ingericht" not in migrate("ontwikkel").output
