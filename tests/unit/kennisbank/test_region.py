"""Postcodes of a region: certain, shared or elsewhere."""

from __future__ import annotations

import pytest

from app.kennisbank.region import locate, parse_postcode
from app.kennisbank.store import ContentStore


@pytest.mark.parametrize(("typed", "four"), [
    ("6811 AB", "6811"), ("6811ab", "6811"), (" 6811 ", "6811"), ("6811  AB", "6811"), ("1000 AA", "1000"),
    ("0811 AB", None), ("681 AB", None), ("68111", None), ("6811 A", None), ("6811 ABC", None), ("6811 SS", None),
    ("6811 sd", None), ("", None), ("Arnhem", None), ("6811-AB", None), ("²811 AB", None),
])  # fmt: skip
def test_a_postcode_is_read_as_people_type_it(typed: str, four: str | None) -> None:
    assert parse_postcode(typed) == four


def test_a_postcode_is_certain_shared_or_elsewhere(content: ContentStore) -> None:
    region = content.catalogue.region
    sure = locate(region, "6811")
    assert sure.zeker is not None and sure.zeker.slug == "arnhem" and sure.mogelijk == ()
    shared = locate(region, "6924")
    assert shared.zeker is None and {g.slug for g in shared.mogelijk} == {"duiven", "lingewaard"}
    outside = locate(region, "1012")
    assert outside.zeker is None and outside.mogelijk == ()


def test_no_postcode_belongs_to_two_gemeenten_for_certain(content: ContentStore) -> None:
    region = content.catalogue.region
    sure = [code for gemeente in region.gemeenten for code in gemeente.postcodes]
    shared = {code for gemeente in region.gemeenten for code in gemeente.gedeeld}
    assert len(sure) == len(set(sure)) > 80
    assert not set(sure) & shared
    assert len(region.gemeenten) == 10


def test_the_phone_number_is_also_a_tel_address(content: ContentStore) -> None:
    desk = content.catalogue.region.loket
    assert desk.tel == "+31260000000"
    assert desk.model_copy(update={"telefoon": "+31 26 000 00 00"}).tel == "+31260000000"
