"""Signing in at the organisation's identity provider (OpenID Connect): which account belongs to a checked token.

The token's signature, issuer, audience, time and nonce are checked before it comes here. An account is never made: a
beheerder makes it first. The first time, the e-mail address finds the account; from then on only issuer and subject
count, so that an address that goes to somebody else at the organisation does not open the account.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts import mails
from app.accounts.mails import Sender
from app.accounts.models import Medewerker, Organisatiekoppeling
from app.accounts.services import normal_email
from app.core import audit
from app.core.errors import NotAllowed
from app.settings import Oidc

log = logging.getLogger(__name__)
REFUSED = "U kunt hier niet inloggen met dit account van uw organisatie. Vraag de beheerder van het loket."
CLOCKS = timedelta(minutes=2)


def person_of(
    session: Session, claims: Mapping[str, Any], *, oidc: Oidc, sender: Sender, demo_allowed: bool, now: datetime
) -> int:
    """The id of the medewerker this token belongs to; the first time it is linked. Raises NotAllowed (``REFUSED``)."""
    require_enough(claims, oidc, now=now)
    issuer, subject = str(claims["iss"])[:200], str(claims["sub"])
    if len(subject) > 255:
        raise _refused("subject too long")
    linked = session.scalar(
        select(Medewerker)
        .join(Organisatiekoppeling, Organisatiekoppeling.medewerker_id == Medewerker.id)
        .where(Organisatiekoppeling.uitgever == issuer, Organisatiekoppeling.onderwerp == subject)
    )
    person = linked or _by_email(session, claims, oidc)
    if person is None or not person.actief or (person.demo and not demo_allowed):
        raise _refused("no open account")
    if linked is None:
        if session.get(Organisatiekoppeling, person.id) is not None:
            raise _refused(f"medewerker {person.id} is linked to somebody else at the organisation")
        session.add(Organisatiekoppeling(medewerker_id=person.id, uitgever=issuer, onderwerp=subject, gekoppeld_op=now))
        _record(session, "organisatie-gekoppeld", person.id, str(person.id), now)
        mails.new_way_to_sign_in(session, sender, person, now)
    return person.id


def require_enough(claims: Mapping[str, Any], oidc: Oidc, *, now: datetime, since: datetime | None = None) -> None:
    """Refuse a token that is less than asked for: acr, amr and how long ago the person signed in there.

    since: the person must have signed in there again after this moment. Raises NotAllowed.
    """
    if oidc.acr and claims.get("acr") not in oidc.acr:
        raise _refused("acr")
    amr = claims.get("amr")
    if oidc.amr and not (isinstance(amr, list) and set(map(str, amr)) & set(oidc.amr)):
        raise _refused("amr")
    if oidc.max_age is not None or since is not None:
        moment = claims.get("auth_time")
        if not isinstance(moment, int | float) or isinstance(moment, bool):
            raise _refused("auth_time is missing")
        signed_in = datetime.fromtimestamp(moment, UTC)
        if oidc.max_age is not None and now - signed_in > timedelta(seconds=oidc.max_age) + CLOCKS:
            raise _refused("signed in too long ago")
        if since is not None and signed_in < since - CLOCKS:
            raise _refused("not signed in again")
        if signed_in > now + CLOCKS:
            raise _refused("signed in later than now")


def linked_person(session: Session, claims: Mapping[str, Any]) -> int | None:
    """The id of the medewerker that is linked to this issuer and subject already."""
    return session.scalar(
        select(Organisatiekoppeling.medewerker_id).where(
            Organisatiekoppeling.uitgever == str(claims["iss"]), Organisatiekoppeling.onderwerp == str(claims["sub"])
        )
    )


def is_linked(session: Session, medewerker_id: int) -> bool:
    """Whether this account can be opened from the organisation."""
    return session.get(Organisatiekoppeling, medewerker_id) is not None


def unlink(session: Session, *, medewerker_id: int, by: str, now: datetime) -> None:
    """The account belongs to nobody at the organisation any more; the next sign-in links it again by e-mail."""
    session.execute(delete(Organisatiekoppeling).where(Organisatiekoppeling.medewerker_id == medewerker_id))
    _record(session, "organisatie-losgemaakt", medewerker_id, by, now)


def _by_email(session: Session, claims: Mapping[str, Any], oidc: Oidc) -> Medewerker | None:
    verified = claims.get("email_verified")
    if verified is not True and not (oidc.trust_email and verified is None):
        log.warning("single sign-on: the e-mail address is not verified")
        return None
    email = normal_email(str(claims.get("email") or ""))[:254]
    return session.scalar(select(Medewerker).where(Medewerker.email == email)) if email else None


def _refused(why: str) -> NotAllowed:
    log.warning("single sign-on refused: %s", why)
    return NotAllowed(REFUSED)


def _record(session: Session, action: str, medewerker_id: int, by: str, now: datetime) -> None:
    audit.record(session, at=now, actor=by, action=action, object_type="medewerker", object_id=medewerker_id)
