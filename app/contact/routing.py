"""Who answers: frozen facts in, a decision with its reasons out. No database, no clock.

Order: (1) the own accountmanager by KvK-nummer, (2) by verified e-mail address, or by name and phone number for what a
colleague wrote down, (3) the rules of the coördinator on gemeente, sector, size and subject: those of a named team
first, then in their order, and after them the gemeenten of everybody; among equals the lowest open load per contract
hour, (4) the desk queue. A person who is absent or has left is never chosen; the deputy of an own accountmanager steps
in, and without a working deputy the desk does. Being full ("vol") only stops new werkgevers, never an own one.

A named team (van werk naar werk) is reached whatever decides: a new werkgever goes to somebody of the team. A werkgever
with an own accountmanager keeps that person as owner, because no stranger answers while the own accountmanager works;
then somebody of the team is asked into the request (``helper``), reads it and may answer. The same when everybody of
the team is full. Only outside the region no team is asked: the desk refers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple


class Regel(StrEnum):
    """The rule that decided."""

    EIGEN_KVK = "eigen-kvk"
    EIGEN_EMAIL = "eigen-email"
    EIGEN_TELEFOON = "eigen-telefoon"
    VERDEELREGEL = "verdeelregel"
    GEMEENTE = "gemeente"
    LOKET = "loket"
    BUITEN_REGIO = "buiten-regio"


class Waarom(StrEnum):
    """Why somebody was passed over."""

    AFWEZIG = "afwezig"
    VERTROKKEN = "vertrokken"
    VOL = "vol"

    @property
    def zin(self) -> str:
        """In words, after a name."""
        return {"afwezig": "is afwezig", "vertrokken": "werkt hier niet meer", "vol": "zit vol"}[self.value]


class Collega(NamedTuple):
    """One accountmanager as routing sees them. ``open_load``: open requests; ``uren``: contract hours per week (> 0).

    ``deputy``: id of the colleague who replaces this person while ``absent``.
    """

    id: int
    naam: str
    uren: int
    open_load: int = 0
    works_here: bool = True
    absent: bool = False
    full: bool = False
    deputy: int | None = None
    gemeenten: frozenset[str] = frozenset()

    @property
    def working(self) -> bool:
        return self.works_here and not self.absent


@dataclass(frozen=True, slots=True)
class Verdeelregel:
    """New werkgevers that fit go to one of ``mensen`` (ids). Empty gemeenten, sectoren, groottes, onderwerpen: any.

    Where a rule asks for a sector or size, a werkgever that did not tell it does not fit. ``onderwerpen``: ids of
    subjects. ``team``: the name of a team that is also asked into requests of werkgevers with an own accountmanager.
    """

    id: int
    naam: str
    volgorde: int
    mensen: frozenset[int]
    gemeenten: frozenset[str] = frozenset()
    sectoren: frozenset[str] = frozenset()
    groottes: frozenset[str] = frozenset()
    onderwerpen: frozenset[str] = frozenset()
    team: str | None = None

    def fits(self, facts: RoutingFacts) -> bool:
        """Whether a werkgever with these facts and this subject falls under this rule."""
        wanted = (
            (self.gemeenten, facts.gemeente),
            (self.sectoren, facts.sector),
            (self.groottes, facts.grootte),
            (self.onderwerpen, facts.onderwerp),
        )
        return all(not allowed or value in allowed for allowed, value in wanted)


@dataclass(frozen=True, slots=True)
class RoutingFacts:
    """Everything routing may look at. ``by_kvk``, ``by_email`` and ``by_phone`` are ids of the own accountmanager.

    ``onderwerp``: id of the subject; None for one that is not in the list.
    """

    staff: tuple[Collega, ...]
    gemeente: str | None
    gemeente_naam: str | None = None
    by_kvk: int | None = None
    by_email: int | None = None
    by_phone: int | None = None
    sector: str | None = None
    grootte: str | None = None
    onderwerp: str | None = None
    rules: tuple[Verdeelregel, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """Somebody who came first but was passed over, and why."""

    id: int
    naam: str
    waarom: Waarom


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome. ``owner`` None: the desk queue. ``relation``: who is (or becomes) the vaste accountmanager.

    ``deputy_for`` is the absent person in whose place the owner answers. ``reason_staff`` and ``reason_employer`` are
    a few sentences each. ``rule``: the rule of the coördinator that decided, if one did. ``helper``: somebody of the
    named ``team`` who is asked into the request beside the owner; with a ``team`` and no helper the owner is of it.
    """

    regel: Regel
    owner: int | None
    relation: int | None
    reason_staff: str
    reason_employer: str
    skipped: tuple[Skipped, ...] = ()
    deputy_for: int | None = None
    rule: Verdeelregel | None = None
    helper: int | None = None
    team: str | None = None


