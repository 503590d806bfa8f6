"""The werkgevers that a servicepunt already knows: a report per line, and running it again is safe."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.accounts.permissions import Rol
from app.cli.werkgever import werkgever as command
from app.contact.importing import Uitkomst, Verslag, import_werkgevers, read_lines
from app.core import clock
from app.core.db import Database
from app.core.errors import DomainError
from tests.support.factories import REGION, medewerker, owner_of, submit, werkgevers

HEAD = "KvK;naam;gemeente;sector;e-mail;accountmanager\n"
GOOD = HEAD + (
    "00000001;Bakkerij Voorbeeld;Aastad;Horeca;robin@bakkerij.example;Aida@loket.example\n"
    ";Garage Proef;beedorp;;kim@garage.example;\n"
)
SECTORS = {"horeca": "Horeca"}


def load(db: Database, text: str) -> list[Verslag]:
    with db.transaction() as session:
        return import_werkgevers(session, read_lines(text), region=REGION, sectors=SECTORS, now=clock.now())


def outcomes(report: list[Verslag]) -> list[Uitkomst]:
    return [row.uitkomst for row in report]


def test_werkgevers_come_in_with_their_accountmanager_and_again_changes_nothing(db: Database) -> None:
    aida = medewerker(db, email="aida@loket.example")
    assert outcomes(load(db, GOOD)) == [Uitkomst.NIEUW, Uitkomst.NIEUW]
    assert outcomes(load(db, GOOD)) == [Uitkomst.BEKEND, Uitkomst.BEKEND]
    found = [(w.naam, w.kvk_nummer, w.gemeente, w.sector, w.accountmanager_id) for w in werkgevers(db)]
    assert found == [
        ("Bakkerij Voorbeeld", "00000001", "aastad", "horeca", aida.id),
        ("Garage Proef", None, "beedorp", None, None),
    ]
    other = medewerker(db, gemeenten=("aastad",))
    assert owner_of(db, submit(db, kvk_nummer="00000001", email="sam@anders.example").referentie) == aida.id
    assert owner_of(db, submit(db, kvk_nummer=None, email="robin@bakkerij.example").referentie) == aida.id
    assert other.id != aida.id


def test_what_is_unknown_is_filled_in_and_what_is_known_stays(sqlite_db: Database) -> None:
    aida = medewerker(sqlite_db, email="aida@loket.example", gemeenten=("aastad",))
    medewerker(sqlite_db, email="bram@loket.example")
    submit(sqlite_db)
    report = load(sqlite_db, HEAD + "00000001;Andere Naam;Beedorp;Horeca;nieuw@bakkerij.example;bram@loket.example\n")
    assert report == [
        Verslag(
            2,
            "Andere Naam",
            Uitkomst.AANGEVULD,
            "Aangevuld: sector, e-mail. Heeft al een andere accountmanager; die blijft.",
        )
    ]
    only = werkgevers(sqlite_db)[0]
    assert (only.naam, only.gemeente, only.accountmanager_id) == ("Bakkerij Voorbeeld", "aastad", aida.id)


def test_a_werkgever_known_by_address_gets_its_number(sqlite_db: Database) -> None:
    load(sqlite_db, HEAD + ";Garage Proef;;;kim@garage.example;\n")
    assert outcomes(load(sqlite_db, HEAD + "00000002;Garage Proef;;;kim@garage.example;\n")) == [Uitkomst.AANGEVULD]
    assert [w.kvk_nummer for w in werkgevers(sqlite_db)] == ["00000002"]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("00000001;;;;;", "Vul een naam in"),
        ("123;Bakkerij;;;;", "8 cijfers"),
        (";Bakkerij;;;;", "KvK-nummer of een e-mailadres"),
        ("00000001;Bakkerij;;;geen-adres;", "geen e-mailadres"),
        ("00000001;Bakkerij;Utrecht;;;", "'Utrecht' is geen gemeente van deze regio"),
        ("00000001;Bakkerij;;Ruimtevaart;;", "'Ruimtevaart' is geen bekende sector"),
        ("00000001;Bakkerij;;;;weg@loket.example", "geen accountmanager met het e-mailadres"),
        ("00000001;Bakkerij;;;;lou@loket.example", "geen accountmanager met het e-mailadres"),
    ],
)
def test_a_line_with_a_fault_is_left_out_with_the_reason(sqlite_db: Database, line: str, why: str) -> None:
    medewerker(sqlite_db, Rol.LOKET, email="lou@loket.example")
    report = load(sqlite_db, HEAD + line + "\n00000009;Goede Regel;;;;\n")
    assert outcomes(report) == [Uitkomst.FOUT, Uitkomst.NIEUW]
    assert why in report[0].waarom
    assert [w.naam for w in werkgevers(sqlite_db)] == ["Goede Regel"]


def test_the_same_werkgever_twice_in_a_file_is_told(sqlite_db: Database) -> None:
    report = load(sqlite_db, HEAD + "00000001;Een;;;;\n\n00000001;Twee;;;;\n")
    assert (report[1].uitkomst, report[1].waarom) == (Uitkomst.FOUT, "Deze werkgever staat ook op regel 2.")


def test_commas_a_byte_order_mark_and_another_order_are_fine() -> None:
    text = '\ufeffnaam,KvK,e-mail,gemeente,accountmanager,sector\n"Bakkerij, en meer",00000001,,,,\n'
    assert [(line.naam, line.kvk) for line in read_lines(text)] == [("Bakkerij, en meer", "00000001")]


@pytest.mark.parametrize("text", ["", "naam;kvk\n", "<html>"])
def test_a_file_without_the_columns_is_refused(text: str) -> None:
    with pytest.raises(DomainError, match="In de eerste regel ontbreekt"):
        read_lines(text)


@pytest.fixture
def run(sqlite_db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Run the command on a file with this text."""
    monkeypatch.setenv("DATABASE_URL", str(sqlite_db.engine.url))
    monkeypatch.setenv("DATA_DIR", str(tmp_path))

    def start(data: bytes, *options: str) -> Result:
        path = tmp_path / "werkgevers.csv"
        path.write_bytes(data)
        return CliRunner().invoke(command, ["importeer", str(path), *options])

    return start


def test_a_dry_run_stores_nothing(run, sqlite_db: Database) -> None:  # type: ignore[no-untyped-def]
    text = "kvk;naam;gemeente;sector;e-mail;accountmanager\n00000001;Bakkerij;Arnhem;Winkels;;\n1;Fout;;;;\n"
    dry = run(text.encode(), "--droog")
    assert dry.exit_code == 0
    assert "Proef: er is niets veranderd." in dry.output
    assert "regel     2  nieuw       Bakkerij" in dry.output
    assert "1 nieuw, 0 aangevuld, 0 al bekend, 1 fout." in dry.output
    assert werkgevers(sqlite_db) == []
    assert "1 nieuw" in run(text.encode()).output
    assert [(w.naam, w.sector) for w in werkgevers(sqlite_db)] == [("Bakkerij", "detailhandel")]
    assert "1 al bekend" in run(text.encode()).output


def test_a_file_in_another_encoding_gives_one_clear_line(run) -> None:  # type: ignore[no-untyped-def]
    result = run("naam\nCafé\n".encode("latin-1"))
    assert result.exit_code == 1
    assert "Het bestand is geen UTF-8." in result.output
