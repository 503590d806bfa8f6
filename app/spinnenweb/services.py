"""Opening a groep, filling in, closing it (once), and throwing away on time."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.permissions import Actor
from app.core import audit
from app.core.errors import Conflict, DomainError, NotAllowed, NotFound
from app.core.text import clean_line, mask_bsn
from app.spinnenweb.codes import new_code
from app.spinnenweb.definition import Spinnenweb
from app.spinnenweb.filled import fill_in
from app.spinnenweb.models import Groep, Spinnenwebinzending, Spinnenwebsessie
from app.spinnenweb.permissions import can_manage, can_open
from app.spinnenweb.statistics import as_json, tell

MOST = 500
"""Forms in one session: more than any room holds, few enough to store."""
LONGEST_NAME = 120
MONTH = timedelta(days=30)
_KVK = re.compile(r"\d{8}")
_KEY = re.compile(r"[\w-]{16,64}")
NO_CODE = "Deze code bestaat niet. Controleer de code, of vraag hem aan de gespreksleider."
CLOSED = "U kunt dit Spinnenweb niet meer invullen. De groep is gesloten."


def open_session(
    session: Session, *, actor: Actor, web: Spinnenweb, naam: str, kvk_nummer: str | None, now: datetime
) -> str:
    """Start a groep; gives its code. Raises ``NotAllowed`` and ``DomainError``."""
    if not can_open(actor):
        raise NotAllowed("Alleen een accountmanager of coördinator start een groep.")
    naam, _masked = mask_bsn(clean_line(naam))
    if not naam or len(naam) > LONGEST_NAME:
        raise DomainError(f"Geef de groep een naam van hoogstens {LONGEST_NAME} tekens.")
    if kvk_nummer is not None and not _KVK.fullmatch(kvk_nummer):
        raise DomainError("Een KvK-nummer heeft 8 cijfers. Controleer het nummer of laat het veld leeg.")
    made = Spinnenwebsessie(
        code=_free_code(session),
        naam=naam,
        reeks=naam.casefold()[:LONGEST_NAME],
        kvk_nummer=kvk_nummer,
        web=web.web,
        versie=web.versie,
        medewerker_id=actor.id,
        geopend_op=now,
        open_tot=now + timedelta(hours=web.groep.open_uren),
        bewaren_tot=now + web.groep.bewaren_maanden * MONTH,
    )
    session.add(made)
    session.flush()
    _record(session, made, actor.audit_name, "spinnenweb-geopend", now)
    return made.code


def submit_answers(
    session: Session,
    *,
    code: str,
    web: Spinnenweb,
    groep: Groep,
    scores: Mapping[str, int | None],
    key: str,
    now: datetime,
) -> None:
    """Keep the answers of one person; the same form sent twice counts once.

    Raises ``NotFound`` for another code, ``Conflict`` when the groep is closed or full, ValueError for wrong scores.
    """
    sessie = _locked(session, code)
    if not sessie.is_open(now):
        raise Conflict(CLOSED)
    if (web.web, web.versie) != (sessie.web, sessie.versie) or not _KEY.fullmatch(key):
        raise ValueError("the form of another session")
    filled = fill_in(web, scores, now.date())
    mine = Spinnenwebinzending.sessie_id == sessie.id
    if session.scalar(select(Spinnenwebinzending.id).where(mine, Spinnenwebinzending.sleutel == key)):
        return
    if (session.scalar(select(func.count()).select_from(Spinnenwebinzending).where(mine)) or 0) >= MOST:
        raise Conflict(f"Deze groep is vol: er zijn al {MOST} formulieren. Vertel het aan de gespreksleider.")
    session.add(Spinnenwebinzending(sessie_id=sessie.id, groep=groep.value, sleutel=key, scores=dict(filled.scores)))
    session.flush()


def close_session(session: Session, *, actor: Actor, code: str, now: datetime) -> None:
    """Tell the result and throw the answers away; closing again changes nothing. It never opens again."""
    sessie = _managed(session, actor, code)
    if sessie.gesloten_op is None:
        _close(session, sessie, actor.audit_name, now)


def delete_session(session: Session, *, actor: Actor, code: str, now: datetime) -> None:
    """Throw a session away with everything in it."""
    sessie = _managed(session, actor, code)
    _record(session, sessie, actor.audit_name, "spinnenweb-verwijderd", now)
    session.delete(sessie)
    session.flush()


def end_sessions(session: Session, now: datetime) -> tuple[int, int]:
    """The chore of the worker: close what is over and delete what is too old; how many of each."""
    over = session.scalars(
        select(Spinnenwebsessie)
        .where(Spinnenwebsessie.gesloten_op.is_(None), Spinnenwebsessie.open_tot <= now)
        .with_for_update(skip_locked=True)
    ).all()
    for sessie in over:
        _close(session, sessie, "systeem", now)
    old = session.scalars(select(Spinnenwebsessie).where(Spinnenwebsessie.bewaren_tot <= now)).all()
    for sessie in old:
        _record(session, sessie, "systeem", "spinnenweb-verwijderd", now)
        session.delete(sessie)
    session.flush()
    return len(over), len(old)


def _close(session: Session, sessie: Spinnenwebsessie, actor: str, now: datetime) -> None:
    answers: dict[str, list[Mapping[str, int | None]]] = defaultdict(list)
    elements: dict[str, None] = {}
    for sent in sessie.inzendingen:
        answers[sent.groep].append(sent.scores)
        elements.update(dict.fromkeys(sent.scores))
    sessie.uitslag = {groep.value: as_json(tell(list(elements), answers[groep.value])) for groep in Groep}
    sessie.gesloten_op = now
    sessie.inzendingen.clear()
    _record(session, sessie, actor, "spinnenweb-gesloten", now)
    session.flush()


def _locked(session: Session, code: str) -> Spinnenwebsessie:
    """The session, so that filling in and closing never happen at the same time."""
    found = session.scalar(select(Spinnenwebsessie).where(Spinnenwebsessie.code == code).with_for_update())
    if found is None:
        raise NotFound(NO_CODE)
    return found


def _managed(session: Session, actor: Actor, code: str) -> Spinnenwebsessie:
    sessie = _locked(session, code)
    if not can_manage(actor, sessie):
        raise NotAllowed("Deze groep is van een collega. Vraag het aan uw coördinator.")
    return sessie


def _free_code(session: Session) -> str:
    while True:
        code = new_code()
        if session.scalar(select(Spinnenwebsessie.id).where(Spinnenwebsessie.code == code)) is None:
            return code


def _record(session: Session, sessie: Spinnenwebsessie, actor: str, action: str, now: datetime) -> None:
    audit.record(session, at=now, actor=actor, action=action, object_type="spinnenweb", object_id=sessie.id)
