"""Signing in with a browser: from invitation to app, the forgotten password, the organisation, and who is signed in."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from app.contact.demo import DEMO_PASSWORD, demo_logins
from tests.support.browser import Visitor, visiting
from tests.support.oidc import CLIENT, SECRET, mock_provider
from tests.support.server import running_site

FIRST, SECOND = "fiets maan kruik zeven", "molen trui lamp negen"
NAME, EMAIL = "Noor Nieuw", "noor@loket.example"


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The organisation, where Noor works."""
    with mock_provider(
        tmp_path_factory.mktemp("oidc"), {"sub": "noor-1", "email": EMAIL, "email_verified": True}
    ) as address:
        yield address


@pytest.fixture(scope="module")
def strict_site(tmp_path_factory: pytest.TempPathFactory, issuer: str) -> Iterator[str]:
    """A site that asks for a second factor and knows the organisation."""
    settings = {
        "TWEEDE_FACTOR": "ja",
        "OIDC_ISSUER": issuer,
        "OIDC_CLIENT_ID": CLIENT,
        "OIDC_CLIENT_SECRET": SECRET,
    }
    with running_site(tmp_path_factory.mktemp("streng"), **settings) as address:
        yield address


def settled(visitor: Visitor) -> None:
    """Wait until the worker has done its first chores: then it delivers mail and leaves the database alone."""
    until = time.monotonic() + 90
    while time.monotonic() < until:
        visitor.visit("/ontwikkel/postvak")
        if visitor.page.get_by_text("verzonden").count():
            return
        time.sleep(1)
    raise AssertionError("the worker delivers nothing")


def looked_at(visitor: Visitor, heading: str) -> None:
    """This page is there, without a fault at the widths people have."""
    visitor.page.get_by_role("heading", level=1, name=heading).wait_for()
    for width in (1280, 390):
        visitor.width(width)
        assert visitor.violations() == [], f"{heading} at {width}"
    visitor.width(320)
    assert visitor.scroll_width() <= 320 and visitor.cut_off() == []
    visitor.width(1280)


def fill(page: Page, button: str, **fields: str) -> None:
    """Fill in fields by the beginning of their label, and press the button."""
    for label, text in fields.items():
        page.get_by_label(re.compile(f"^{label.replace('_', ' ')}")).fill(text)
    page.get_by_role("main").get_by_role("button", name=button).click()


