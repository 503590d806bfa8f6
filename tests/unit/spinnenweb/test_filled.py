"""A web in an address, where to begin, the picture, and comparing over versions."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import NotFound
from app.kennisbank.store import ContentStore
from app.spinnenweb.codes import ALPHABET, new_code, normal_code, spaced
from app.spinnenweb.comparison import Reason, compare
from app.spinnenweb.definition import Spinnenweb, newest
from app.spinnenweb.filled import fill_in, lowest, read, token_in
from app.spinnenweb.radar import CENTRE, HEIGHT, LINE, RADIUS, WIDTH, draw, wrap

DATA = Path(__file__).parents[2] / "data" / "spinnenweb"
DAY = date(2026, 11, 24)
ONE_SCORE = st.none() | st.integers(1, 5)


def small(**changes: Any) -> Spinnenweb:
    """A web of three elements: a, b and c."""
    data = yaml.safe_load((DATA / "klein-1.yaml").read_text(encoding="utf-8"))
    return Spinnenweb.model_validate({**data, **changes})


@pytest.fixture(scope="module")
def web(content: ContentStore) -> Spinnenweb:
    return newest(content.catalogue)[0]


@given(st.data())
def test_every_web_comes_back_from_its_address(content: ContentStore, data: st.DataObject) -> None:
    web = newest(content.catalogue)[0]
    scores = {element.id: data.draw(ONE_SCORE) for element in web.elementen}
    filled = fill_in(web, scores, data.draw(st.dates(date(2026, 1, 1), date(2040, 1, 1))))
    assert read(content.catalogue, filled.token) == filled
    assert token_in(f"Kijk: https://loket.example/spinnenweb/uitkomst?web={filled.token}&x=1") == filled.token
    assert len(filled.token) < 80


@pytest.mark.parametrize(
    "token",
    [
        "",
        "duurzame-plaatsingen.1.1234567",
        "duurzame-plaatsingen.1.1234560.20261124",
        "duurzame-plaatsingen.1.12345.20261124",
        "duurzame-plaatsingen.2.1234512.20261124",
        "../../x.1.1234512.20261124",
        "duurzame-plaatsingen.1.1234512.20261324",
    ],
)
def test_an_address_that_is_not_complete_is_refused(content: ContentStore, token: str) -> None:
    with pytest.raises(NotFound):
        read(content.catalogue, token)


@given(st.text(max_size=60))
def test_nothing_somebody_types_as_a_web_breaks(content: ContentStore, text: str) -> None:
    with pytest.raises(NotFound):
        read(content.catalogue, text)


@pytest.mark.parametrize("scores", [{}, {"a": 1, "b": 2}, {"a": 1, "b": 2, "c": 6}, {"a": 1, "b": 2, "c": 3, "d": 4}])
def test_scores_must_be_of_this_web(scores: dict[str, int | None]) -> None:
    with pytest.raises(ValueError, match="every element"):
        fill_in(small(), scores, DAY)


def test_the_two_lowest_are_where_to_begin_and_equal_ones_are_named() -> None:
    low = lowest(fill_in(small(), {"a": 4, "b": 2, "c": 4}, DAY))
    assert [(element.id, score) for element, score in low.begin] == [("b", 2), ("a", 4)]
    assert [element.id for element in low.same] == ["c"]


def test_a_five_or_no_opinion_is_never_where_to_begin() -> None:
    low = lowest(fill_in(small(), {"a": 5, "b": None, "c": 5}, DAY))
    assert (low.begin, low.same) == ((), ())


def test_two_versions_are_compared_by_element() -> None:
    old = small()
    elements = [element.model_dump() for element in old.elementen]
    new = small(versie=2, elementen=[elements[2], elements[0], {**elements[1], "id": "d"}])
    rows = compare(old, {"a": 2, "b": 3, "c": None}, new, {"c": 4, "a": 5, "d": 1})
    assert [(row.element.id, row.then, row.now, row.step, row.reason) for row in rows] == [
        ("c", None, 4, None, Reason.NO_SCORE),
        ("a", 2, 5, 3, None),
        ("d", None, 1, None, Reason.NEW),
        ("b", 3, None, None, Reason.GONE),
    ]


@given(st.lists(ONE_SCORE, min_size=3, max_size=10))
def test_every_score_is_a_dot_and_no_line_runs_over_a_missing_score(scores: list[int | None]) -> None:
    shape = draw(["onderdeel"] * len(scores), [scores]).shapes[0]
    given_ = sum(score is not None for score in scores)
    assert len(shape.dots) == given_
    assert bool(shape.whole) == (given_ == len(scores))
    neighbours = sum(scores[n] is not None and scores[(n + 1) % len(scores)] is not None for n in range(len(scores)))
    lines = len(shape.whole.split()) or sum(len(part.split()) - 1 for part in shape.parts)
    assert lines == neighbours


def test_one_lies_on_the_inner_ring_and_five_on_the_outer() -> None:
    shape = draw(["a", "b", "c"], [[1, None, 5]]).shapes[0]
    assert shape.dots[0] == (f"{CENTRE[0]:.1f}", f"{CENTRE[1] - RADIUS / 5:.1f}")
    x, y = (float(value) for value in shape.dots[1])
    assert (x - CENTRE[0]) ** 2 + (y - CENTRE[1]) ** 2 == pytest.approx(RADIUS**2, rel=0.01)


def test_the_names_of_the_real_web_fit_in_the_picture(web: Spinnenweb) -> None:
    for language in ("nl", "en"):
        names = [getattr(element.kort, language) for element in web.elementen]
        for label in draw(names, []).labels:
            for text, x, y in label.lines:
                wide = 10.5 * len(text)  # the largest letters, on a phone
                left = float(x) - {"start": 0, "middle": wide / 2, "end": wide}[label.anchor]
                assert left >= 0, text
                assert left + wide <= WIDTH, text
                assert 12 <= float(y) <= HEIGHT - 5, text


def test_a_picture_needs_three_axes_and_one_score_for_each() -> None:
    for labels, scores in ((["a", "b"], [1, 2]), (["a", "b", "c"], [1, 2])):
        with pytest.raises(ValueError, match="axes"):
            draw(labels, [scores])


def test_labels_are_wrapped_by_word() -> None:
    assert wrap("Praktische hulp werknemer") == ["Praktische hulp", "werknemer"]
    assert wrap("Samenwerkingsverbanden") == ["Samenwerkingsverbanden"]
    assert all(len(line) <= LINE for line in wrap("een twee drie vier vijf zes zeven"))


def test_a_code_can_be_typed_as_it_is_heard() -> None:
    code = new_code()
    assert set(code) <= set(ALPHABET)
    assert normal_code(f" {spaced(code).lower()} ") == code
    assert normal_code("K7M-3PQ") == "K7M3PQ"
    assert [normal_code(text) for text in ("", "K7M3P", "K7M3PQX", "K7M3P0", "K7M3P1")] == [None] * 5
