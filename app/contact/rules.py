"""The rules of the coördinator that divide new werkgevers: reading, trying out and changing them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.accounts.models import Medewerker
from app.accounts.permissions import Actor, Rol, can_lead
from app.contact.routing import Decision, RoutingFacts, Verdeelregel, route
from app.contact.sizes import Grootte
from app.contact.staffing import load_staff
from app.contact.subjects import BY_ID
from app.contact.team_models import Routeringsregel
from app.core import audit
from app.core.db import Executor, connection_of
from app.core.errors import DomainError, NotAllowed, NotFound
from app.core.prepared import Prepared
from app.core.text import clean_line
from app.kennisbank.region import Regio

MOST_ORDER = 9999
_IN_ORDER = Prepared(select(Routeringsregel.__table__).order_by(Routeringsregel.volgorde, Routeringsregel.id))
LONGEST_TEAM = 60


@dataclass(frozen=True, slots=True)
class RuleFacts:
    """What the coördinator fills in; ``sectoren`` are slugs of terms, ``groottes`` values of ``Grootte``.

    ``onderwerpen`` are ids of subjects; ``team``: the name of a team that werkgevers read, empty for none.
    """

    naam: str
    volgorde: int
    gemeenten: tuple[str, ...]
    sectoren: tuple[str, ...]
    groottes: tuple[str, ...]
    medewerkers: tuple[int, ...]
    onderwerpen: tuple[str, ...] = ()
    team: str = ""


def load_rules(session: Executor) -> tuple[Verdeelregel, ...]:
    """All rules in their order."""
    return tuple(_routed(rule.id, _facts(rule)) for rule in _IN_ORDER.rows(connection_of(session), {}))


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
    rule = store_rule(
        session, region=region, sectors=sectors, by=actor.audit_name, rule_id=rule_id, facts=facts, now=now
    )
    return rule.id


def store_rule(
    session: Session,
    *,
    region: Regio,
    sectors: Sequence[str],
    by: str,
    facts: RuleFacts,
    now: datetime,
    rule_id: int | None = None,
) -> Routeringsregel:
    """The same without asking who: for the first start (``by`` "systeem")."""
    facts = _checked(session, region, sectors, facts)
    rule = _get(session, rule_id) if rule_id is not None else Routeringsregel()
    rule.naam, rule.volgorde = facts.naam, facts.volgorde
    rule.gemeenten, rule.sectoren = sorted(facts.gemeenten), sorted(facts.sectoren)
    rule.groottes, rule.onderwerpen, rule.team = sorted(facts.groottes), sorted(facts.onderwerpen), facts.team or None
    people = sorted(facts.medewerkers)
    rule.medewerkers, rule.leden = ([], people) if facts.onderwerpen else (people, None)
    rule.gewijzigd_op = now
    session.add(rule)
    session.flush()
    _record(session, by, "regel-bewaard", rule, now)
    return rule


def delete_rule(session: Session, *, actor: Actor, rule_id: int, now: datetime) -> None:
    """The rule decides nothing any more; what it decided stays as it is."""
    _require(actor)
    rule = _get(session, rule_id)
    _record(session, actor.audit_name, "regel-verwijderd", rule, now)
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
    onderwerp: str | None = None,
    eigen: int | None = None,
    today: date,
) -> Decision:
    """Who would get a new werkgever like this, with ``draft`` among the rules (instead of rule ``replaces``).

    ``eigen``: try it with a werkgever of which this person is the vaste accountmanager. Stores nothing.
    """
    rules = [rule for rule in load_rules(session) if rule.id != replaces]
    if draft is not None:
        rules.append(_routed(replaces or 0, replace(draft, naam=draft.naam or "nieuwe regel")))
    place = region.gemeente(gemeente) if gemeente else None
    return route(
        RoutingFacts(
            staff=load_staff(session, today),
            gemeente=place.slug if place else None,
            gemeente_naam=place.naam if place else None,
            sector=sector or None,
            grootte=grootte or None,
            onderwerp=onderwerp or None,
            by_kvk=eigen,
            rules=tuple(rules),
        )
    )


def get_rule(session: Session, rule_id: int) -> RuleFacts:
    """The rule as the coördinator filled it in; raises NotFound."""
    return _facts(_get(session, rule_id))


def _facts(rule: Routeringsregel | Row[Any]) -> RuleFacts:
    return RuleFacts(
        rule.naam,
        rule.volgorde,
        tuple(rule.gemeenten),
        tuple(rule.sectoren),
        tuple(rule.groottes),
        tuple(rule.leden or rule.medewerkers),
        tuple(rule.onderwerpen or ()),
        rule.team or "",
    )


def _routed(number: int, facts: RuleFacts) -> Verdeelregel:
    return Verdeelregel(
        id=number,
        naam=facts.naam,
        volgorde=facts.volgorde,
        mensen=frozenset(facts.medewerkers),
        gemeenten=frozenset(facts.gemeenten),
        sectoren=frozenset(facts.sectoren),
        groottes=frozenset(facts.groottes),
        onderwerpen=frozenset(facts.onderwerpen),
        team=clean_line(facts.team) or None,
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
    if set(facts.onderwerpen) - set(BY_ID):
        raise DomainError("Kies onderwerpen uit de lijst.")
    if not (facts.gemeenten or facts.sectoren or facts.groottes or facts.onderwerpen):
        raise DomainError(
            "Kies ten minste een onderwerp, een gemeente, een sector of een grootte. "
            "Anders geldt de regel voor iedereen."
        )
    team = clean_line(facts.team)
    if len(team) > LONGEST_TEAM:
        raise DomainError(f"Geef het team een naam van ten hoogste {LONGEST_TEAM} tekens.")
    if team and not facts.onderwerpen:
        raise DomainError("Kies bij een team ten minste één onderwerp. Anders denkt het team over elke vraag mee.")
    people = [session.get(Medewerker, number) for number in facts.medewerkers]
    if not people or any(p is None or not p.actief or Rol.ACCOUNTMANAGER not in p.rollen for p in people):
        raise DomainError("Kies ten minste een accountmanager.")
    return replace(facts, naam=naam, team=team)


def _require(actor: Actor) -> None:
    if not can_lead(actor):
        raise NotAllowed("Alleen de coördinator verdeelt het werk.")


def _get(session: Session, rule_id: int) -> Routeringsregel:
    rule = session.get(Routeringsregel, rule_id)
    if rule is None:
        raise NotFound("Deze regel bestaat niet (meer).")
    return rule


def _record(session: Session, by: str, action: str, rule: Routeringsregel, now: datetime) -> None:
    audit.record(
        session,
        at=now,
        actor=by,
        action=action,
        object_type="routeringsregel",
        object_id=rule.id,
        gemeenten=list(rule.gemeenten),
        sectoren=list(rule.sectoren),
        groottes=list(rule.groottes),
        medewerkers=list(rule.leden or rule.medewerkers),
        onderwerpen=list(rule.onderwerpen or ()),
        team=rule.team,
    )
