"""What goes along with a request: worked out from the address of a tool, in words and by id, and never too big."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.behoud.content import definition
from app.behoud.schema import Intake, Zelfscan
from app.contact.attachments import (
    LONGEST_ADDRESS,
    LONGEST_JSON,
    READERS,
    Attachment,
    Part,
    check_size,
    from_address,
    from_json,
)
from app.core.errors import DomainError
from app.kennisbank.catalogue import Catalogue
from app.kennisbank.store import ContentStore

DAY = date(2026, 11, 24)
INTAKE = "/vacature-intake?begin=taken&taken=dozen+vouwen&flexibel=uren&flexibel=tijden&kandidaten=een"
SCAN = "/zelfscan/uitkomst?v=1&l=abc&j=d&wil=deels&kan=nee"
WEB = "/spinnenweb/uitkomst?web=duurzame-plaatsingen.1.3x51425.20261124"


@pytest.fixture(scope="module")
def catalogue(content: ContentStore) -> Iterator[Catalogue]:
    yield content.catalogue


def read(catalogue: Catalogue, address: str) -> Attachment:
    found = from_address(catalogue, address, DAY)
    assert found is not None, address
    return found


def test_the_intake_goes_along_in_words_and_by_id(catalogue: Catalogue) -> None:
    found = read(catalogue, INTAKE)
    assert found.soort == "vacature-intake"
    assert found.delen == (
        Part(
            "",
            (
                ("Start", "Ik heb taken die iemand kan overnemen"),
                ("Taken", "dozen vouwen"),
                ("Kan anders", "Het aantal uren, De werktijden"),
                ("Kandidaten", "Eén die goed past"),
            ),
        ),
    )
    assert found.antwoorden == {
        "begin": ["taken"],
        "taken": ["dozen vouwen"],
        "flexibel": ["uren", "tijden"],
        "kandidaten": ["een"],
    }
    assert found.inhoud == catalogue.version


def test_the_scan_goes_along_with_every_task_and_the_first_steps(catalogue: Catalogue) -> None:
    found = read(catalogue, SCAN)
    tasks = list(definition(catalogue, Zelfscan).taken)
    assert found.delen[0].rijen[0] == ("Taken die nu niemand doet", f"{len(tasks) - 4} van de {len(tasks)}")
    assert dict(found.delen[0].rijen)["Wil het bedrijf dit?"] == "Voor een deel"
    told = [row for part in found.delen[2:] for row in part.rijen]
    assert [name for name, _who in told] == [task.tekst for task in tasks]
    assert dict(told)[next(t.tekst for t in tasks if t.code == "d")] == "Jobcoach"
    assert found.antwoorden["rollen"]["a"] == ["leidinggevende"]


def test_a_web_goes_along_with_its_scores_and_without_notes(catalogue: Catalogue) -> None:
    found = read(catalogue, WEB)
    values = [value for _name, value in found.delen[0].rijen]
    assert values[0].startswith("3: ")
    assert values[1] == "Geen mening"
    assert list(found.antwoorden["scores"].values()) == [3, None, 5, 1, 4, 2, 5]


@pytest.mark.parametrize("address", [INTAKE, SCAN, WEB])
def test_what_is_stored_reads_the_same_and_the_address_opens_it_again(catalogue: Catalogue, address: str) -> None:
    found = read(catalogue, address)
    stored = json.loads(json.dumps(found.to_json()))
    assert stored["versie"] == 1
    assert from_json(stored) == found
    assert read(catalogue, found.adres) == found


@pytest.mark.parametrize(
    "address",
    [
        "",
        "/",
        "/vacature-intake",
        "/vacature-intake?onzin=1",
        "/zelfscan?v=1&l=a",
        "/zelfscan/uitkomst",
        "/spinnenweb/uitkomst?web=onzin",
        "/spinnenweb/uitkomst",
        "https://elders.example/vacature-intake?begin=taken",
        "//elders.example/vacature-intake?begin=taken",
        "//[/vacature-intake",
        f"/vacature-intake?begin=taken&taken={'x' * 500}",
        "/vacature-intake?begin=taken&taken=BSN+111222333",
        INTAKE + "&x=" + "y" * LONGEST_ADDRESS,
    ],
)
def test_what_is_not_ours_or_not_right_does_not_go_along(catalogue: Catalogue, address: str) -> None:
    assert from_address(catalogue, address, DAY) is None


@given(path=st.sampled_from([*READERS, "/anders"]), query=st.text(max_size=80))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_no_address_gives_an_error(catalogue: Catalogue, path: str, query: str) -> None:
    found = from_address(catalogue, f"{path}?{query}", DAY)
    assert found is None or from_json(found.to_json()) == found


def test_the_biggest_that_the_tools_make_fits(catalogue: Catalogue) -> None:
    intake, scan = definition(catalogue, Intake), definition(catalogue, Zelfscan)
    pairs = []
    for question in intake.vragen:
        pairs += (
            [f"{question.id}={'%C3%A9' * question.hoogstens}"]
            if question.soort == "tekst"
            else [f"{question.id}={choice.id}" for choice in question.keuzes]
        )
    codes = "".join(task.code for task in scan.taken)
    roles = "&".join(f"{rol.sleutel}={codes}" for rol in scan.rollen)
    for address in (f"/vacature-intake?{'&'.join(pairs)}", f"/zelfscan/uitkomst?v=1&{roles}&wil=nee&kan=nee"):
        assert len(address) < LONGEST_ADDRESS
        assert len(json.dumps(read(catalogue, address).to_json())) < LONGEST_JSON / 2


def test_something_bigger_than_any_tool_makes_is_refused() -> None:
    check_size(None)
    with pytest.raises(DomainError, match="te groot"):
        check_size({"x": "y" * LONGEST_JSON})


def test_a_version_of_a_later_program_is_not_shown() -> None:
    assert from_json({"versie": 99}) is None
    assert from_json(None) is None
