"""What readers and colleagues say about a page: did it help, and what had to be explained."""

from __future__ import annotations

import hashlib
import re
from datetime import date, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.errors import DomainError
from app.core.text import clean_text, mask_bsn
from app.kennisbank.catalogue import Catalogue, Page
from app.kennisbank.schema import KIND_NAMES
from app.redactie.models import Terugmelding, Uitleg

REDENEN = {
    "onduidelijk": "Het is onduidelijk",
    "past-niet": "Het past niet bij mijn situatie",
    "klopt-niet": "Er klopt iets niet",
    "iets-anders": "Ik zoek iets anders",
}
"""Why a page did not help, as people read it."""
LONGEST_TEXT = 500
MOST_PER_DAY = 200
KEEP = timedelta(days=365)
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@.,;:!?]+")
_NUMBER = re.compile(r"(?<![\d.,])\+?\(?\d(?:[ ().-]{0,2}\d){7,}(?![\d])")


def page_at(catalogue: Catalogue, path: str) -> Page | None:
    """The content page at a path of the site ("/regelingen/no-riskpolis"), or None."""
    kind, _, slug = path.strip("/").partition("/")
    return catalogue.page(kind, slug) if kind in KIND_NAMES else None


def without_personal_data(text: str) -> str:
    """The text without burgerservicenummers, e-mail addresses and numbers of eight digits and more."""
    masked, _count = mask_bsn(clean_text(text))
    return _NUMBER.sub("[nummer weggehaald]", _EMAIL.sub("[e-mailadres weggehaald]", masked))


def store_feedback(
    session: Session, *, pagina: str, taal: str, antwoord: str, reden: str | None, tekst: str, key: str, day: date
) -> bool:
    """Keep an answer; False when it was there already, or when this page got more answers today than people give.

    tekst: at most 500 characters, kept without personal data. key: random value of the form. Raises DomainError.
    """
    if antwoord not in ("ja", "nee") or (antwoord == "nee" and reden not in REDENEN):
        raise DomainError("Kies een reden.")
    if len(tekst) > LONGEST_TEXT:
        raise DomainError(f"Maak uw tekst korter: gebruik ten hoogste {LONGEST_TEXT} tekens.")
    sleutel = _hashed(key)
    today = select(func.count()).where(Terugmelding.pagina == pagina, Terugmelding.op == day)
    known = session.scalar(select(Terugmelding.id).where(Terugmelding.sleutel == sleutel))
    if known is not None or (session.scalar(today) or 0) >= MOST_PER_DAY:
        return False
    answer = Terugmelding(
        pagina=pagina,
        taal=taal,
        antwoord=antwoord,
        reden=reden if antwoord == "nee" else None,
        tekst=without_personal_data(tekst) or None,
        sleutel=sleutel,
        op=day,
    )
    return _added(session, answer)


def record_explained(session: Session, *, pagina: str, key: str, day: date) -> bool:
    """An accountmanager ticked "dit moest ik uitleggen" for this page; False when the same answer was sent before.

    key: what makes sending twice harmless, such as the referentie with the key of the answer; only its hash is kept.
    """
    sleutel = _hashed(f"{pagina} {key}")
    if session.scalar(select(Uitleg.id).where(Uitleg.sleutel == sleutel)) is not None:
        return False
    return _added(session, Uitleg(pagina=pagina, sleutel=sleutel, op=day))


def purge_feedback(session: Session, *, today: date) -> None:
    """Throw away what is older than a year."""
    for model in (Terugmelding, Uitleg):
        session.execute(delete(model).where(model.op < today - KEEP))


def _added(session: Session, row: Terugmelding | Uitleg) -> bool:
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:  # the same form, stored at this very moment
        return False
    return True


def _hashed(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
