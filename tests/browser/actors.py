"""What people do on the site, in words: a werkgever who asks and an accountmanager who answers."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from playwright.sync_api import Locator

from app.contact.demo import DEMO_PASSWORD, demo_logins
from tests.support.browser import Visitor
from tests.support.server import SECRET_KEY

DELIVERED_WITHIN = 20.0


@dataclass(frozen=True, slots=True)
class Vraag:
    """A question as the werkgever sees it after sending."""

    referentie: str
    contactpersoon: str
    bevestiging: str
    volg: str
    verlopen: str


class LongAgo(TimestampSigner):
    """Signs as the site did in 2017."""

    def get_timestamp(self) -> int:
        """Seconds since 1970."""
        return 1_500_000_000


def expired_link(referentie: str) -> str:
    """Path of a genuine link that is too old."""
    signer = URLSafeTimedSerializer(SECRET_KEY, salt="werkgeversloket:volg-mail", signer=LongAgo)
    return f"/contact/volg/{signer.dumps(referentie)}"


class Werkgever:
    """Somebody with a business and a question."""

    def __init__(self, visitor: Visitor, naam: str, kvk: str = "") -> None:
        self.visitor = visitor
        self.page = visitor.page
        self.naam = naam
        self.kvk = kvk
        self.email = f"{naam.lower().replace(' ', '.')}@werkgever.example"

    def searches(self, words: str) -> None:
        """From the front page."""
        self.visitor.visit("/")
        field = self.page.get_by_label("Waar kunnen wij u mee helpen?")
        field.fill(words)
        field.press("Enter")
        self.page.wait_for_url("**/zoeken?q=*")

    def opens(self, link: str | re.Pattern[str]) -> None:
        """Follow a link in the page itself."""
        self.page.get_by_role("main").get_by_role("link", name=link).first.click()
        self.page.wait_for_load_state()

    def answers(self, *answers: str) -> None:
        """Answer questions of the keuzehulp: a choice by its words, or what is typed in the only field."""
        for answer in answers:
            question = self.heading()
            choice = self.page.locator("label.wl-tegel").filter(has_text=answer)
            if choice.count():
                choice.first.click()
            else:
                self.page.locator("#antwoord").fill(answer)
            self.page.get_by_role("button", name="Volgende").click()
            self.page.wait_for_load_state()
            assert self.heading() != question, f"the keuzehulp did not take {answer!r}"

    def does_not_know_the_rest(self, most: int = 20) -> None:
        """Say "weet ik niet" until the result is there."""
        for _ in range(most):
            if "/keuzehulp/uitkomst" in self.page.url:
                return
            button = self.page.get_by_role("button", name="Weet ik niet")
            if button.count():
                button.click()
            else:
                self.answers("Weet ik niet")
            self.page.wait_for_load_state()
        raise AssertionError(f"still no result after {most} questions")

    def fills_in_the_form(self, vraag: str, gemeente: str) -> None:
        """Every field of the contact form that is needed."""
        self.page.get_by_label("Waar gaat uw vraag over?").select_option("ziekte")
        self.page.get_by_label("Uw vraag", exact=True).fill(vraag)
        self.page.get_by_label("Naam van uw organisatie").fill(self.naam)
        self.page.get_by_label("KvK-nummer").fill(self.kvk)
        self.page.get_by_label("Gemeente van uw bedrijf").select_option(label=gemeente)
        self.page.get_by_label("Uw naam").fill("Robin Voorbeeld")
        self.page.get_by_label("E-mailadres").fill(self.email)

    def sends_the_form(self) -> Vraag:
        """Press the button; what the confirmation says."""
        self.page.get_by_role("button", name="Verstuur uw vraag").click()
        self.page.wait_for_url("**/contact/bevestiging/**")
        assert self.heading() == "Wij hebben uw vraag ontvangen"
        rows = self.page.locator("dl.wl-gegevens > div")
        values = {row.locator("dt").inner_text(): row.locator("dd").first.inner_text() for row in rows.all()}
        follow = self.page.get_by_role("link", name="Volg uw vraag").get_attribute("href")
        number = values["Uw nummer"]
        return Vraag(number, values["Uw contactpersoon"], self.page.url, follow or "", expired_link(number))

    def asks(self, vraag: str, gemeente: str) -> Vraag:
        """Straight from the menu, without the keuzehulp."""
        self.visitor.visit("/contact")
        self.fills_in_the_form(vraag, gemeente)
        return self.sends_the_form()

    def opens_mail(self, subject: str) -> str:
        """Wait until the worker delivered the newest mail to this werkgever with these words; gives its text."""
        until = time.monotonic() + DELIVERED_WITHIN
        while time.monotonic() < until:
            self.visitor.visit("/ontwikkel/postvak")
            found = self.page.get_by_role("listitem").filter(has_text=subject).filter(has_text=self.email)
            if found.filter(has_text="verzonden").count():
                found.first.get_by_role("link").first.click()
                self.page.wait_for_url(re.compile(r"/ontwikkel/postvak/\d+$"))
                return self.page.locator(".wl-mailtekst").inner_text()
        raise AssertionError(f"no mail {subject!r} to {self.email} was delivered in {DELIVERED_WITHIN} seconds")

    def follows_the_link_in_the_mail(self) -> None:
        """To the page with the conversation."""
        self.page.locator(".wl-mailtekst a[href*='/contact/volg/']").click()
        self.page.wait_for_url("**/contact/volg/**")

    def replies(self, text: str) -> None:
        """Write back under the conversation."""
        self.page.get_by_label("Uw bericht").fill(text)
        self.page.get_by_role("button", name="Verstuur bericht").click()
        self.page.get_by_text("Uw bericht is verstuurd").wait_for()

    def heading(self) -> str:
        """The title of the page."""
        return self.page.get_by_role("heading", level=1).inner_text()


class Beheer:
    """A colleague in the werkplek."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.page = visitor.page

    def sign_in(self, naam: str) -> None:
        """With the demo password."""
        email = next(email for name, email, _roles in demo_logins() if name == naam)
        self.visitor.visit("/inloggen")
        self.page.get_by_label("E-mailadres").fill(email)
        self.page.get_by_label("Wachtwoord").fill(DEMO_PASSWORD)
        self.page.get_by_role("main").get_by_role("button", name="Inloggen").click()
        self.page.wait_for_url("**/werkplek")

    def opens_request(self, mand: str, referentie: str, organisatie: str) -> None:
        """From a basket of the inbox, not by typing an address."""
        self.visitor.visit("/werkplek")
        self.page.get_by_role("main").get_by_role("link", name=mand, exact=True).click()
        self.row(referentie).get_by_role("link", name=organisatie).click()
        self.page.wait_for_url(f"**/werkplek/verzoeken/{referentie}")

    def row(self, referentie: str) -> Locator:
        """The line of a request in the inbox."""
        return self.page.get_by_role("row").filter(has_text=referentie)

    def answers(self, text: str) -> None:
        """Write to the werkgever."""
        self.page.get_by_label("Uw antwoord", exact=True).fill(text)
        self.page.get_by_role("button", name="Verstuur antwoord").click()
        self.page.get_by_text("Uw antwoord is verstuurd").wait_for()


def ask(visitor: Visitor) -> Vraag:
    """A question for tests that need one to exist."""
    return Werkgever(visitor, "Bloemist Denkbeeldig", "00000042").asks("Wie kan mij helpen?", "Arnhem")
