"""The sheet for a conversation with one werkgever: what is known, what is not, and what to do in this phase. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.behoud.schema import EersteGesprek, Gespreksfase
from app.contact.company import FACTS, label_of
from app.contact.dossier import Dossier, PlacementRow
from app.contact.followups import FollowUpRow
from app.contact.queries import InboxRow
from app.contact.states import OPEN
from app.contact.subjects import ID_OF

LOOKING_FOR_PEOPLE = ("personeel", "proefplaatsing", "elders")
"""Subjects of a request with which the matching begins."""


@dataclass(frozen=True, slots=True)
class Known:
    """Something that is known of the company, with what it means for the conversation."""

    naam: str
    waarde: str
    tips: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preparation:
    """waarom: why this phase was proposed; None when somebody chose it. termijnen: the first day first."""

    fase: Gespreksfase
    waarom: str | None
    bekend: tuple[Known, ...]
    onbekend: tuple[str, ...]
    plaatsingen: tuple[PlacementRow, ...]
    termijnen: tuple[tuple[date, str, str], ...]
    gepland: tuple[FollowUpRow, ...]
    open_vragen: tuple[InboxRow, ...]


def propose_phase(dossier: Dossier) -> tuple[str, str]:
    """The phase that fits what we know, and why in one sentence."""
    if any(p.beeindigd_op is None for p in dossier.plaatsingen):
        return "verduurzamen", "Er werkt nu iemand bij deze werkgever."
    asks = [r for r in dossier.verzoeken if r.status in OPEN and ID_OF.get(r.onderwerp) in LOOKING_FOR_PEOPLE]
    if asks:
        return "matching", f"Er staat een vraag open: {asks[0].onderwerp.lower()}."
    if dossier.plaatsingen:
        return "matching", "Er was eerder een plaatsing. Misschien is er nu weer werk."
    return "interesseren", "Er was nog geen plaatsing."


def prepare(dossier: Dossier, guide: EersteGesprek, *, chosen: str, today: date) -> Preparation:
    """``chosen``: id of a phase, anything else gives the proposed one."""
    name, why = propose_phase(dossier)
    fase, waarom = guide.fase(chosen), None
    if fase is None:
        fase, waarom = guide.fase(name), why
    assert fase is not None  # noqa: S101 - the schema has the three phases
    known, unknown = [], []
    for kenmerk in guide.kenmerken:
        value = getattr(dossier, kenmerk.id)
        label = label_of(kenmerk.id, value)
        if label is None:
            unknown.append(kenmerk.vraag)
        else:
            known.append(Known(FACTS[kenmerk.id][0], label, kenmerk.tips.get(str(value), ())))
    return Preparation(
        fase=fase,
        waarom=waarom,
        bekend=tuple(known),
        onbekend=tuple(unknown),
        plaatsingen=dossier.plaatsingen,
        termijnen=terms_ahead(dossier, today),
        gepland=tuple(o for o in dossier.opvolgingen if o.stand == "gepland"),
        open_vragen=tuple(r for r in dossier.verzoeken if r.status in OPEN),
    )


def terms_ahead(dossier: Dossier, today: date) -> tuple[tuple[date, str, str], ...]:
    """(last day, slug of the regeling, functie) of running placements, as far as that day is known and to come."""
    return tuple(
        sorted(
            (used.tot, used.slug, placement.functie)
            for placement in dossier.plaatsingen
            if placement.beeindigd_op is None
            for used in placement.regelingen
            if used.tot is not None and used.tot >= today
        )
    )
