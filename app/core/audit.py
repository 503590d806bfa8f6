"""The append-only record of who changed what. Services write it in the transaction of the change itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Executor, UtcDateTime, connection_of
from app.core.prepared import adding


class AuditEntry(Base):
    """One change. ``actor`` is the id of a medewerker, or 'werkgever', 'systeem'. No free text of people in it."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    actor: Mapped[str] = mapped_column(String(60))
    action: Mapped[str] = mapped_column(String(60))
    object_type: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[str] = mapped_column(String(40), index=True)
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


_WRITE = adding(AuditEntry, "at", "actor", "action", "object_type", "object_id", "details")


def record(
    session: Executor, *, at: datetime, actor: str, action: str, object_type: str, object_id: object, **details: Any
) -> None:
    """Write one entry in the caller's transaction."""
    _WRITE.write(
        connection_of(session),
        {
            "at": at,
            "actor": actor,
            "action": action,
            "object_type": object_type,
            "object_id": str(object_id),
            "details": details,
        },
    )
