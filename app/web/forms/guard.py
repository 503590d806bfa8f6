"""What keeps robots out of public forms without a puzzle: a field for robots, the time it took, and limits.

Nobody is refused on suspicion. A question that looks like the work of a robot goes to a person (``suspicion``); the
small forms ask to send once more. A limit on a small form is said in words, with what was typed still there.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import HiddenField, StringField

from app.accounts.attempts import Limit, count_attempt, place
from app.contact.quarantine_models import Verdenking
from app.core import clock
from app.core.db import Executor
from app.core.errors import DomainError, Unavailable
from app.core.tokens import LinkExpired, LinkInvalid, Signer
from app.web.forms import Form, OnceForm
from app.web.state import loket

LEAST, LONGEST = 3, 24 * 3600
"""Seconds between showing a form and sending it."""
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(hours=24)
PER_MINUTE, PER_DAY, PER_EMAIL, IN_ALL = 10, 30, 20, 200
"""Of one kind of form: per place in a minute and in a day, per e-mail address in a day, and in all in an hour."""


class TooOften(DomainError):
    """This form came too often; later it is welcome again."""


class TrappedForm(Form):
    """A form with a field that people leave empty."""

    website = StringField(_l("Laat dit veld leeg"))

    def trapped(self) -> bool:
        """A robot filled in the field, or a program for somebody: ask to send it once more, with the field empty."""
        if not self.website.data:
            return False
        self.website.data = ""
        self.form_errors.append(
            _("Wij weten niet zeker of een mens dit verstuurt. Verstuur het formulier nog een keer.")
        )
        return True


class GuardedForm(OnceForm):
    """A form for a person of the desk. ``getoond`` is signed and says when the form was first shown."""

    website = StringField(_l("Laat dit veld leeg"))
    getoond = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        signer, now = Signer(loket().settings.secrets, "formulier"), int(clock.now().timestamp())
        self._fault = ""
        try:
            shown = signer.read(str(self.getoond.data or ""), LONGEST)
        except LinkExpired:
            shown = now - LEAST
            self._fault = _("Dit formulier stond lang open. Lees het nog eens na en verstuur het opnieuw.")
        except LinkInvalid:
            shown = now
        else:
            if isinstance(shown, int):
                self._fault = _too_fast() if now - shown < LEAST else ""
                return
            shown = now
        self._fault = self._fault or _too_fast()
        self.getoond.data = signer.sign(shown)

    def took_time(self) -> bool:
        """Whether a person can have filled this in; if not the form says to look again, and nothing typed is lost."""
        if not self._fault or not loket().settings.form_guard:
            return True
        self.form_errors.append(self._fault)
        return False

    def suspicion(self, session: Executor, email: str) -> Verdenking | None:
        """Count this form; why a person must look at it first, or None. Call it in the transaction that stores it."""
        if self.website.data:
            return Verdenking.LOKVELD
        limits = _limits("vraag", email)
        if _counted(session, [limit for _why, limit in limits]):
            return None
        full = [why for why, limit in limits if not _counted(session, [limit])]
        return full[0] if full else Verdenking.DRUKTE


def refuse_flood(session: Session, kind: str, email: str = "") -> None:
    """Count a small form of this kind; raises TooOften when a limit is full."""
    if not _counted(session, [limit for _why, limit in _limits(kind, email)]):
        raise TooOften(
            _(
                "Wij krijgen dit formulier nu te vaak. Probeer het later nog eens, of bel %(telefoon)s.",
                telefoon=loket().region.loket.telefoon,
            )
        )


def status_of(error: DomainError) -> int:
    """The HTTP status of a form that comes back with this fault."""
    return {Unavailable: 503, TooOften: 429}.get(type(error), 422)


def _too_fast() -> str:
    return str(_("Dit ging wel erg snel. Lees het formulier nog eens na en verstuur het daarna."))


def _limits(kind: str, email: str) -> list[tuple[Verdenking, Limit]]:
    where = place(request.remote_addr or "")
    limits = [
        (Verdenking.ADRES, Limit(f"{kind}-minuut:{where}", PER_MINUTE, MINUTE)),
        (Verdenking.ADRES, Limit(f"{kind}-dag:{where}", PER_DAY, DAY)),
        (Verdenking.DRUKTE, Limit(f"{kind}-alles", IN_ALL, HOUR)),
    ]
    if email:
        limits.append((Verdenking.EMAIL, Limit(f"{kind}-email:{email.strip().lower()}", PER_EMAIL, DAY)))
    return limits


def _counted(session: Executor, limits: list[Limit]) -> bool:
    if not loket().settings.form_guard:
        return True
    settings = loket().settings
    return count_attempt(session, limits, secret_key=settings.secret_key, now=clock.now()) is not None
