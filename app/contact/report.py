"""A report about one werkgever to print and leave behind: placements, regelingen, terms ahead, what helped, own words.

Internal notes are offered one by one and only go in when somebody chose them. Nothing is stored.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.accounts.permissions import Actor
from app.contact.dossier import Dossier, PlacementRow, get_dossier
from app.contact.dossier_models import Beoordeling, Contactmoment, Contactsoort, Niveau
from app.contact.models import Bericht, Contactverzoek
from app.contact.office import Opvolgplan
from app.contact.preparation import terms_ahead
from app.contact.promise import local_day
from app.contact.pulse import Answers
from app.contact.states import Soort
from app.kennisbank.facts import Facts

MOST = 50
"""How many notes and how many messages are offered, the newest."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Something somebody wrote. eigen: the werkgever wrote it, else a colleague did. wat: which kind of note."""

    id: str
    dag: date
    wie: str
    wat: str
    tekst: str
    eigen: bool


@dataclass(frozen=True, slots=True)
class UsedRegeling:
    """A regeling, for how many placements, and until when at most (None: not known)."""

    slug: str
    aantal: int
    tot: date | None


@dataclass(frozen=True, slots=True)
class Helped:
    """A question of which the werkgever said that the answer helped ("ja" or "deels")."""

    onderwerp: str
    dag: date
    geholpen: str


@dataclass(frozen=True, slots=True)
class Better:
    """A placement in which something got better between the first and the last answer to a check-in."""

    functie: str
    wat: str
    van: Niveau
    naar: Niveau


@dataclass(frozen=True, slots=True)
class Report:
    """What the page shows; ``woorden`` are only the quotes that were chosen."""

    dossier: Dossier
    plaatsingen: tuple[PlacementRow, ...]
    regelingen: tuple[UsedRegeling, ...]
    termijnen: tuple[tuple[date, str, str], ...]
    geholpen: tuple[Helped, ...]
    beter: tuple[Better, ...]
    woorden: tuple[Quote, ...]


def get_report(
    session: Session,
    actor: Actor,
    werkgever_id: int,
    *,
    chosen: Collection[str],
    plan: Opvolgplan,
    facts: Facts,
    today: date,
) -> Report:
    """``chosen``: ids of quotes; those of another werkgever are not found. Raises NotFound or NotAllowed."""
    dossier = get_dossier(session, actor, werkgever_id, plan=plan, facts=facts, today=today)
    return Report(
        dossier=dossier,
        plaatsingen=dossier.plaatsingen,
        regelingen=_regelingen(dossier),
        termijnen=terms_ahead(dossier, today),
        geholpen=_helped(session, werkgever_id),
        beter=_better(dossier),
        woorden=tuple(quote for quote in list_quotes(session, werkgever_id) if quote.id in set(chosen)),
    )


def list_quotes(session: Session, werkgever_id: int) -> tuple[Quote, ...]:
    """What can be chosen, the newest first; the caller checked who asks. Notes inside a request are never offered."""
    notes = session.scalars(
        select(Contactmoment)
        .options(joinedload(Contactmoment.medewerker))
        .where(Contactmoment.werkgever_id == werkgever_id)
        .order_by(Contactmoment.dag.desc(), Contactmoment.id.desc())
        .limit(MOST)
    )
    messages = session.scalars(
        select(Bericht)
        .join(Bericht.verzoek)
        .options(joinedload(Bericht.verzoek))
        .where(Contactverzoek.werkgever_id == werkgever_id, Bericht.soort == Soort.WERKGEVER)
        .order_by(Bericht.geschreven_op.desc(), Bericht.id.desc())
        .limit(MOST)
    )
    found = [_note(row) for row in notes]
    found += [
        Quote(
            f"b{row.id}", local_day(row.geschreven_op), row.verzoek.organisatie, row.verzoek.onderwerp, row.tekst, True
        )
        for row in messages
    ]
    return tuple(sorted(found, key=lambda quote: (quote.dag, quote.id), reverse=True))


def _note(row: Contactmoment) -> Quote:
    who = row.medewerker.naam if row.medewerker else ""
    return Quote(f"m{row.id}", row.dag, who, Contactsoort(row.soort).label, row.tekst, False)


def _regelingen(dossier: Dossier) -> tuple[UsedRegeling, ...]:
    ends: dict[str, list[date | None]] = {}
    for placement in dossier.plaatsingen:
        for used in placement.regelingen:
            ends.setdefault(used.slug, []).append(used.tot)
    return tuple(
        UsedRegeling(slug, len(days), max((day for day in days if day is not None), default=None))
        for slug, days in sorted(ends.items(), key=lambda item: (-len(item[1]), item[0]))
    )


def _helped(session: Session, werkgever_id: int) -> tuple[Helped, ...]:
    rows = session.execute(
        select(Contactverzoek.onderwerp, Beoordeling.gegeven_op, Beoordeling.geholpen)
        .join(Contactverzoek, Contactverzoek.id == Beoordeling.verzoek_id)
        .where(Contactverzoek.werkgever_id == werkgever_id, Beoordeling.geholpen.in_(("ja", "deels")))
        .order_by(Beoordeling.gegeven_op.desc())
        .limit(MOST)
    )
    return tuple(Helped(subject, local_day(given), helped) for subject, given, helped in rows)


def _better(dossier: Dossier) -> tuple[Better, ...]:
    found = []
    for placement in dossier.plaatsingen:
        rows = [c.antwoorden for c in reversed(dossier.checkins) if c.plaatsing_id == placement.id and c.antwoorden]
        for name in ("taken", "begeleiding"):
            found += _step(placement.functie, name, rows)
    return tuple(found)


def _step(functie: str, name: str, rows: list[Answers]) -> list[Better]:
    levels = [level for answers in rows if (level := getattr(answers, name)) is not None]
    if len(levels) < 2 or levels[-1].rang <= levels[0].rang:
        return []
    return [Better(functie, name, levels[0], levels[-1])]
