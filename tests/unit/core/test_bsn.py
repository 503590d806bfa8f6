"""A burgerservicenummer is taken out of what people type; numbers that only look like it stay."""

from __future__ import annotations

import pytest

from app.core.text import mask_bsn


@pytest.mark.parametrize("number", ["123456782", "1234.56.782", "1234 56 782", "123 456 782", "123.456.782"])
def test_a_burgerservicenummer_is_taken_out_however_it_is_written(number: str) -> None:
    text, count = mask_bsn(f"Mijn medewerker ({number}) is ziek.")
    assert (text, count) == ("Mijn medewerker ([burgerservicenummer weggehaald]) is ziek.", 1)


@pytest.mark.parametrize(
    "text",
    [
        "Ons loonheffingennummer is 123456782L01.",
        "Loonheffingennummer 123456782 L01",
        "Btw: NL123456782B01",
        "KvK-nummer 12345678",
        "Nummer 123456789 is geen bsn",
        "Vestiging 000012345678",
        "IBAN NL91 ABNA 0417 1643 00",
        "Bel 06 12 34 56 78 of 026-1234567",
    ],
)
def test_numbers_of_a_company_stay(text: str) -> None:
    assert mask_bsn(text) == (text, 0)


def test_every_number_is_counted() -> None:
    assert mask_bsn("123456782 en 111222333")[1] == 2
