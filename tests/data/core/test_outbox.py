"""The outbox: one worker per message, retries, giving up, and what people can see of it."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from time import monotonic

import pytest
from sqlalchemy import select, text

from app.core import clock, outbox
from app.core.db import BUSY_TIMEOUT_MS, Database
from app.core.db import now as database_now
from app.core.mail import Mail
from app.core.outbox import DEAD, GIVE_UP, LEASE, LEAST_ATTEMPTS, LONGEST_RETRY, SENT, WAITING, Claim, OutboxMessage

MAIL = Mail("robin@bakkerij.example", "Onderwerp", "Tekst\n", "<p>Tekst</p>", "loket@voorbeeld.example", "ontvangst")


def put(db: Database, number: int = 1) -> None:
    with db.transaction() as session:
        for n in range(number):
            outbox.enqueue(session, MAIL, reference=f"WL-{n}", now=clock.now())


def row(db: Database) -> OutboxMessage:
    with db.reading() as session:
        return session.scalars(select(OutboxMessage)).one()


def claim_at(db: Database, moment: datetime) -> Claim | None:
    with clock.pinned(moment):
        return outbox.claim(db)


def claimed(db: Database, moment: datetime | None = None) -> Claim:
    found = claim_at(db, moment or clock.now())
    assert found is not None
    return found


def fails(db: Database, found: Claim, moment: datetime, *, permanent: bool = False) -> None:
    with clock.pinned(moment):
        outbox.mark_failed(db, found, error="SMTP 451", permanent=permanent)


def test_a_message_that_is_rolled_back_was_never_there(db: Database) -> None:
    def fail() -> None:
        with db.transaction() as session:
            outbox.enqueue(session, MAIL, reference="WL-1", now=clock.now())
            raise RuntimeError("stroom weg")

    with pytest.raises(RuntimeError, match="stroom weg"):
        fail()
    assert outbox.claim(db) is None


def test_two_workers_never_get_the_same_message(db: Database) -> None:
    put(db, 24)

    def work(_worker: int) -> list[int]:
        claims = (outbox.claim(db) for _ in range(30))
        return [found.id for found in claims if found is not None]

    with ThreadPoolExecutor(4) as pool:
        taken = Counter(number for numbers in pool.map(work, range(4)) for number in numbers)
    assert len(taken) == 24
    assert set(taken.values()) == {1}


def test_a_message_in_hand_is_left_alone_until_the_lease_ends(db: Database) -> None:
    put(db)
    first = claimed(db)
    assert claim_at(db, clock.now() + LEASE) is None
    second = claimed(db, clock.now() + LEASE + timedelta(seconds=1))
    assert (second.message_id, second.attempts) == (first.message_id, 2)


def test_who_lost_the_lease_cannot_write_the_result(db: Database) -> None:
    put(db)
    slow = claimed(db)
    quick = claimed(db, clock.now() + LEASE + timedelta(seconds=1))
    assert outbox.mark_failed(db, slow, error="te laat", permanent=True) is False
    assert outbox.mark_sent(db, quick) is True
    assert outbox.mark_sent(db, slow) is False
    assert (row(db).status, row(db).last_error) == (SENT, None)


def test_a_temporary_failure_is_tried_again_with_growing_pauses(db: Database) -> None:
    put(db)
    moment, pauses = clock.now(), []
    for _ in range(12):
        fails(db, claimed(db, moment), moment)
        due = row(db).next_attempt_at
        pauses.append(due - moment)
        assert claim_at(db, due - timedelta(seconds=1)) is None
        moment = due
    assert pauses[0] < timedelta(minutes=1)
    assert max(pauses) <= LONGEST_RETRY * 1.25
    assert min(pauses[-3:]) >= LONGEST_RETRY * 0.75
    assert row(db).status == WAITING


def test_trying_goes_on_through_a_weekend_and_then_ends_where_people_see_it(db: Database) -> None:
    put(db)
    began = moment = clock.now()
    while row(db).status == WAITING:
        found = claimed(db, moment)
        fails(db, found, moment)
        last, moment = moment, row(db).next_attempt_at
    assert timedelta(days=4) < last - began < timedelta(days=4, hours=1)
    assert found.attempts > 300
    with db.reading() as session:
        assert outbox.state(session) == outbox.OutboxState(0, None, 1)


def test_mail_that_waited_for_a_worker_all_week_still_gets_its_tries(db: Database) -> None:
    put(db)
    late = clock.now() + GIVE_UP * 2
    for n in range(LEAST_ATTEMPTS - 1):
        fails(db, claimed(db, late + n * timedelta(minutes=20)), late + n * timedelta(minutes=20))
        assert row(db).status == WAITING
    end = late + timedelta(days=1)
    fails(db, claimed(db, end), end)
    assert row(db).status == DEAD


def test_a_message_on_which_every_worker_dies_is_shown_to_people_in_the_end(db: Database) -> None:
    put(db)
    moment = clock.now()
    for _ in range(LEAST_ATTEMPTS):
        claimed(db, moment)
        moment += LEASE + timedelta(seconds=1)
    for wait, swept in ((timedelta(days=1), 0), (GIVE_UP + timedelta(days=2), 1)):
        with clock.pinned(clock.now() + wait), db.transaction() as session:
            assert outbox.sweep(session) == swept
    assert (row(db).status, row(db).last_error) == (DEAD, "De worker viel telkens om.")


def test_a_clock_that_was_a_day_ahead_and_set_right_delays_nothing(db: Database) -> None:
    put(db, 2)
    ahead = clock.now() + timedelta(days=1)
    in_hand, failed = claimed(db, ahead), claimed(db, ahead)
    fails(db, failed, ahead)
    assert {claimed(db).id, claimed(db).id} == {in_hand.id, failed.id}


def test_a_clock_that_was_a_day_behind_and_set_right_sends_nothing_twice(db: Database) -> None:
    behind = clock.now() - timedelta(days=1)
    put(db)
    outbox.mark_sent(db, claimed(db, behind))
    assert claim_at(db, clock.now() + timedelta(days=9)) is None


def test_the_database_says_what_time_it_is(db: Database) -> None:
    def look() -> datetime:  # a thread of its own has no pinned clock
        with db.reading() as session:
            return database_now(session)

    with ThreadPoolExecutor(1) as pool:
        seen = pool.submit(look).result()
        here = pool.submit(clock.now).result()
    assert abs(here - seen) < timedelta(seconds=5)
    with db.reading() as session:
        assert database_now(session) == clock.now()


def test_mail_written_by_a_web_server_with_a_wrong_clock_leaves_at_once(db: Database) -> None:
    def write() -> None:
        with db.transaction() as session:
            outbox.enqueue(session, MAIL, reference="WL-1", now=clock.now() + timedelta(minutes=10))

    with ThreadPoolExecutor(1) as pool:
        pool.submit(write).result()
        assert pool.submit(outbox.claim, db).result() is not None


def test_a_permanent_failure_is_not_tried_again_and_the_others_go_on(db: Database) -> None:
    put(db, 2)
    first = claimed(db)
    fails(db, first, clock.now(), permanent=True)
    second = claimed(db)
    assert second.id != first.id
    outbox.mark_sent(db, second)
    assert claim_at(db, clock.now() + timedelta(days=9)) is None


def test_every_message_has_an_id_of_its_own(db: Database) -> None:
    put(db, 50)
    with db.reading() as session:
        ids = session.scalars(select(OutboxMessage.message_id)).all()
    assert len(set(ids)) == 50


def test_an_idle_worker_waits_for_nobody_who_writes(sqlite_db: Database) -> None:
    with sqlite_db.transaction() as session:
        session.execute(text("SELECT 1"))  # only now it begins, and locks
        began = monotonic()
        assert outbox.claim(sqlite_db) is None
        assert monotonic() - began < BUSY_TIMEOUT_MS / 2000


def test_what_was_delivered_long_ago_is_thrown_away_and_the_rest_stays(db: Database) -> None:
    put(db, 3)
    outbox.mark_sent(db, claimed(db))
    fails(db, claimed(db), clock.now(), permanent=True)
    with db.transaction() as session:
        outbox.purge_sent(session, before=clock.now() + timedelta(days=1))
    with db.reading() as session:
        assert sorted(session.scalars(select(OutboxMessage.status))) == [DEAD, WAITING]
