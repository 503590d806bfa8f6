"""The outbox: one worker per message, retries, giving up, and what people can see of it."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import clock, outbox
from app.core.db import Database
from app.core.mail import Mail
from app.core.outbox import DEAD, GIVE_UP, LEASE, LONGEST_RETRY, SENT, WAITING, Claim, OutboxMessage

MAIL = Mail("robin@bakkerij.example", "Onderwerp", "Tekst\n", "<p>Tekst</p>", "loket@voorbeeld.example", "ontvangst")


def put(db: Database, number: int = 1) -> None:
    with db.transaction() as session:
        for n in range(number):
            outbox.enqueue(session, MAIL, reference=f"WL-{n}", now=clock.now())


def row(db: Database) -> OutboxMessage:
    with db.reading() as session:
        return session.scalars(select(OutboxMessage)).one()


def claimed(db: Database) -> Claim:
    found = outbox.claim(db, now=clock.now())
    assert found is not None
    return found


def test_a_message_that_is_rolled_back_was_never_there(db: Database) -> None:
    def fail() -> None:
        with db.transaction() as session:
            outbox.enqueue(session, MAIL, reference="WL-1", now=clock.now())
            raise RuntimeError("stroom weg")

    with pytest.raises(RuntimeError, match="stroom weg"):
        fail()
    assert outbox.claim(db, now=clock.now()) is None


def test_two_workers_never_get_the_same_message(db: Database) -> None:
    put(db, 24)
    moment = clock.now()

    def work(_worker: int) -> list[int]:
        claims = (outbox.claim(db, now=moment) for _ in range(30))
        return [found.id for found in claims if found is not None]

    with ThreadPoolExecutor(4) as pool:
        taken = Counter(number for numbers in pool.map(work, range(4)) for number in numbers)
    assert len(taken) == 24
    assert set(taken.values()) == {1}


def test_a_message_in_hand_is_left_alone_until_the_lease_ends(db: Database) -> None:
    put(db)
    first = claimed(db)
    assert outbox.claim(db, now=clock.now() + LEASE) is None
    second = outbox.claim(db, now=clock.now() + LEASE + timedelta(seconds=1))
    assert second is not None
    assert (second.message_id, second.attempts) == (first.message_id, 2)


def test_who_lost_the_lease_cannot_write_the_result(db: Database) -> None:
    put(db)
    slow = claimed(db)
    quick = outbox.claim(db, now=clock.now() + LEASE + timedelta(seconds=1))
    assert quick is not None
    assert outbox.mark_failed(db, slow, error="te laat", permanent=True, now=clock.now()) is False
    assert outbox.mark_sent(db, quick, now=clock.now()) is True
    assert outbox.mark_sent(db, slow, now=clock.now()) is False
    assert (row(db).status, row(db).last_error) == (SENT, None)


def test_a_temporary_failure_is_tried_again_with_growing_pauses(db: Database) -> None:
    put(db)
    moment, pauses = clock.now(), []
    for _ in range(12):
        found = outbox.claim(db, now=moment)
        assert found is not None
        outbox.mark_failed(db, found, error="SMTP 451", permanent=False, now=moment)
        due = row(db).next_attempt_at
        pauses.append(due - moment)
        assert outbox.claim(db, now=due - timedelta(seconds=1)) is None
        moment = due
    assert pauses[0] < timedelta(minutes=1)
    assert max(pauses) <= LONGEST_RETRY * 1.25
    assert min(pauses[-3:]) >= LONGEST_RETRY * 0.75
    assert row(db).status == WAITING


def test_trying_goes_on_through_a_weekend_and_then_ends_where_people_see_it(db: Database) -> None:
    put(db)
    after_the_weekend = clock.now() + timedelta(days=3)
    found = outbox.claim(db, now=after_the_weekend)
    assert found is not None
    outbox.mark_failed(db, found, error="SMTP 451", permanent=False, now=after_the_weekend)
    assert row(db).status == WAITING
    end = clock.now() + GIVE_UP + timedelta(hours=1)
    found = outbox.claim(db, now=end)
    assert found is not None
    outbox.mark_failed(db, found, error="SMTP 451", permanent=False, now=end)
    assert row(db).status == DEAD
    with db.reading() as session:
        assert outbox.state(session) == outbox.OutboxState(0, None, 1)


def test_a_permanent_failure_is_not_tried_again_and_the_others_go_on(db: Database) -> None:
    put(db, 2)
    first = claimed(db)
    outbox.mark_failed(db, first, error="SMTP 550", permanent=True, now=clock.now())
    second = claimed(db)
    assert second.id != first.id
    outbox.mark_sent(db, second, now=clock.now())
    assert outbox.claim(db, now=clock.now() + timedelta(days=9)) is None


def test_every_message_has_an_id_of_its_own(db: Database) -> None:
    put(db, 50)
    with db.reading() as session:
        ids = session.scalars(select(OutboxMessage.message_id)).all()
    assert len(set(ids)) == 50


def test_an_idle_worker_waits_for_nobody_who_writes(sqlite_db: Database) -> None:
    with sqlite_db.transaction():
        assert outbox.claim(sqlite_db, now=clock.now()) is None


def test_what_was_delivered_long_ago_is_thrown_away_and_the_rest_stays(db: Database) -> None:
    put(db, 3)
    outbox.mark_sent(db, claimed(db), now=clock.now())
    outbox.mark_failed(db, claimed(db), error="SMTP 550", permanent=True, now=clock.now())
    with db.transaction() as session:
        outbox.purge_sent(session, before=clock.now() + timedelta(days=1))
    with db.reading() as session:
        assert sorted(session.scalars(select(OutboxMessage.status))) == [DEAD, WAITING]
