"""The rules of the coördinator that divide new werkgevers: reading, trying out and changing them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Medewerker
from app.accounts.permissions import Actor, Rol, can_lead
from app.contact.routing import Decision, RoutingFacts, Verdeelregel, route
from app.contact.sizes import Grootte
from app.contact.staffing import load_staff
from app.contact.team_models import Routeringsregel
from app.core import audit
from app.core.errors import DomainError, NotAllowed, NotFound
from app.core.text import clean_line
from app.kennisbank.region import Regio

MOST_ORDER = 9999


@dataclass(frozen=True, slots=True)
class RuleFacts:
    """What the coördinator fills in; ``sectoren`` are slugs of terms, ``groottes`` values of ``Grootte``."""

    naam: str
    volgorde: int
    gemeenten: tuple[str, ...]
    sectoren: tuple[str, ...]
    groottes: tuple[str, ...]
    medewerkers: tuple[int, ...]


def load_rules(session: Session) -> tuple[Verdeelregel, ...]:
    """All rules in their order."""
    found = session.scalars(select(Routeringsregel).order_by(Routeringsregel.volgorde, Routeringsregel.id))
    return tuple(
        Verdeelregel(
            id=rule.id,
            naam=rule.naam,
            volgorde=rule.volgorde,
            mensen=frozenset(rule.medewerkers),
            gemeenten=frozenset(rule.gemeenten),
            sectoren=frozenset(rule.sectoren),
            groottes=frozenset(rule.groottes),
        )
        for rule in found
    )


def save_rule(
    session: Session,
    *,
    region: Regio,
    sectors: Sequence[str],
    actor: Actor,
    rule_id: int | None,
    facts: RuleFacts,
    now: datetime,
) -> int:
    """A new rule (``rule_id`` None) or a changed one; its id. sectors: the slugs that exist. Raises DomainError."""
    _require(actor)
    facts = _checked(session, region, sectors, facts)
    rule = _get(session, rule_id) if rule_id is not None else Routeringsregel()
    rule.naam, rule.volgorde = facts.naam, facts.volgorde
    rule.gemeenten, rule.sectoren = sorted(facts.gemeenten), sorted(facts.sectoren)
    rule.groottes, rule.medewerkers = sorted(facts.groottes), sorted(facts.medewerkers)
    rule.gewijzigd_op = now
    session.add(rule)
    session.flush()
    _record(session, actor, "regel-bewaard", rule, now)
    return rule.id


def delete_rule(session: Session, *, actor: Actor, rule_id: int, now: datetime) -> None:
    """The rule decides nothing any more; what it decided stays as it is."""
    _require(actor)
    rule = _get(session, rule_id)
    _record(session, actor, "regel-verwijderd", rule, now)
    session.delete(rule)


def try_out(
    session: Session,
    *,
    region: Regio,
    draft: RuleFacts | None,
    replaces: int | None,
    gemeente: str | None,
    sector: str | None,
    grootte: str | None,
    today: date,
) -> Decision:
    """Who would get a new werkgever like this, with ``draft`` among the rules (instead of rule ``replaces``).

    Stores nothing.
    """
    rules = [rule for rule in load_rules(session) if rule.id != replaces]
    if draft is not None:
        rules.append(
            Verdeelregel(
                id=replaces or 0,
                naam=draft.naam or "nieuwe regel",
                volgorde=draft.volgorde,
                mensen=frozenset(draft.medewerkers),
                gemeenten=frozenset(draft.gemeenten),
                sectoren=frozenset(draft.sectoren),
                groottes=frozenset(draft.groottes),
            )
        )
    place = region.gemeente(gemeente) if gemeente else None
    return route(
        RoutingFacts(
            staff=load_staff(session, today),
            gemeente=place.slug if place else None,
            gemeente_naam=place.naam if place else None,
            sector=sector or None,
            grootte=grootte or None,
            rules=tuple(rules),
        )
    )


def get_rule(session: Session, rule_id: int) -> RuleFacts:
    """The rule as the coördinator filled it in; raises NotFound."""
    rule = _get(session, rule_id)
    return RuleFacts(
        rule.naam,
        rule.volgorde,
        tuple(rule.gemeenten),
        tuple(rule.sectoren),
        tuple(rule.groottes),
        tuple(rule.medewerkers),
    )


def _checked(session: Session, region: Regio, sectors: Sequence[str], facts: RuleFacts) -> RuleFacts:
    naam = clean_line(facts.naam)
    if not naam or len(naam) > 120:
        raise DomainError("Geef de regel een naam van ten hoogste 120 tekens.")
    if not 1 <= facts.volgorde <= MOST_ORDER:
        raise DomainError(f"Kies een volgorde van 1 tot en met {MOST_ORDER}.")
    if any(region.gemeente(slug) is None for slug in facts.gemeenten):
        raise DomainError("Kies gemeenten uit de lijst.")
    if set(facts.sectoren) - set(sectors) or set(facts.groottes) - set(Grootte):
        raise DomainError("Kies sectoren en groottes uit de lijst.")
    if not (facts.gemeenten or facts.sectoren or facts.groottes):
        raise DomainError(
            "Kies ten minste een gemeente, een sector of een grootte. Anders geldt de regel voor iedereen."
        )
    people = [session.get(Medewerker, number) for number in facts.medewerkers]
    if not people or any(p is None or not p.actief or Rol.ACCOUNTMANAGER not in p.rollen for p in people):
        raise DomainError("Kies ten minste een accountmanager.")
    return RuleFacts(naam, facts.volgorde, facts.gemeenten, facts.sectoren, facts.groottes, facts.medewerkers)


def _require(actor: Actor) -> None:
    if not can_lead(actor):
        raise NotAllowed("Alleen de coördinator verdeelt het werk.")


def _get(session: Session, rule_id: int) -> Routeringsregel:
    rule = session.get(Routeringsregel, rule_id)
    if rule is None:
        raise NotFound("Deze regel bestaat niet (meer).")
    return rule


def _record(session: Session, actor: Actor, action: str, rule: Routeringsregel, now: datetime) -> None:
    audit.record(
        session,
        at=now,
        actor=actor.audit_name,
        action=action,
        object_type="routeringsregel",
        object_id=rule.id,
        gemeenten=list(rule.gemeenten),
        sectoren=list(rule.sectoren),
        groottes=list(rule.groottes),
        medewerkers=list(rule.medewerkers),
    )
