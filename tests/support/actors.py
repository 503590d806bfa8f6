"""People at their browsers. Tests read as sentences: ``werkgever.stelt_een_vraag(...)``, ``collega.antwoordt(...)``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from flask import Flask
from werkzeug.test import TestResponse

from app.accounts import sign_in
from app.accounts.permissions import Actor
from app.contact.references import PATTERN
from app.core import clock
from app.core.db import Database
from app.web.staff import cookie_name
from tests.support.client import AuditedClient
from tests.support.page import Page
from tests.support.personas import PASSWORD, Persona


def values_of(page: Page, form: Element) -> dict[str, str]:
    """What a browser would send with this form as it stands."""
    values: dict[str, str] = {}
    for field in form.iter():
        name, kind = field.get("name"), field.get("type", "text")
        if not name:
            continue
        if field.tag == "textarea":
            values[name] = "".join(field.itertext()).removeprefix("\n")
        elif field.tag == "select":
            options = [option for option in field.iter() if option.tag == "option"]
            chosen = next((o for o in options if o.get("selected") is not None), options[0])
            values[name] = chosen.get("value", page.text(chosen))
        elif field.tag == "input" and (kind not in ("checkbox", "radio") or field.get("checked") is not None):
            values[name] = field.get("value", "")
    return values


class Visitor:
    """Somebody with a browser; every page is audited, ``page`` is what they see now."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        client = app.test_client()
        assert isinstance(client, AuditedClient)
        self.client = client
        self.response: TestResponse | None = None
        self.address = "/"

    @property
    def page(self) -> Page:
        return self.client.page

    @property
    def ziet(self) -> str:
        """All text on the page."""
        return self.page.text(self.page.one("main"))

    def opent(self, address: str, status: int = 200) -> Page:
        """Open an address, also a whole one out of an e-mail; follows redirects."""
        parts = urlsplit(address)
        self.address = parts.path + (f"?{parts.query}" if parts.query else "")
        self.response = self.client.get(self.address, follow_redirects=True)
        self.address = self.response.request.path
        assert self.response.status_code == status, self.ziet
        return self.page

    def verstuurt(self, action: str = "", status: int = 200, **changes: str) -> Page:
        """Send the POST form of this page whose address ends with ``action``, with these values changed."""
        forms = [form for form in self.page.all("form") if form.get("method") == "post"]
        form = next(form for form in forms if form.get("action", "").endswith(action))
        values = values_of(self.page, form) | changes
        target = form.get("action") or self.address
        self.response = self.client.post(target, data=values, follow_redirects=True)
        self.address = self.response.request.path
        assert self.response.status_code == status, self.ziet
        return self.page

    def stuurt(self, address: str, status: int = 200, **values: Any) -> Page:
        """Post these values to an address, with the token of the page that is open; a list sends a field repeatedly."""
        forms = (values_of(self.page, form) for form in self.page.all("form"))
        token = next(found["csrf_token"] for found in forms if "csrf_token" in found)
        target = urlsplit(address).path
        self.response = self.client.post(target, data={"csrf_token": token, **values}, follow_redirects=True)
        self.address = self.response.request.path
        assert self.response.status_code == status, self.ziet
        return self.page

    def fouten(self) -> list[str]:
        """The sentences of the error summary."""
        summary = next(e for e in self.page.all("section") if e.get("aria-labelledby") == "fout-kop")
        return [self.page.text(item) for item in summary.iter() if item.tag == "li"]

    def fout_bij(self, field: str) -> str:
        """The sentence at one field."""
        found = self.page.by_id(f"{field}-fout")
        assert found is not None, f"there is no error at {field}: {self.ziet}"
        return self.page.text(found).removeprefix("Fout: ")

    def ingevuld(self, field: str) -> str:
        """What stands in a field now."""
        form = next(f for f in self.page.all("form") if field in values_of(self.page, f) and f.get("method") == "post")
        return values_of(self.page, form)[field]


