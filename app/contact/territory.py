"""In which gemeenten an accountmanager takes new werkgevers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.accounts.permissions import Rol
from app.accounts.services import get_medewerker
from app.contact.models import Territorium
from app.core import audit
from app.core.errors import DomainError
from app.kennisbank.region import Regio


def set_territory(
    session: Session, *, region: Regio, medewerker_id: int, gemeenten: Iterable[str], now: datetime, by: str = "systeem"
) -> None:
    """Replace the gemeenten (slugs) of this accountmanager; own werkgevers stay. Raises DomainError."""
    slugs = sorted(set(gemeenten))
    unknown = [slug for slug in slugs if region.gemeente(slug) is None]
    if unknown:
        known = ", ".join(g.slug for g in region.gemeenten)
        raise DomainError(f"Geen gemeente van deze regio: {', '.join(unknown)}. Kies uit: {known}.")
    if slugs and Rol.ACCOUNTMANAGER not in get_medewerker(session, medewerker_id).rollen:
        raise DomainError("Alleen een accountmanager kan gemeenten hebben.")
    session.execute(delete(Territorium).where(Territorium.medewerker_id == medewerker_id))
    session.add_all(Territorium(gemeente=slug, medewerker_id=medewerker_id) for slug in slugs)
    session.flush()
    audit.record(
        session,
        at=now,
        actor=by,
        action="gebied-gewijzigd",
        object_type="medewerker",
        object_id=medewerker_id,
        gemeenten=slugs,
    )
