"""Demo data for a newcomer: people, werkgevers and requests that do not exist, made through the services.

Every address ends in .example, which never exists, and every KvK-nummer begins with 000000.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Medewerker
from app.accounts.permissions import Actor, Rol
from app.accounts.services import as_actor, create_medewerker, set_password
from app.contact import closing, services
from app.contact.calls import Kanaal, record_request
from app.contact.demo_dossier import fill_dossier
from app.contact.followups import add_followup
from app.contact.intake import submit_contactverzoek
from app.contact.links import Desk, FollowLink, Links
from app.contact.models import Contactverzoek
from app.contact.office import load_office
from app.contact.placements import Terms
from app.contact.promise import local_day
from app.contact.request_facts import RequestFacts
from app.contact.rules import RuleFacts, save_rule
from app.contact.sizes import Grootte
from app.contact.subjects import BY_ID
from app.contact.territory import set_territory
from app.core import clock
from app.core.db import Database
from app.core.errors import DomainError
from app.kennisbank.catalogue import load
from app.settings import Settings

DEMO_PASSWORD = "fiets-kaneel-gordijn"  # noqa: S105 - printed at the start, refused in production


@dataclass(frozen=True, slots=True)
class Persoon:
    """A colleague in the demo. ``vervanger``: first name of who steps in; only for a guest an ``organisatie``."""

    voornaam: str
    rollen: tuple[Rol, ...]
    uren: int = 36
    werkdagen: tuple[str, ...] = ("ma", "di", "wo", "do", "vr")
    vervanger: str | None = None
    organisatie: str | None = None

    @property
    def naam(self) -> str:
        return f"{self.voornaam} Voorbeeld"

    @property
    def email(self) -> str:
        return f"{self.voornaam.lower()}@loket.example"


PEOPLE = (
    Persoon("Carla", (Rol.COORDINATOR,)),
    Persoon("Coen", (Rol.COORDINATOR,), 32, ("ma", "di", "wo", "do")),
    Persoon("Lotte", (Rol.LOKET,)),
    Persoon("Aisha", (Rol.ACCOUNTMANAGER,)),
    Persoon("Bram", (Rol.ACCOUNTMANAGER,), 24, ("ma", "di", "do"), vervanger="Aisha"),
    Persoon("Dewi", (Rol.ACCOUNTMANAGER,)),
    Persoon("Emre", (Rol.ACCOUNTMANAGER,), 32, ("ma", "di", "do", "vr"), vervanger="Dewi"),
    Persoon("Fleur", (Rol.ACCOUNTMANAGER,), 28, ("ma", "di", "wo", "do")),
    Persoon("Guus", (Rol.ACCOUNTMANAGER,)),
    Persoon("Bo", (Rol.BEHEERDER,)),
    Persoon("Uma", (Rol.GAST,), organisatie="UWV"),
)


@dataclass(frozen=True, slots=True)
class Verhaal:
    """One request and what happened to it. ``onderwerp``: id of a subject. ``dagen``: days ago. Without ``plaats``:
    gemeente number so and so of the region. ``gebeld``: written down during a call, without e-mail address.

    Steps: "antwoord", "reactie", "notitie", "oppakken", "afronden", "doorverwijzen", "toewijzen",
    "intrekken", "opvolging" (a day to call back, five days from now).
    """

    organisatie: str
    kvk: str | None
    onderwerp: str
    vraag: str
    dagen: int
    gemeente: int = 0
    plaats: str | None = None
    gebeld: bool = False
    stappen: tuple[tuple[str, str], ...] = ()


STORIES = (
    Verhaal(
        "Bakkerij Voorbeeld",
        "00000001",
        "personeel",
        "Wij zijn een bakkerij met 8 mensen. Wij willen iemand aannemen die nu een uitkering heeft. "
        "Wat gebeurt er als deze persoon ziek wordt? En wat moeten wij regelen voor de eerste werkdag?",
        9,
        stappen=(
            ("oppakken", ""),
            (
                "antwoord",
                "Fijn dat u iemand op het oog hebt. Lees vast de pagina over de no-riskpolis. "
                "Weet u welke uitkering deze persoon heeft? Dan zoek ik uit wat voor u geldt.",
            ),
            ("reactie", "Dank u. Ik vraag het na en laat het weten."),
            ("antwoord", "Goed. Kies ook een startdatum, dan maken wij samen een planning."),
        ),
    ),
    Verhaal(
        "Garage De Proef",
        "00000002",
        "proefplaatsing",
        "Wij hebben een kandidaat voor de werkplaats. Kunnen wij eerst een tijd kijken of het past?",
        6,
        gemeente=1,
        stappen=(("antwoord", "Dat kan soms. Ik bel u om uw situatie te bespreken. Begin nog niet met werken."),),
    ),
    Verhaal(
        "Hotel Fictie",
        "00000003",
        "begeleiding",
        "Onze nieuwe collega in de bediening heeft meer uitleg nodig dan wij kunnen geven. Wie kan helpen?",
        5,
        gemeente=2,
        stappen=(
            ("antwoord", "Misschien past een jobcoach. Hoeveel uren per week werkt deze collega?"),
            ("reactie", "24 uur, verdeeld over vier dagen."),
        ),
    ),
    Verhaal(
        "Hovenier Voorbeeldgroen",
        "00000004",
        "leren",
        "Twee van onze mensen willen beter Nederlands leren. Is daar hulp voor?",
        20,
        gemeente=3,
        stappen=(
            ("antwoord", "Ja. Ik heb u in contact gebracht met het leerwerkloket. Laat u weten of het lukt?"),
            ("reactie", "Het is gelukt, de eerste les is geweest. Bedankt."),
            ("opvolging", "Vragen hoe de lessen Nederlands gaan."),
            ("afronden", ""),
        ),
    ),
    Verhaal(
        "Zorgboerderij Denkbeeld",
        None,
        "personeel",
        "Wij willen iemand met een beperking een kans geven, maar weten niet waar wij moeten beginnen.",
        1,
        gemeente=4,
    ),
    Verhaal(
        "Transport Testrit",
        "00000005",
        "begeleiding",
        "Een chauffeur kan door zijn rug niet meer laden. Welke hulp is er om zijn werk aan te passen?",
        8,
        gemeente=5,
    ),
    Verhaal(
        "Installatiebedrijf Proefdraad",
        "00000006",
        "leren",
        "Wij willen een leerling opleiden tot monteur. Welke subsidie past daarbij?",
        2,
        gemeente=6,
        stappen=(
            ("oppakken", ""),
            ("notitie", "Gebeld: directeur is tot en met donderdag op locatie. Bel na 16.00 uur."),
        ),
    ),
    Verhaal(
        "Kapsalon Demo",
        "00000007",
        "personeel",
        "Onze kapsalon zoekt een stylist. Bij wie moeten wij zijn?",
        7,
        plaats="Zwolle",
        stappen=(
            ("antwoord", "Uw kapsalon zit in een andere regio. Neem contact op met het werkgeversservicepunt daar."),
            ("doorverwijzen", "het werkgeversservicepunt in de regio van Zwolle"),
        ),
    ),
    Verhaal(
        "Supermarkt Schijnbaar",
        "00000008",
        "afscheid",
        "Wij sluiten een filiaal. Zes mensen verliezen hun baan. Wie helpt hen aan ander werk?",
        0,
        gemeente=7,
    ),
    Verhaal(
        "Bouwbedrijf Voorbeeldsteen",
        "00000009",
        "personeel",
        "Wij willen twee statushouders aannemen als timmerman. Waar moeten wij op letten?",
        3,
        gemeente=8,
        stappen=(("toewijzen", "Heeft ervaring met statushouders in de bouw."),),
    ),
    Verhaal(
        "Bakkerij Voorbeeld",
        "00000001",
        "personeel",
        "Wij openen een tweede winkel in een andere gemeente en zoeken weer iemand. Kunt u meedenken?",
        1,
        gemeente=9,
    ),
    Verhaal(
        "Drukkerij Voorbeelddruk",
        "00000010",
        "regeling",
        "Welke tegemoetkoming is er als iemand minder kan werken dan een collega?",
        1,
        plaats="Venlo",
    ),
    Verhaal(
        "Schoonmaak Glanspraktijk",
        "00000011",
        "anders",
        "Een medewerker met een uitkering wil meer uren werken. Wat verandert er dan voor ons?",
        4,
        stappen=(("oppakken", ""), ("notitie", "Wacht op uitleg van UWV over het inkomen naast de uitkering.")),
    ),
    Verhaal(
        "Kapper Knipoog Voorbeeld",
        "00000016",
        "leren",
        "Wij willen een leerling begeleiden. Hoe worden wij een erkend leerbedrijf?",
        4,
        gemeente=1,
        stappen=(("intrekken", ""),),
    ),
    Verhaal(
        "Fietsenmaker Voorbeeldspaak",
        None,
        "proefplaatsing",
        "Belde op. Wil een jongen uit de buurt een tijd laten meelopen. Hoe pakt hij dat aan?",
        1,
        gemeente=2,
        gebeld=True,
    ),
)


def demo_logins() -> tuple[tuple[str, str, str], ...]:
    """(name, e-mail, role) of everybody who can sign in with ``DEMO_PASSWORD``."""
    return tuple((p.naam, p.email, ", ".join(rol.label for rol in p.rollen)) for p in PEOPLE)


def load_demo(db: Database, settings: Settings, *, report: Callable[[str], None]) -> bool:
    """Fill an empty database, all or nothing; whether this installation has demo accounts afterwards.

    Raises DomainError in production. A database with people in it is left alone.
    """
    if settings.production:
        raise DomainError("Demogegevens mogen niet in productie.")
    with db.reading() as session:
        if session.scalar(select(func.count()).select_from(Medewerker)):
            return bool(session.scalar(select(func.count()).where(Medewerker.demo.is_(True))))
    catalogue, problems = load(settings.content_dir)
    if catalogue is None:
        report(f"Geen demogegevens: de inhoud heeft {len(problems)} fouten.")
        return False
    desk = Desk(catalogue.region, Links(settings.base_url, settings.secrets))
    now = clock.now()
    with db.transaction() as session:
        people = _people(session, desk, now - timedelta(days=60))
        for number, story in enumerate(STORIES):
            _tell(session, desk, number, story, people, now)
        terms = Terms(load_office(settings.content_dir).plan, catalogue.facts, frozenset(catalogue.pages["regelingen"]))
        fill_dossier(session, desk=desk, terms=terms, naam=STORIES[0].organisatie, now=now)
    report(f"Demogegevens geladen: {len(PEOPLE)} medewerkers, {len(STORIES)} verzoeken.")
    return True


def _people(session: Session, desk: Desk, now: datetime) -> list[Medewerker]:
    made = []
    for number, person in enumerate(PEOPLE):
        medewerker = create_medewerker(
            session,
            naam=person.naam,
            email=person.email,
            rollen=person.rollen,
            telefoon=f"026 000 00 {number + 10}",
            werkdagen=person.werkdagen,
            uren=person.uren,
            demo=True,
            now=now,
        )
        set_password(session, medewerker_id=medewerker.id, password=DEMO_PASSWORD, now=now)
        medewerker.organisatie = person.organisatie
        made.append(medewerker)
    by_name = {person.voornaam: medewerker for person, medewerker in zip(PEOPLE, made, strict=True)}
    for person in PEOPLE:
        if person.vervanger:
            by_name[person.voornaam].vervanger_id = by_name[person.vervanger].id
    managers = [m for m in made if Rol.ACCOUNTMANAGER in m.rollen]
    slugs = [g.slug for g in desk.region.gemeenten]
    for number, manager in enumerate(managers):
        own: Iterable[str] = {*slugs[number :: len(managers)], *(slugs[:1] if number < 2 else ())}
        set_territory(session, region=desk.region, medewerker_id=manager.id, gemeenten=own, now=now)
    facts = RuleFacts("Grote werkgevers", 10, (), (), (Grootte.GROOT,), (managers[-1].id,))
    save_rule(session, region=desk.region, sectors=(), actor=as_actor(made[0]), rule_id=None, facts=facts, now=now)
    for rule in desk.region.start.regels:
        if rule.team:
            team = RuleFacts(
                rule.naam, rule.volgorde, (), (), (), (managers[-2].id,), onderwerpen=rule.onderwerpen, team=rule.team
            )
            save_rule(
                session, region=desk.region, sectors=(), actor=as_actor(made[0]), rule_id=None, facts=team, now=now
            )
    return made


def _tell(session: Session, desk: Desk, number: int, story: Verhaal, people: list[Medewerker], now: datetime) -> None:
    """Submit the request and let its steps happen, three hours apart."""
    moment = now - timedelta(days=story.dagen)
    gemeenten = desk.region.gemeenten
    facts = RequestFacts(
        key=f"demo-{number}",
        organisatie=story.organisatie,
        kvk_nummer=story.kvk,
        naam="Robin Voorbeeld",
        email="" if story.gebeld else f"{story.organisatie.lower().replace(' ', '.')}@werkgever.example",
        telefoon="026 000 00 99" if story.gebeld else None,
        onderwerp=BY_ID[story.onderwerp].naam,
        vraag=story.vraag,
        gemeente=None if story.plaats else gemeenten[story.gemeente % len(gemeenten)].slug,
        plaats=story.plaats,
        spoed=BY_ID[story.onderwerp].spoed,
    )
    if story.gebeld:
        by = as_actor(people[0])
        submitted = record_request(session, desk=desk, actor=by, facts=facts, kanaal=Kanaal.TELEFOON, now=moment)
    else:
        submitted = submit_contactverzoek(session, desk=desk, facts=facts, now=moment)
    for turn, (step, text) in enumerate(story.stappen, start=1):
        _step(session, desk, submitted.referentie, people, step, text, min(now, moment + timedelta(hours=3 * turn)))


def _step(
    session: Session, desk: Desk, referentie: str, people: list[Medewerker], step: str, text: str, moment: datetime
) -> None:
    request = session.scalars(select(Contactverzoek).where(Contactverzoek.referentie == referentie)).one()
    actor: Actor = as_actor(request.eigenaar or people[0])
    version, key = request.versie, f"{step}-{moment.isoformat()}"
    match step:
        case "antwoord":
            services.answer_as_medewerker(
                session, desk=desk, actor=actor, referentie=referentie, text=text, version=version, key=key, now=moment
            )
        case "reactie":
            link = FollowLink(referentie, mailed=True)
            services.reply_as_werkgever(session, desk=desk, link=link, text=text, key=key, now=moment)
        case "notitie":
            services.add_note(session, actor=actor, referentie=referentie, text=text, key=key, now=moment)
        case "oppakken":
            services.take_up(session, actor=actor, referentie=referentie, version=version, now=moment)
        case "toewijzen":
            to = next(p.id for p in people if Rol.ACCOUNTMANAGER in p.rollen and p.id != actor.id)
            services.assign(
                session,
                desk=desk,
                actor=actor,
                referentie=referentie,
                to=to,
                reason=text,
                version=version,
                now=moment,
            )
        case "afronden" | "doorverwijzen":
            services.close(
                session,
                desk=desk,
                actor=actor,
                referentie=referentie,
                version=version,
                now=moment,
                referred_to=text if step == "doorverwijzen" else None,
            )
        case "intrekken":
            closing.withdraw(session, desk=desk, link=FollowLink(referentie, mailed=True), now=moment)
        case "opvolging":
            day = local_day(clock.now()) + timedelta(days=5)
            add_followup(session, werkgever_id=request.werkgever_id, op=day, waarom=text, now=moment)
        case _:
            raise ValueError(f"unknown step {step}")
