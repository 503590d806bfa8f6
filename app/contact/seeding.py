"""The first start of an installation: staff, territory and routing rules out of ``content/regio``.

Only while nobody works here yet, and once: what a coördinator changes afterwards is never overwritten. Accounts get
no password; a beheerder gives one or sends an invitation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.hours import stored_hours
from app.accounts.models import Medewerker
from app.accounts.permissions import Rol
from app.accounts.services import create_medewerker
from app.contact.rules import LONGEST_TEAM, RuleFacts, store_rule
from app.contact.sizes import Grootte
from app.contact.staffing import WORKING_ROLES
from app.contact.subjects import BY_ID
from app.contact.territory import set_territory
from app.core import audit
from app.core.audit import AuditEntry
from app.core.db import Database
from app.core.errors import DomainError
from app.kennisbank.catalogue import Catalogue, load
from app.kennisbank.frontmatter import Problem
from app.kennisbank.region import Regio, Startmedewerker, Startregel
from app.settings import Settings

DONE = "eerste-inrichting"


def seed_installation(db: Database, settings: Settings, *, now: datetime, report: Callable[[str], None]) -> bool:
    """Furnish an empty installation from its content folder and say what was done; whether anything was.

    Wrong content, and in production an example of a region, are said and leave the installation as it is: the people
    of an example would otherwise stand in the way of the real ones.
    """
    catalogue, problems = load(settings.content_dir)
    if catalogue is None:
        report(f"Nog niet ingericht: de inhoud heeft {len(problems)} fouten. Draai: flask content check")
        return False
    if settings.production and catalogue.region.loket.voorbeeld:
        report("Nog niet ingericht: het loket in content/regio is nog een voorbeeld. Vul uw eigen regio in.")
        return False
    try:
        with db.transaction() as session:
            said = seed(session, region=catalogue.region, sectors=catalogue.terms["sectoren"], now=now)
    except IntegrityError:  # another process of this installation starts at this very moment
        return False
    except DomainError as error:
        report(f"Nog niet ingericht: {error} Verbeter start in content/regio.")
        return False
    for line in said:
        report(line)
    return bool(said)


def seed(session: Session, *, region: Regio, sectors: Iterable[str], now: datetime) -> tuple[str, ...]:
    """What was made, in sentences; nothing when the installation was furnished before or people work here already.

    All or nothing in the caller's transaction; raises DomainError for what cannot be.
    """
    start = region.start
    if not start.medewerkers or not is_first_start(session):
        return ()
    made, known = [], 0
    people: dict[str, Medewerker] = {}
    for person in start.medewerkers:
        found = session.scalar(select(Medewerker).where(Medewerker.email == person.email))
        people[person.email] = found or _make(session, region, person, now)
        known += found is not None
        made += [] if found else [person]
    for person in made:
        if person.vervanger:
            people[person.email].vervanger_id = people[person.vervanger].id
    for rule in start.regels:
        facts = _rule(rule, people)
        store_rule(session, region=region, sectors=list(sectors), by="systeem", facts=facts, now=now)
    audit.record(
        session,
        at=now,
        actor="systeem",
        action=DONE,
        object_type="regio",
        object_id=region.slug,
        medewerkers=len(made),
        regels=len(start.regels),
    )
    return tuple(_sentences(made, known, start.regels))


def is_first_start(session: Session) -> bool:
    """Nothing was furnished before, and nobody is there yet who answers werkgevers."""
    if session.scalar(select(AuditEntry.id).where(AuditEntry.action == DONE).limit(1)) is not None:
        return False
    return not any(WORKING_ROLES & set(roles) for roles in session.scalars(select(Medewerker.rollen)))


def check_start(catalogue: Catalogue) -> Iterable[Problem]:
    """What an editor should know: roles, subjects, sectors, sizes and teams in ``start`` that cannot be."""
    region = catalogue.region
    name = f"regio/{region.slug}.yaml"
    roles = {address: set(person.rollen) for person in region.start.medewerkers for address in [person.email]}
    for person in region.start.medewerkers:
        for role in sorted(set(person.rollen) - set(Rol)):
            yield _wrong(name, f"De rol '{role}' bestaat niet.", Rol)
        if person.gemeenten and Rol.ACCOUNTMANAGER not in person.rollen:
            yield _wrong(name, f"{person.naam} is geen accountmanager en kan geen gemeenten hebben.", ())
    for rule in region.start.regels:
        for slug, allowed in (
            *((s, tuple(BY_ID)) for s in rule.onderwerpen),
            *((s, tuple(catalogue.terms["sectoren"])) for s in rule.sectoren),
            *((s, tuple(Grootte)) for s in rule.groottes),
        ):
            if slug not in allowed:
                yield _wrong(name, f"'{slug}' bestaat niet (regel {rule.naam}).", allowed)
        if rule.team and (not rule.onderwerpen or len(rule.team) > LONGEST_TEAM):
            yield _wrong(name, f"Bij het team van regel {rule.naam} hoort een onderwerp en een korte naam.", ())
        if not (rule.onderwerpen or rule.gemeenten or rule.sectoren or rule.groottes):
            yield _wrong(name, f"Regel {rule.naam} geldt voor iedereen. Kies waarvoor zij geldt.", ())
        if any(Rol.ACCOUNTMANAGER not in roles[address] for address in rule.medewerkers):
            yield _wrong(name, f"Regel {rule.naam} wijst iemand aan die geen accountmanager is.", ())


def _make(session: Session, region: Regio, person: Startmedewerker, now: datetime) -> Medewerker:
    made = create_medewerker(
        session,
        naam=person.naam,
        email=person.email,
        rollen=person.rollen,
        telefoon=person.telefoon,
        werkdagen=person.werkdagen,
        uren=person.uren,
        now=now,
    )
    made.organisatie = person.organisatie
    made.werktijden = stored_hours(person.werkdagen, {str(day): hours for day, hours in person.werktijden.items()})
    if person.gemeenten:
        set_territory(session, region=region, medewerker_id=made.id, gemeenten=person.gemeenten, now=now)
    return made


def _rule(rule: Startregel, people: dict[str, Medewerker]) -> RuleFacts:
    return RuleFacts(
        naam=rule.naam,
        volgorde=rule.volgorde,
        gemeenten=rule.gemeenten,
        sectoren=rule.sectoren,
        groottes=rule.groottes,
        medewerkers=tuple(people[address].id for address in rule.medewerkers),
        onderwerpen=rule.onderwerpen,
        team=rule.team,
    )


def _sentences(made: list[Startmedewerker], known: int, rules: tuple[Startregel, ...]) -> Iterable[str]:
    yield f"Ingericht uit content/regio: {len(made)} medewerkers en {len(rules)} regels."
    for person in made:
        places = f", gemeenten: {', '.join(person.gemeenten)}" if person.gemeenten else ""
        yield f"  {person.email} ({', '.join(person.rollen)}{places})"
    for rule in rules:
        yield f"  regel {rule.naam}: {', '.join(rule.medewerkers)}"
    if known:
        yield f"  {known} medewerkers stonden er al en zijn niet veranderd."
    yield "Niemand heeft een wachtwoord. Geef er een met: flask medewerker wachtwoord E-MAILADRES"


def _wrong(file: str, what: str, allowed: Iterable[str]) -> Problem:
    choices = ", ".join(allowed)
    return Problem(file, 1, "start", what, f"Kies uit: {choices}." if choices else "Pas start aan.")
