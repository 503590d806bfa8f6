"""Who answers: frozen facts in, a decision with its reasons out. No database, no clock.

Order: (1) the own accountmanager by KvK-nummer, (2) by verified e-mail address, (3) the rules of the
coördinator on gemeente, sector and size, in their order, and after them the gemeenten of everybody; among equals the
lowest open load per contract hour, (4) the desk queue. A person who is absent or has left is never chosen;
the deputy of an own accountmanager steps in, and without a working deputy the desk does. Being full ("vol") only
stops new werkgevers, never an own one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Regel(StrEnum):
    """The rule that decided."""

    EIGEN_KVK = "eigen-kvk"
    EIGEN_EMAIL = "eigen-email"
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


@dataclass(frozen=True, slots=True)
class Collega:
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
    """New werkgevers that fit go to one of ``mensen`` (ids). Empty gemeenten, sectoren or groottes: any will do.

    Where a rule asks for a sector or size, a werkgever that did not tell it does not fit.
    """

    id: int
    naam: str
    volgorde: int
    mensen: frozenset[int]
    gemeenten: frozenset[str] = frozenset()
    sectoren: frozenset[str] = frozenset()
    groottes: frozenset[str] = frozenset()

    def fits(self, gemeente: str, sector: str | None, grootte: str | None) -> bool:
        """Whether a werkgever with these facts falls under this rule."""
        wanted = ((self.gemeenten, gemeente), (self.sectoren, sector), (self.groottes, grootte))
        return all(not allowed or value in allowed for allowed, value in wanted)


@dataclass(frozen=True, slots=True)
class RoutingFacts:
    """Everything routing may look at. ``by_kvk`` and ``by_email`` are ids of the own accountmanager, when known."""

    staff: tuple[Collega, ...]
    gemeente: str | None
    gemeente_naam: str | None = None
    by_kvk: int | None = None
    by_email: int | None = None
    sector: str | None = None
    grootte: str | None = None
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
    one sentence each. ``rule``: the rule of the coördinator that decided, if one did.
    """

    regel: Regel
    owner: int | None
    relation: int | None
    reason_staff: str
    reason_employer: str
    skipped: tuple[Skipped, ...] = ()
    deputy_for: int | None = None
    rule: Verdeelregel | None = None


OWN_STAFF = {
    Regel.EIGEN_KVK: "{} is de vaste accountmanager van deze werkgever (KvK-nummer).",
    Regel.EIGEN_EMAIL: "{} is de vaste accountmanager van deze werkgever (bevestigd e-mailadres).",
}
OWN_EMPLOYER = "{} is uw vaste contactpersoon."
DESK_EMPLOYER = "Een medewerker van het loket beantwoordt uw vraag en zoekt een vaste contactpersoon voor u."


def route(facts: RoutingFacts) -> Decision:
    """Decide. Total and deterministic: the same facts always give the same owner or the desk."""
    staff = {person.id: person for person in facts.staff}
    skipped: list[Skipped] = []
    for regel, own in ((Regel.EIGEN_KVK, facts.by_kvk), (Regel.EIGEN_EMAIL, facts.by_email)):
        person = staff.get(own) if own is not None else None
        if person is None:
            continue
        if person.working:
            return _own(regel, person, skipped)
        skipped.append(_skip(person))
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
    for rule in sorted(facts.rules, key=lambda rule: (rule.volgorde, rule.id)):
        if rule.fits(facts.gemeente, facts.sector, facts.grootte):
            chosen, alone = _least_busy((p for p in staff.values() if p.id in rule.mensen), skipped)
            if chosen is not None:
                return _by_rule(rule, chosen, alone, skipped)
    return _by_gemeente(facts, staff, skipped)


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
        skipped.append(_skip(deputy))
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
    ordered = sorted(candidates, key=_load)
    free = [p for p in ordered if p.working and not p.full]
    noted = {s.id for s in skipped}
    skipped += [_skip(p) for p in ordered if p not in free and p.id not in noted]
    return (free[0] if free else None), len(free) == 1


def _by_rule(rule: Verdeelregel, chosen: Collega, alone: bool, skipped: list[Skipped]) -> Decision:
    load = "" if alone else f" {chosen.naam} heeft van deze groep naar uren gerekend het minste open werk."
    return Decision(
        Regel.VERDEELREGEL,
        chosen.id,
        chosen.id,
        f"De regel “{rule.naam}” wijst {chosen.naam} aan.{load}",
        f"{chosen.naam} werkt voor bedrijven zoals het uwe en is voortaan uw vaste contactpersoon.",
        tuple(skipped),
        rule=rule,
    )


def _load(person: Collega) -> tuple[Fraction, int]:
    return Fraction(person.open_load, person.uren), person.id


def _skip(person: Collega) -> Skipped:
    if not person.works_here:
        return Skipped(person.id, person.naam, Waarom.VERTROKKEN)
    return Skipped(person.id, person.naam, Waarom.AFWEZIG if person.absent else Waarom.VOL)