@dataclass(frozen=True)
class Ontvangst:
    """What the confirmation page says."""

    referentie: str
    contactpersoon: str
    antwoord_uiterlijk: str
    link: str


class Werkgever(Visitor):
    """An employer with a question."""

    def __init__(self, app: Flask, persona: Persona) -> None:
        super().__init__(app)
        self.persona = persona

    def vult_in(self, status: int = 422, **changes: str) -> Page:
        """Fill in the contact form, right except for ``changes``, and send it."""
        self.opent("/contact")
        return self.verstuurt("/contact", status, **self.antwoorden(**changes))

    def antwoorden(self, **changes: str) -> dict[str, str]:
        """What this werkgever types in the contact form."""
        return {
            **self.persona.answers(),
            "onderwerp": "personeel",
            "vraag": "Wat moet ik regelen voordat iemand begint?",
            **changes,
        }

    def stelt_een_vraag(self, vraag: str = "", **changes: str) -> Ontvangst:
        """Ask through the form and read the confirmation."""
        self.vult_in(200, **({"vraag": vraag} if vraag else {}), **changes)
        return self.bevestiging()

    def bevestiging(self) -> Ontvangst:
        """What the confirmation page says."""
        said = [self.page.text(e) for e in self.page.all("dd")]
        link = next(href for href in self.page.links() if "/contact/volg/" in href)
        assert PATTERN.match(said[0]), said
        return Ontvangst(said[0], said[1], said[2], link)

    def leest(self, link: str) -> str:
        """The conversation behind a link."""
        page = self.opent(link)
        section = next(e for e in page.all("ol") if e.get("class") == "wl-gesprek")
        return page.text(section)

    def reageert(self, link: str, bericht: str, status: int = 200) -> Page:
        """Write back through the link."""
        self.opent(link)
        return self.verstuurt(urlsplit(link).path, status, bericht=bericht)


class Collega(Visitor):
    """Somebody who works at the desk."""

    def __init__(self, app: Flask, actor: Actor, email: str = "") -> None:
        super().__init__(app)
        self.actor = actor
        self.email = email

    def logt_in(self, wachtwoord: str = PASSWORD, verder: str = "", status: int = 200) -> Page:
        """Through the form, with a password."""
        self.opent("/inloggen" + (f"?verder={verder}" if verder else ""))
        self.address = self.response.request.full_path if self.response else self.address
        return self.verstuurt("", status, email=self.email, wachtwoord=wachtwoord)

    def is_binnen(self) -> Collega:
        """Signed in already, without typing the password."""
        db: Database = self.app.extensions["loket"].db
        with db.transaction() as session:
            token = sign_in.start_session(session, medewerker_id=self.actor.id, now=clock.now())
        self.client.set_cookie(cookie_name(self.app.extensions["loket"].settings), token)
        return self

    def postvak(self, mand: str = "nieuw") -> list[str]:
        """Referenties in a basket."""
        page = self.opent(f"/werkplek?mand={mand}")
        return [href.rpartition("/")[2] for href in page.links() if "/werkplek/verzoeken/" in href]

    def bekijkt(self, referentie: str, status: int = 200) -> Page:
        """Open a request."""
        return self.opent(f"/werkplek/verzoeken/{referentie}", status)

    def doet(self, referentie: str, wat: str, status: int = 200, **values: Any) -> Page:
        """Open a request and send one of its forms: antwoord, notitie, toewijzen, oppakken, afronden, doorverwijzen."""
        self.bekijkt(referentie)
        return self.verstuurt(f"/{wat}", status, **values)

    def antwoordt(self, referentie: str, tekst: str) -> Page:
        return self.doet(referentie, "antwoord", antwoord=tekst)

    def noteert(self, referentie: str, tekst: str) -> Page:
        return self.doet(referentie, "notitie", notitie=tekst)

    def draagt_over(self, referentie: str, aan: Actor, reden: str) -> Page:
        return self.doet(referentie, "toewijzen", collega=str(aan.id), reden=reden)
