"""Whatever people do, in whatever order or at the same time: never more people than places, never out of turn."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.bijeenkomsten import services
from app.bijeenkomsten.models import Stand
from app.core import clock
from app.core.db import Database
from tests.data.bijeenkomsten.desk import SITE, Desk, a_meeting

NAMES = ("Anna", "Bas", "Cor", "Dina", "Els", "Fred")
STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(("asks", "confirms", "leaves")), st.sampled_from(NAMES)),
        st.tuples(st.just("places"), st.integers(1, 5)),
        st.tuples(st.just("follows"), st.none()),
    ),
    max_size=30,
)


class Model:
    """What should happen, in the simplest words: a list of people in order, the first so many with a place."""

    def __init__(self) -> None:
        self.places = 2
        self.asked: set[str] = set()
        self.placed: list[str] = []
        self.waiting: list[str] = []

    def fill(self) -> None:
        while self.waiting and len(self.placed) < self.places:
            self.placed.append(self.waiting.pop(0))

    def step(self, what: str, name: object) -> None:
        if what == "places":
            self.places = int(str(name))
        elif what == "follows":
            self.fill()
        elif what == "asks" and name not in self.placed + self.waiting:
            self.asked.add(str(name))
        elif what == "confirms" and name in self.asked:
            self.asked.remove(str(name))
            self.waiting.append(str(name))
            self.fill()
        elif what == "leaves" and name in (*self.asked, *self.placed, *self.waiting):
            for people in (self.placed, self.waiting):
                if name in people:
                    people.remove(str(name))
            self.asked.discard(str(name))
            self.fill()


@given(STEPS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_of_steps_gives_what_a_paper_list_would_give(
    fresh: Callable[[], Database], steps: list[tuple[str, object]]
) -> None:
    desk, model = Desk(fresh(), a_meeting()), Model()
    list_made = False
    codes: dict[str, str] = {}
    try:
        for what, name in steps:
            before = len(model.placed)
            known = (*model.asked, *model.placed, *model.waiting)
            if what == "places":
                desk.changes(plaatsen=name)
            elif what == "follows":
                desk.follows()
            elif what == "asks" and name not in known:
                desk.asks(str(name))
                codes[str(name)] = desk.code(str(name))
                list_made = True
            elif what == "confirms" and name in known:
                desk.confirms(str(name))
            elif what == "leaves" and name in codes and list_made:
                with desk.db.transaction() as session:
                    services.sign_off(session, site=SITE, meeting=desk.meeting, code=codes[str(name)], now=clock.now())
            if what != "leaves" or name in codes:
                model.step(what, name)
            assert sorted(desk.placed) == sorted(model.placed)
            assert desk.waiting == model.waiting
            if len(model.placed) > before:
                assert len(desk.placed) <= model.places
    finally:
        desk.db.dispose()


def at_once(jobs: list[Callable[[], object]]) -> list[object]:
    """Run all jobs in threads that begin at the same moment, with the pinned clock."""
    start = Barrier(len(jobs))

    def run(job: Callable[[], object]) -> object:
        start.wait()
        return job()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [f.result() for f in [pool.submit(copy_context().run, run, job) for job in jobs]]


@pytest.mark.parametrize("places", [1, 3])
def test_eight_people_who_confirm_at_once_never_get_more_places_than_there_are(table: Desk, places: int) -> None:
    table.changes(plaatsen=places)
    people = [f"Mens{number}" for number in range(8)]
    for name in people:
        table.asks(name)
    codes = [table.code(name) for name in people]

    def confirm(code: str) -> Stand:
        with table.db.transaction() as session:
            return services.confirm(session, site=SITE, meeting=table.meeting, code=code, now=clock.now())

    found = at_once([lambda code=code: confirm(code) for code in codes])  # type: ignore[misc]
    assert found.count(Stand.BEVESTIGD) == places == len(table.placed)
    assert len(table.waiting) == 8 - places


def test_people_who_leave_and_come_at_once_leave_no_place_empty_and_none_too_many(table: Desk) -> None:
    table.changes(plaatsen=4)
    table.joins(*(f"Eerst{number}" for number in range(6)))
    late = [f"Laat{number}" for number in range(4)]
    for name in late:
        table.asks(name)

    def leave(name: str) -> None:
        table.leaves(name)

    jobs: list[Callable[[], object]] = [lambda n=n: leave(f"Eerst{n}") for n in range(4)]  # type: ignore[misc]
    jobs += [lambda name=name: table.confirms(name) for name in late]  # type: ignore[misc]
    at_once(jobs)
    assert len(table.placed) == 4 and len(table.waiting) == 2
    assert {"Eerst4", "Eerst5"} <= set(table.placed), "who waited before anybody else came has a place now"


def test_the_very_first_people_who_ask_at_once_share_one_list(table: Desk) -> None:
    at_once([lambda n=n: table.asks(f"Mens{n}") for n in range(6)])  # type: ignore[misc]
    assert table.rows() == (6, 1)


def test_one_form_that_is_sent_six_times_at_once_counts_once(table: Desk) -> None:
    at_once([lambda: table.asks("Anna")] * 6)
    assert table.rows()[0] == 1
    assert table.mailed("Anna") == ["bevestigen"]


def test_one_person_who_confirms_and_leaves_at_once_ends_up_gone(table: Desk) -> None:
    table.joins("Bas", "Cor", "Dina")
    code = table.code("Bas")

    def leave() -> None:
        with table.db.transaction() as session:
            services.sign_off(session, site=SITE, meeting=table.meeting, code=code, now=clock.now())

    at_once([leave] * 5)
    assert (table.placed, table.waiting) == (["Cor", "Dina"], [])
    assert table.mailed("Bas").count("afgemeld") == 1