OWN_STAFF = {
    Regel.EIGEN_KVK: "{} is de vaste accountmanager van deze werkgever (KvK-nummer).",
    Regel.EIGEN_EMAIL: "{} is de vaste accountmanager van deze werkgever (bevestigd e-mailadres).",
    Regel.EIGEN_TELEFOON: "{} is de vaste accountmanager van deze werkgever (naam en telefoonnummer).",
}
OWN_EMPLOYER = "{} is uw vaste contactpersoon."
DESK_EMPLOYER = "Een medewerker van het loket beantwoordt uw vraag en zoekt een vaste contactpersoon voor u."


def route(facts: RoutingFacts) -> Decision:
    """Decide. Total and deterministic: the same facts always give the same owner or the desk."""
    staff = {person.id: person for person in facts.staff}
    decision = _find_owner(facts, staff)
    return decision if decision.regel is Regel.BUITEN_REGIO else _with_team(facts, staff, decision)


def _find_owner(facts: RoutingFacts, staff: Mapping[int, Collega]) -> Decision:
    skipped: list[Skipped] = []
    known = (
        (Regel.EIGEN_KVK, facts.by_kvk),
        (Regel.EIGEN_EMAIL, facts.by_email),
        (Regel.EIGEN_TELEFOON, facts.by_phone),
    )
    for regel, own in known:
        person = staff.get(own) if own is not None else None
        if person is None:
            continue
        if person.working:
            return _own(regel, person, skipped)
        _pass_over(person, skipped)
        if person.works_here:
            return _deputy(regel, person, staff, skipped)
    if facts.gemeente is None:
        return Decision(
            Regel.BUITEN_REGIO,
            None,
            None,
            "Deze werkgever zit buiten onze regio. Het loket verwijst door.",
            "Uw bedrijf zit buiten onze regio. Het loket zoekt voor u uit bij wie u moet zijn.",
            tuple(skipped),
        )
    for rule in _in_order(facts.rules):
        if rule.fits(facts):
            chosen, alone = _least_busy((p for p in staff.values() if p.id in rule.mensen), skipped)
            if chosen is not None:
                return _by_rule(rule, chosen, alone, skipped)
    return _by_gemeente(facts, staff, skipped)


def in_view(facts: RoutingFacts, deputies: Mapping[int, int]) -> frozenset[int]:
    """Ids of everybody ``route`` can look at besides those with the gemeente as territory; others never matter.

    deputies: who stands in for whom. The own accountmanagers with everybody their chain reaches, and the people of
    each rule that fits.
    """
    seen: set[int] = set()
    for own in (facts.by_kvk, facts.by_email, facts.by_phone):
        while own is not None and own not in seen:
            seen.add(own)
            own = deputies.get(own)
    return frozenset(seen.union(*(rule.mensen for rule in facts.rules if rule.fits(facts))))


def _in_order(rules: Iterable[Verdeelregel]) -> list[Verdeelregel]:
    """A named team comes before every other rule: its promise is the short one."""
    return sorted(rules, key=lambda rule: (rule.team is None, rule.volgorde, rule.id))


def _with_team(facts: RoutingFacts, staff: Mapping[int, Collega], decision: Decision) -> Decision:
    """Ask somebody of the first named team that fits and works, unless the owner belongs to it."""
    for rule in _in_order(facts.rules):
        if rule.team is None or not rule.fits(facts):
            continue
        if decision.owner in rule.mensen:
            return replace(decision, team=rule.team)
        working = [p for p in staff.values() if p.id in rule.mensen and p.working]
        if working:
            helper = min(working, key=lambda p: (p.full, *_load(p)))
            return replace(
                decision,
                reason_staff=f"{decision.reason_staff} {helper.naam} van het team “{rule.team}” denkt mee.",
                reason_employer=f"{decision.reason_employer} Het team “{rule.team}” denkt mee.",
                helper=helper.id,
                team=rule.team,
            )
    return decision


def _own(regel: Regel, person: Collega, skipped: list[Skipped]) -> Decision:
    return Decision(
        regel,
        person.id,
        person.id,
        OWN_STAFF[regel].format(person.naam),
        OWN_EMPLOYER.format(person.naam),
        tuple(skipped),
    )


