"""A session with a groep in the database: what can be known before and after it closes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.accounts.permissions import Actor, Rol
from app.core import clock
from app.core.db import Database
from app.core.errors import Conflict, DomainError, NotAllowed, NotFound
from app.spinnenweb import services
from app.spinnenweb.exports import as_csv, as_json, group_rows
from app.spinnenweb.models import Groep, Spinnenwebinzending
from app.spinnenweb.queries import Sessie, count_forms, find_session, get_session, list_over_time, list_sessions
from app.spinnenweb.statistics import tell
from tests.support import factories
from tests.unit.spinnenweb.test_filled import small

WEB = small()
Answer = Mapping[str, int | None]
ANSWER = st.fixed_dictionaries({name: st.none() | st.integers(1, 5) for name in "abc"})
ON_A_DATABASE = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def opened(db: Database, actor: Actor, naam: str = "Groep") -> str:
    with db.transaction() as session:
        return services.open_session(session, actor=actor, web=WEB, naam=naam, kvk_nummer=None, now=clock.now())


def filled_in(db: Database, code: str, answers: Sequence[Answer], groep: Groep = Groep.WERKGEVERS) -> None:
    with db.transaction() as session:
        for number, scores in enumerate(answers):
            services.submit_answers(
                session,
                code=code,
                web=WEB,
                groep=groep,
                scores=scores,
                key=f"formulier-{groep.value}-{number:04}",
                now=clock.now(),
            )


def closed(db: Database, actor: Actor, code: str) -> None:
    with db.transaction() as session:
        services.close_session(session, actor=actor, code=code, now=clock.now())


def seen(db: Database, actor: Actor, code: str) -> tuple[Sessie, dict[Groep, int], str, str]:
    """Everything any screen or file is made of, without the code itself."""
    with db.reading() as session:
        mine = replace(get_session(session, actor, code, clock.now()), code="")
        public = replace(find_session(session, code, clock.now()), code="")
        assert mine == public
        counts = count_forms(session, code)
    rows = group_rows([(mine, WEB)])
    return mine, counts, as_csv(rows), as_json(rows)


@pytest.fixture
def actor(sqlite_db: Database) -> Actor:
    return factories.medewerker(sqlite_db)


@ON_A_DATABASE
@given(st.integers(0, 8).flatmap(lambda size: st.tuples(*[st.lists(ANSWER, min_size=size, max_size=size)] * 2)))
def test_before_closing_nothing_depends_on_what_anybody_answered(
    sqlite_db: Database, actor: Actor, pair: tuple[list[Answer], list[Answer]]
) -> None:
    views = []
    for answers in pair:
        code = opened(sqlite_db, actor)
        filled_in(sqlite_db, code, answers)
        views.append(seen(sqlite_db, actor, code))
    assert views[0] == views[1]


@ON_A_DATABASE
@given(st.lists(ANSWER, min_size=1, max_size=8), ANSWER)
def test_one_more_person_after_closing_changes_nothing(
    sqlite_db: Database, actor: Actor, answers: list[Answer], extra: Answer
) -> None:
    code = opened(sqlite_db, actor)
    filled_in(sqlite_db, code, answers)
    closed(sqlite_db, actor, code)
    before = seen(sqlite_db, actor, code)
    with pytest.raises(Conflict, match="gesloten"):
        filled_in(sqlite_db, code, [extra], Groep.PROFESSIONALS)
    closed(sqlite_db, actor, code)
    assert seen(sqlite_db, actor, code) == before


@ON_A_DATABASE
@given(st.lists(ANSWER, max_size=7), st.lists(ANSWER, max_size=7))
def test_after_closing_there_is_only_what_may_be_told(
    sqlite_db: Database, actor: Actor, one: list[Answer], two: list[Answer]
) -> None:
    code = opened(sqlite_db, actor)
    filled_in(sqlite_db, code, one)
    filled_in(sqlite_db, code, two, Groep.PROFESSIONALS)
    closed(sqlite_db, actor, code)
    shown, counts, _csv, _json = seen(sqlite_db, actor, code)
    assert shown.told == {Groep.WERKGEVERS: tell("abc", one), Groep.PROFESSIONALS: tell("abc", two)}
    assert set(counts.values()) == {0}
    with sqlite_db.reading() as session:
        assert session.scalar(select(func.count()).select_from(Spinnenwebinzending)) == 0


def test_closing_by_two_people_at_once_and_sending_twice_is_harmless(db: Database) -> None:
    actor = factories.medewerker(db)
    code = opened(db, actor)
    five: list[Answer] = [{"a": n, "b": None, "c": 3} for n in (1, 2, 3, 4, 5)]
    filled_in(db, code, five)
    filled_in(db, code, five)
    with db.reading() as session:
        assert count_forms(session, code)[Groep.WERKGEVERS] == 5
    closed(db, actor, code)
    closed(db, actor, code)
    with db.reading() as session:
        told = find_session(session, code, clock.now()).told[Groep.WERKGEVERS]
    assert told is not None
    assert told.middles["b"] is None


def test_the_chore_closes_and_throws_away_on_time(db: Database) -> None:
    actor = factories.medewerker(db)
    code, young = opened(db, actor), opened(db, actor, "Later")
    filled_in(db, code, [{"a": 1, "b": 1, "c": 1}])
    for after, expected in ((1, (0, 0)), (2, (2, 0)), (3, (0, 0)), (24 * 30, (0, 2))):
        with db.transaction() as session:
            assert services.end_sessions(session, clock.now() + timedelta(hours=after)) == expected
    with db.reading() as session, pytest.raises(NotFound):
        find_session(session, young, clock.now())


def test_only_leaders_open_and_only_their_own_or_a_coordinator_manages(sqlite_db: Database, actor: Actor) -> None:
    code = opened(sqlite_db, actor)
    other, lead = factories.medewerker(sqlite_db), factories.medewerker(sqlite_db, Rol.COORDINATOR)
    desk = factories.medewerker(sqlite_db, Rol.LOKET)
    with pytest.raises(NotAllowed):
        opened(sqlite_db, desk)
    for stranger in (other, desk):
        with pytest.raises(NotAllowed):
            closed(sqlite_db, stranger, code)
        with sqlite_db.reading() as session:
            assert list_sessions(session, stranger, clock.now()) == []
    closed(sqlite_db, lead, code)
    with sqlite_db.reading() as session:
        assert [one.code for one in list_over_time(session, lead, clock.now(), naam=" GROEP ")] == [code]
        assert list_over_time(session, other, clock.now(), naam="groep") == []


@pytest.mark.parametrize(("naam", "kvk"), [("", None), ("x" * 121, None), ("Groep", "123")])
def test_a_groep_needs_a_name_and_a_right_kvk_nummer(
    sqlite_db: Database, actor: Actor, naam: str, kvk: str | None
) -> None:
    with pytest.raises(DomainError), sqlite_db.transaction() as session:
        services.open_session(session, actor=actor, web=WEB, naam=naam, kvk_nummer=kvk, now=clock.now())


def test_a_form_of_another_web_is_refused(sqlite_db: Database, actor: Actor) -> None:
    code = opened(sqlite_db, actor)
    with pytest.raises(ValueError, match="another session"), sqlite_db.transaction() as session:
        services.submit_answers(
            session, code=code, web=small(versie=2), groep=Groep.WERKGEVERS, scores={"a": 1, "b": 1, "c": 1},
            key="formulier-0000-0000", now=clock.now(),
        )  # fmt: skip
