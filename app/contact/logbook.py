"""The audit log, for people who watch over the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Medewerker
from app.accounts.permissions import Actor, can_lead, can_manage_accounts
from app.core.audit import AuditEntry
from app.core.errors import NotAllowed

PAGE = 50
_PEOPLE = ("van", "naar", "eigenaar", "vervanger", "gast")


@dataclass(frozen=True, slots=True)
class LogRow:
    """One entry; ``wie`` and people in ``details`` by name."""

    op: datetime
    wie: str
    actie: str
    soort: str
    nummer: str
    details: str


def list_log(
    session: Session, actor: Actor, *, action: str = "", number: str = "", page: int = 1
) -> tuple[tuple[LogRow, ...], bool]:
    """Fifty entries, newest first, and whether there are more. action, number: only those, when given."""
    _require(actor)
    statement = select(AuditEntry).order_by(AuditEntry.id.desc())
    if action:
        statement = statement.where(AuditEntry.action == action)
    if number:
        statement = statement.where(AuditEntry.object_id == number)
    found = session.scalars(statement.offset((max(page, 1) - 1) * PAGE).limit(PAGE + 1)).all()
    names = {str(row.id): row.naam for row in session.execute(select(Medewerker.id, Medewerker.naam))}
    rows = tuple(
        LogRow(e.at, names.get(e.actor, e.actor), e.action, e.object_type, _number(e, names), _details(e, names))
        for e in found[:PAGE]
    )
    return rows, len(found) > PAGE


def list_actions(session: Session, actor: Actor) -> tuple[str, ...]:
    """Every kind of action that happened, for the filter."""
    _require(actor)
    return tuple(session.scalars(select(AuditEntry.action).distinct().order_by(AuditEntry.action)))


def _number(entry: AuditEntry, names: dict[str, str]) -> str:
    return names.get(entry.object_id, entry.object_id) if entry.object_type == "medewerker" else entry.object_id


def _details(entry: AuditEntry, names: dict[str, str]) -> str:
    """ "van: Aisha Voorbeeld, naar: Bram Voorbeeld"; nothing that people wrote stands in the log."""
    parts = []
    for key, value in entry.details.items():
        if key in _PEOPLE and isinstance(value, int) and not isinstance(value, bool):
            shown = names.get(str(value), str(value))
        elif isinstance(value, list):
            shown = ", ".join(str(item) for item in value) or "geen"
        elif isinstance(value, bool):
            shown = "ja" if value else "nee"
        else:
            shown = "niemand" if value is None else str(value)
        parts.append(f"{key}: {shown}")
    return "; ".join(parts)


def _require(actor: Actor) -> None:
    if not can_lead(actor) and not can_manage_accounts(actor):
        raise NotAllowed("Dit is voor de coördinator en de beheerder.")
