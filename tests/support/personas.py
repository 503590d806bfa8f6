"""The made-up people of the tests: werkgevers who ask and colleagues who answer."""

from __future__ import annotations

from dataclasses import dataclass

from app.accounts.permissions import Actor, Rol
from app.contact.territory import set_territory
from app.core import clock
from app.core.db import Database
from app.kennisbank.region import Regio
from tests.support import factories

PASSWORD = factories.PASSWORD


@dataclass(frozen=True)
class Persona:
    """A werkgever as it fills in the contact form."""

    organisatie: str
    naam: str
    email: str
    postcode: str = "6811 AB"
    kvk_nummer: str = ""

    def answers(self) -> dict[str, str]:
        """The fields of the contact form about this werkgever."""
        return {
            "organisatie": self.organisatie,
            "naam": self.naam,
            "email": self.email,
            "postcode": self.postcode,
            "kvk_nummer": self.kvk_nummer,
        }


BAKKERIJ = Persona("Bakkerij Voorbeeld", "Robin Voorbeeld", "robin@bakkerij.example", kvk_nummer="00000001")
BAKKERIJ_FILIAAL = Persona("Bakkerij Voorbeeld", "Sam Voorbeeld", "sam@bakkerij.example", "6901 AB", "00000001")
GARAGE = Persona("Garage Voorbeeld", "Kim Proef", "kim@garage.example", "6901 AB")
VERWEG = Persona("Winkel Ver Weg", "Alex Proef", "alex@winkel.example", "1012 AB")


@dataclass(frozen=True)
class Team:
    """The colleagues of a desk."""

    arnhem: Actor
    zevenaar: Actor
    coordinator: Actor
    loket: Actor
    redacteur: Actor
    beheerder: Actor


def email_of(naam: str) -> str:
    """The address of a colleague, from the first name."""
    return f"{naam.split()[0].lower()}@loket.example"


def colleague(
    db: Database, region: Regio, naam: str, rol: Rol, *, gemeenten: tuple[str, ...] = (), password: str | None = None
) -> Actor:
    """One colleague, with the gemeenten of this region in which new werkgevers are welcome."""
    made = factories.medewerker(db, rol, naam=naam, email=email_of(naam), password=password)
    with db.transaction() as session:
        set_territory(session, region=region, medewerker_id=made.id, gemeenten=gemeenten, now=clock.now())
    return made


def hire_team(db: Database, region: Regio) -> Team:
    """A desk with one colleague for every role, and two accountmanagers: Arnhem and Zevenaar."""
    return Team(
        arnhem=colleague(db, region, "Aida Arnhem", Rol.ACCOUNTMANAGER, gemeenten=("arnhem",)),
        zevenaar=colleague(db, region, "Zeno Zevenaar", Rol.ACCOUNTMANAGER, gemeenten=("zevenaar",)),
        coordinator=colleague(db, region, "Cleo Coördinator", Rol.COORDINATOR),
        loket=colleague(db, region, "Lou Loket", Rol.LOKET),
        redacteur=colleague(db, region, "Remi Redacteur", Rol.REDACTEUR),
        beheerder=colleague(db, region, "Bo Beheerder", Rol.BEHEERDER),
    )