def mailed_link(visitor: Visitor, subject: str) -> str:
    """The link to choose a password in the newest mail to Noor with this subject."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        visitor.visit("/ontwikkel/postvak")
        found = visitor.page.get_by_role("listitem").filter(has_text=subject).filter(has_text=EMAIL)
        if found.count():
            found.first.get_by_role("link").first.click()
            visitor.page.wait_for_url(re.compile(r"/ontwikkel/postvak/\d+$"))
            link = visitor.page.locator(".wl-mailtekst a[href*='/wachtwoord/']").first.get_attribute("href")
            return urlsplit(link or "").path
    raise AssertionError(f"no mail {subject!r}")


def test_from_invitation_to_app_to_a_forgotten_password_and_in_through_the_organisation(
    browser: Browser, strict_site: str, issuer: str
) -> None:
    beheerder = next(email for _name, email, roles in demo_logins() if "beheerder" in roles)
    with visiting(browser, strict_site) as boss, visiting(browser, strict_site, java_script_enabled=False) as noor:
        settled(boss)
        boss.visit("/inloggen")
        looked_at(boss, "Inloggen")
        fill(boss.page, "Inloggen", **{"E-mailadres": beheerder, "Wachtwoord": DEMO_PASSWORD})
        boss.page.wait_for_url(re.compile(r"/(werkplek|beheer)$"))
        boss.visit("/beheer/mensen/nieuw")
        looked_at(boss, "Nieuw account")
        boss.page.get_by_label("Naam").fill(NAME)
        boss.page.get_by_label("E-mailadres").fill(EMAIL)
        boss.page.get_by_text("loketmedewerker", exact=True).click()
        boss.page.get_by_role("button", name="Maak account en nodig uit").click()
        boss.page.get_by_text("Nog niet ingelogd").wait_for()
        looked_at(boss, "Mensen")

        noor.visit(mailed_link(boss, "Uw account bij"))
        fill(noor.page, "Bewaar mijn wachtwoord", Nieuw="te kort")
        expect(noor.page.get_by_text("Kies een wachtwoord van 15").first).to_be_visible()
        fill(noor.page, "Bewaar mijn wachtwoord", Nieuw=FIRST)
        fill(noor.page, "Inloggen", **{"E-mailadres": EMAIL, "Wachtwoord": FIRST})
        noor.page.get_by_role("heading", name="Stel een tweede stap in").wait_for()
        expect(noor.page.get_by_role("img", name=re.compile("QR-code"))).to_be_visible()
        secret = noor.page.locator("ol code").inner_text().replace(" ", "")
        fill(noor.page, "Zet de app aan", Code=pyotp.TOTP(secret).now())
        expect(noor.page.locator("main li code")).to_have_count(10)
        codes = noor.page.locator("main li code").all_inner_texts()
        noor.page.get_by_role("link", name="Ik heb de codes bewaard").click()
        noor.page.wait_for_url("**/werkplek")
        noor.page.get_by_role("button", name="Uitloggen").click()

        noor.page.get_by_role("link", name="Wachtwoord vergeten?").click()
        fill(noor.page, "Stuur mij een link", **{"E-mailadres": EMAIL})
        noor.page.get_by_role("heading", name="Kijk in uw e-mail").wait_for()
        noor.visit(mailed_link(boss, "Kies een nieuw wachtwoord"))
        fill(noor.page, "Bewaar mijn wachtwoord", Nieuw=SECOND)
        fill(noor.page, "Inloggen", **{"E-mailadres": EMAIL, "Wachtwoord": SECOND})
        noor.page.get_by_role("heading", name="Vul uw code in").wait_for()
        noor.page.get_by_role("link", name="Ik heb mijn telefoon niet").click()
        fill(noor.page, "Ga verder", Herstelcode=codes[0].lower())
        noor.page.get_by_role("heading", name="Uw account").wait_for()
        expect(noor.page.get_by_text("U hebt nog 9 herstelcodes")).to_be_visible()
        noor.page.get_by_role("button", name="Uitloggen").click()

        noor.page.get_by_role("link", name="Log in via uw organisatie").click()
        noor.page.wait_for_url(f"{issuer}/**")
        noor.page.get_by_role("button", name="noor-1").click()
        noor.page.wait_for_url("**/werkplek")

        boss.visit("/beheer/sessies")
        row = boss.page.get_by_role("row").filter(has_text=NAME)
        expect(row.filter(has_text="via de organisatie")).to_have_count(1)
        looked_at(boss, "Wie is ingelogd")
        row.get_by_role("button", name="Log uit").click()
        boss.page.get_by_text("Uw collega is uitgelogd").wait_for()
        noor.visit("/werkplek")
        assert noor.page.url.endswith("/inloggen?verder=/werkplek")
        assert boss.faults == []


def test_every_page_of_signing_in_is_accessible(browser: Browser, strict_site: str) -> None:
    with visiting(browser, strict_site) as someone:
        settled(someone)
        for path, heading in (
            ("/inloggen", "Inloggen"),
            ("/wachtwoord-vergeten", "Wachtwoord vergeten"),
            ("/wachtwoord-vergeten/verstuurd", "Kijk in uw e-mail"),
            ("/wachtwoord/verzonnen", "Deze link werkt niet meer"),
            ("/inloggen/terug?code=x&state=y", "U bent niet ingelogd"),
        ):
            someone.visit(path)
            looked_at(someone, heading)
        coordinator = next(email for _name, email, roles in demo_logins() if "coördinator" in roles)
        someone.visit("/inloggen")
        fill(someone.page, "Inloggen", **{"E-mailadres": coordinator, "Wachtwoord": DEMO_PASSWORD})
        someone.page.wait_for_url("**/werkplek")
        someone.visit("/werkplek/account")
        looked_at(someone, "Uw account")
        someone.visit("/werkplek/bevestigen?verder=/werkplek")
        looked_at(someone, "Bevestig dat u het bent")
        someone.visit("/werkplek/account/tweede-factor")
        looked_at(someone, "Stel uw app in")
        secret = someone.page.locator("ol code").inner_text().replace(" ", "")
        fill(someone.page, "Gebruik deze app", Code="123")
        looked_at(someone, "Stel uw app in")
        fill(someone.page, "Gebruik deze app", Code=pyotp.TOTP(secret).now())
        looked_at(someone, "Bewaar uw herstelcodes")
        someone.page.get_by_role("button", name="Uitloggen").click()
        fill(someone.page, "Inloggen", **{"E-mailadres": coordinator, "Wachtwoord": DEMO_PASSWORD})
        looked_at(someone, "Vul uw code in")
        someone.page.get_by_role("link", name="Ik heb mijn telefoon niet").click()
        looked_at(someone, "Log in met een herstelcode")
        assert someone.faults == []