def _deputy(regel: Regel, absent: Collega, staff: Mapping[int, Collega], skipped: list[Skipped]) -> Decision:
    """The own accountmanager is away for a while: a working deputy answers, else the desk. The relation stays."""
    deputy = working_deputy(absent, staff, skipped)
    if deputy is None:
        return Decision(
            regel,
            None,
            absent.id,
            f"{absent.naam} is de vaste accountmanager, maar is afwezig en heeft geen vervanger die werkt. "
            "Het loket antwoordt.",
            f"{absent.naam} is uw vaste contactpersoon, maar is nu afwezig. Een medewerker van het loket antwoordt.",
            tuple(skipped),
        )
    return Decision(
        regel,
        deputy.id,
        absent.id,
        f"{deputy.naam} vervangt {absent.naam}, de vaste accountmanager van deze werkgever.",
        f"{deputy.naam} vervangt {absent.naam}, uw vaste contactpersoon.",
        tuple(skipped),
        deputy_for=absent.id,
    )


def working_deputy(absent: Collega, staff: Mapping[int, Collega], skipped: list[Skipped]) -> Collega | None:
    """Follow the chain of deputies to the first who works; a circle or a dead end gives None."""
    seen = {absent.id}
    current = absent
    while current.deputy is not None and current.deputy not in seen:
        seen.add(current.deputy)
        deputy = staff.get(current.deputy)
        if deputy is None:
            return None
        if deputy.working:
            return deputy
        _pass_over(deputy, skipped)
        current = deputy
    return None


def _by_gemeente(facts: RoutingFacts, staff: Mapping[int, Collega], skipped: list[Skipped]) -> Decision:
    place = facts.gemeente_naam or facts.gemeente
    chosen, alone = _least_busy((p for p in staff.values() if facts.gemeente in p.gemeenten), skipped)
    if chosen is None:
        return Decision(
            Regel.LOKET,
            None,
            None,
            f"Niemand neemt nu nieuwe werkgevers in {place} aan. Het loket antwoordt en wijst iemand toe.",
            DESK_EMPLOYER,
            tuple(skipped),
        )
    load = "" if alone else " en heeft daar naar uren gerekend het minste open werk"
    return Decision(
        Regel.GEMEENTE,
        chosen.id,
        chosen.id,
        f"{chosen.naam} werkt voor {place}{load}.",
        f"{chosen.naam} werkt voor bedrijven in {place} en is voortaan uw vaste contactpersoon.",
        tuple(skipped),
    )


def _least_busy(candidates: Iterable[Collega], skipped: list[Skipped]) -> tuple[Collega | None, bool]:
    """The free candidate with the lowest load, and whether there was no choice; notes who was passed over, once."""
    free = []
    for person in sorted(candidates, key=_load):
        if person.working and not person.full:
            free.append(person)
        else:
            _pass_over(person, skipped)
    return (free[0] if free else None), len(free) == 1


def _by_rule(rule: Verdeelregel, chosen: Collega, alone: bool, skipped: list[Skipped]) -> Decision:
    load = "" if alone else f" {chosen.naam} heeft van deze groep naar uren gerekend het minste open werk."
    employer = f"{chosen.naam} werkt voor bedrijven zoals het uwe en is voortaan uw vaste contactpersoon."
    if rule.team is not None:
        employer = f"Uw vraag gaat naar het team “{rule.team}”. {chosen.naam} is voortaan uw vaste contactpersoon."
    elif rule.onderwerpen:
        employer = f"{chosen.naam} werkt aan vragen zoals de uwe en is voortaan uw vaste contactpersoon."
    return Decision(
        Regel.VERDEELREGEL,
        chosen.id,
        chosen.id,
        f"De regel “{rule.naam}” wijst {chosen.naam} aan.{load}",
        employer,
        tuple(skipped),
        rule=rule,
    )


def _load(person: Collega) -> tuple[float, int]:
    """Open work per hour. Division rounds the same ratio to the same number, so equal stays equal."""
    return person.open_load / person.uren, person.id


def _pass_over(person: Collega, skipped: list[Skipped]) -> None:
    """Note it once, with the first reason that holds."""
    if any(known.id == person.id for known in skipped):
        return
    why = Waarom.AFWEZIG if person.absent else Waarom.VOL
    skipped.append(Skipped(person.id, person.naam, why if person.works_here else Waarom.VERTROKKEN))
