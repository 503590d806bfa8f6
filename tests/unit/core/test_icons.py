"""The icons are in the pages themselves."""

from __future__ import annotations

import re

import pytest
from pydantic import ValidationError

from app.core.icons import drawings
from app.kennisbank.terms import Term
from app.settings import ROOT

WORDS = {
    "slug": "geld",
    "label": {"nl": "Geld", "en": "Money"},
    "uitleg": {"nl": "U krijgt geld.", "en": "You get it."},
}


def test_every_icon_of_the_list_is_drawn_with_lines_alone() -> None:
    names = (ROOT / "app/static/src/iconen.txt").read_text(encoding="utf-8").split()
    assert sorted(drawings()) == sorted(names)
    for name, lines in drawings().items():
        assert re.fullmatch(r"(<(path|circle|rect|line)( [a-z0-9]+=\"[\w .-]+\")+/>)+", lines), name


def test_an_icon_that_nobody_drew_is_refused_where_somebody_writes_it() -> None:
    assert Term(**WORDS, icoon="coin-euro").icoon == "coin-euro"
    with pytest.raises(ValidationError, match="dit icoon is er niet"):
        Term(**WORDS, icoon="eenhoorn")
