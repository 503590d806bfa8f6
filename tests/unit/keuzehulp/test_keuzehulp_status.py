"""What a regeling is on a day."""

from __future__ import annotations

from datetime import date

import pytest

from app.kennisbank.status import status_on
from tests.unit.keuzehulp.small import regeling

SUMMER = {"status": "tijdvak", "tijdvakken": [{"van": date(2026, 6, 2), "tot": date(2026, 9, 17)}]}
NEXT = {**SUMMER, "tijdvakken": [*SUMMER["tijdvakken"], {"van": date(2027, 6, 1), "tot": date(2027, 9, 16)}]}


@pytest.mark.parametrize(
    ("fields", "day", "kind", "label"),
    [
        ({}, "2026-11-24", "open", "Doorlopend open"),
        ({"einddatum": date(2026, 12, 31)}, "2026-12-31", "open", "Open tot en met 31 december 2026"),
        ({"einddatum": date(2026, 12, 31)}, "2027-01-01", "vervallen", "Vervallen sinds 1 januari 2027"),
        ({"status": "loopt-af", "einddatum": date(2027, 1, 1)}, "2027-01-01", "loopt-af", "Loopt af op 1 januari 2027"),
        (
            {"status": "loopt-af", "einddatum": date(2027, 1, 1)},
            "2027-01-02",
            "vervallen",
            "Vervallen sinds 2 januari 2027",
        ),
        ({"status": "loopt-af"}, "2026-11-24", "loopt-af", "Loopt af"),
        ({"status": "vervallen"}, "2026-11-24", "vervallen", "Vervallen"),
        (SUMMER, "2026-06-01", "opent", "Gesloten, opent op 2 juni 2026"),
        (SUMMER, "2026-06-02", "open", "Open tot en met 17 september 2026"),
        (SUMMER, "2026-09-17", "open", "Open tot en met 17 september 2026"),
        (SUMMER, "2026-09-18", "gesloten", "Gesloten, volgende ronde nog niet bekend"),
        (
            {**SUMMER, "volgende_ronde": "juni 2027"},
            "2026-09-18",
            "gesloten",
            "Gesloten, volgende ronde verwacht juni 2027",
        ),
        (NEXT, "2026-09-18", "opent", "Gesloten, opent op 1 juni 2027"),
    ],
)
def test_the_status_says_what_it_is_on_that_day(fields: dict[str, object], day: str, kind: str, label: str) -> None:
    status = status_on(regeling("proef", **fields).regeling, date.fromisoformat(day))
    assert (status.kind, status.label) == (kind, label)


def test_only_what_is_open_or_running_out_can_be_used() -> None:
    assert status_on(regeling("proef").regeling, date(2026, 11, 24)).usable
    assert not status_on(regeling("proef", **SUMMER).regeling, date(2026, 11, 24)).usable
