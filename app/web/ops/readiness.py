"""Whether this process can take requests, and what is going wrong behind it.

Not ready (503) is only what makes this process unable to store a request: no database, or no room on the disk that
holds it. What waits for a person or for the worker is named in ``let_op`` with status 200: sending visitors to another
process would not help.
"""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.core import outbox, worker
from app.core.db import now as database_now
from app.core.errors import Unavailable
from app.web.state import Loket

LITTLE_FREE = 1_000_000_000
LEAST_FREE = 50_000_000
"""Bytes: under the first somebody must make room, under the second SQLite cannot be trusted to store anything."""
SILENT = timedelta(minutes=3)


def check(parts: Loket) -> dict[str, Any]:
    """The figures of ``/gereed``; ``gereed`` says whether requests can be taken, ``let_op`` what needs somebody."""
    notes: list[str] = []
    free = _free(parts.settings.data_dir)
    if free < LITTLE_FREE:
        notes.append("De schijf is bijna vol.")
    figures: dict[str, Any] = {"inhoud": parts.catalogue.version, "schijf_vrij_mb": free // 1_000_000}
    try:
        with parts.db.reading() as session:
            figures |= {"database": "ok", **_mail(session, notes)}
        able = True
    except Unavailable:
        figures["database"] = "niet bereikbaar"
        able = False
    if parts.settings.database_url.startswith("sqlite") and free < LEAST_FREE:
        able = False
    return {"gereed": able, "let_op": notes, **figures}


def _mail(session: Session, notes: list[str]) -> dict[str, Any]:
    now = database_now(session)
    mail, seen = outbox.state(session), worker.last_heartbeat(session)
    if seen is None or now - seen > SILENT:
        notes.append("De worker werkt niet: e-mail blijft liggen.")
    if mail.oldest is not None and now - mail.oldest > outbox.LATE:
        notes.append("E-mail wacht langer dan een kwartier.")
    if mail.dead:
        notes.append("Niet alle e-mail is aangekomen. Kijk op /beheer/e-mail.")
    return {
        "worker_gezien_seconden": _seconds(now, seen),
        "mail_wacht": mail.waiting,
        "mail_oudste_seconden": _seconds(now, mail.oldest) or 0,
        "mail_mislukt": mail.dead,
    }


def _seconds(now: datetime, moment: datetime | None) -> int | None:
    return int((now - moment).total_seconds()) if moment else None


def _free(folder: Path) -> int:
    """Room on the disk of ``folder``, or of the nearest folder above it that exists."""
    there = next(path for path in (folder, *folder.parents) if path.is_dir())
    return shutil.disk_usage(there).free
