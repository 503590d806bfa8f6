"""Every page type of the site: how a visitor comes there. ``{volg}`` and the like are addresses made in the run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import NamedTuple

from tests.browser.actors import Vraag
from tests.support.browser import Visitor

ANSWERS = "v=1&situatie=kandidaat&groep=wajong&startdatum=2027-03-01&uren=24"


class PageType(NamedTuple):
    """One kind of page. ``then`` is done after opening; ``status`` is the answer to opening it."""

    naam: str
    path: str
    then: Callable[[Visitor], None] | None = None
    status: int = 200
    staff: bool = False


def send_empty_form(visitor: Visitor) -> None:
    """Press the last button of the page with nothing filled in."""
    visitor.page.get_by_role("main").locator("form[method=post] button[type=submit]").last.click()
    visitor.page.get_by_role("heading", name="Controleer").wait_for()


def send_wrong_password(visitor: Visitor) -> None:
    """A mistake at signing in."""
    visitor.page.get_by_label("E-mailadres").fill("niemand@loket.example")
    visitor.page.get_by_label("Wachtwoord").fill("dit klopt niet")
    visitor.page.get_by_role("main").get_by_role("button", name="Inloggen").click()
    visitor.page.get_by_role("heading", name="Het is niet gelukt").wait_for()


def send_empty_question(visitor: Visitor) -> None:
    """Go on in the keuzehulp without an answer."""
    visitor.page.get_by_role("button", name="Volgende").click()
    visitor.page.get_by_role("heading", name="Controleer").wait_for()


def open_details(visitor: Visitor) -> None:
    """Unfold everything that can be unfolded."""
    visitor.page.evaluate("for (const each of document.querySelectorAll('main details')) each.open = true")


def open_menu(visitor: Visitor) -> None:
    """The menu of a phone, open."""
    visitor.width(390)
    visitor.page.get_by_role("button", name="Menu", exact=True).click()


def type_a_word(visitor: Visitor) -> None:
    """The suggestions under the search field."""
    visitor.page.get_by_label("Waar kunnen wij u mee helpen?").press_sequentially("loon")
    visitor.page.get_by_role("option").first.wait_for()


def ask_for_a_new_link(visitor: Visitor) -> None:
    """From the page of an expired link."""
    visitor.page.get_by_role("button", name="Stuur mij een nieuwe link").click()
    visitor.page.get_by_role("heading", name="De nieuwe link is onderweg").wait_for()


def open_first_mail(visitor: Visitor) -> None:
    """The newest mail in the viewer."""
    visitor.page.get_by_role("main").get_by_role("listitem").get_by_role("link").first.click()
    visitor.page.wait_for_url("**/ontwikkel/postvak/*")


def send_empty_answer(visitor: Visitor) -> None:
    """An answer without words."""
    visitor.page.get_by_role("button", name="Verstuur antwoord").click()
    visitor.page.get_by_role("heading", name="Controleer").wait_for()


PAGES = (
    PageType("home", "/"),
    PageType("home-suggesties", "/", type_a_word),
    PageType("home-menu", "/", open_menu),
    PageType("home-en", "/en/"),
    PageType("regelingen", "/regelingen"),
    PageType("regelingen-gefilterd", "/regelingen?fase=behouden&uitvoerder=uwv"),
    PageType("regelingen-geen", "/regelingen?fase=orienteren&doelgroep=statushouder&soort=premie&uitvoerder=rvo"),
    PageType("regeling", "/regelingen/no-riskpolis", open_details),
    PageType("regeling-gemeentelijk", "/regelingen/loonkostensubsidie", open_details),
    PageType("regeling-vervallen", "/regelingen/lage-inkomensvoordeel", open_details),
    PageType("regeling-en", "/en/regelingen/no-riskpolis"),
    PageType("artikelen", "/artikelen"),
    PageType("artikel", "/artikelen/checklist-voor-de-eerste-werkdag"),
    PageType("begrippen", "/begrippen"),
    PageType("begrip", "/begrippen/wia"),
    PageType("succesverhalen", "/succesverhalen"),
    PageType("succesverhaal", "/succesverhalen/stap-voor-stap-leren-bellen"),
    PageType("zoeken", "/zoeken"),
    PageType("zoeken-gevonden", "/zoeken?q=ziek+personeel"),
    PageType("zoeken-niets", "/zoeken?q=xqzwvk"),
    PageType("zoeken-en", "/en/zoeken?q=no-riskpolis"),
    PageType("keuzehulp", "/keuzehulp"),
    PageType("keuzehulp-meerdere", "/keuzehulp/vraag?v=1&situatie=kandidaat"),
    PageType("keuzehulp-datum", "/keuzehulp/vraag?v=1&situatie=kandidaat&vraag=startdatum", open_details),
    PageType("keuzehulp-fout", "/keuzehulp/vraag?v=1&situatie=kandidaat", send_empty_question),
    PageType("keuzehulp-en", "/en/keuzehulp/vraag?v=1&situatie=kandidaat"),
    PageType("uitkomst", f"/keuzehulp/uitkomst?{ANSWERS}", open_details),
    PageType("uitkomst-leeg", "/keuzehulp/uitkomst?v=1"),
    PageType("uitkomst-en", f"/en/keuzehulp/uitkomst?{ANSWERS}", open_details),
    PageType("afdruk", f"/keuzehulp/afdruk?{ANSWERS}"),
    PageType("salarisadministratie", f"/keuzehulp/salarisadministratie?{ANSWERS}"),
    PageType("telt-mee", "/keuzehulp/telt-uw-medewerker-mee"),
    PageType("contact", "/contact"),
    PageType("contact-keuzehulp", "/contact?keuzehulp=v%3D1%26situatie%3Dkandidaat%26groep%3Dwajong"),
    PageType("contact-fout", "/contact", send_empty_form),
    PageType("contact-en", "/en/contact"),
    PageType("bevestiging", "{bevestiging}"),
    PageType("ontvangen", "/contact/ontvangen?nummer=WL-2222-22"),
    PageType("volg", "{volg}"),
    PageType("volg-fout", "{volg}", send_empty_form),
    PageType("verlopen", "{verlopen}", status=410),
    PageType("nieuwe-link", "{verlopen}", ask_for_a_new_link, status=410),
    PageType("inloggen", "/inloggen"),
    PageType("inloggen-fout", "/inloggen", send_wrong_password),
    PageType("wachtwoord-vergeten", "/wachtwoord-vergeten"),
    PageType("wachtwoord-vergeten-fout", "/wachtwoord-vergeten", send_empty_form),
    PageType("wachtwoord-verstuurd", "/wachtwoord-vergeten/verstuurd"),
    PageType("wachtwoord-verlopen", "/wachtwoord/onbekend", status=410),
    PageType("account", "/werkplek/account", staff=True),
    PageType("account-app", "/werkplek/account/tweede-factor", staff=True),
    PageType("bevestigen", "/werkplek/bevestigen", staff=True),
    PageType("beheer-sessies", "/beheer/sessies", staff=True),
    PageType("beheer-quarantaine", "/beheer/quarantaine", staff=True),
    PageType("werkplek", "/werkplek?mand=team", staff=True),
    PageType("werkplek-zoeken", "/werkplek?q=xqzwvk", staff=True),
    PageType("werkplek-niet-gevonden", "/werkplek/verzoeken/WL-2222-22", status=404, staff=True),
    PageType("verzoek", "/werkplek/verzoeken/{referentie}", open_details, staff=True),
    PageType("verzoek-fout", "/werkplek/verzoeken/{referentie}", send_empty_answer, staff=True),
    PageType("werkplek-inhoud", "/werkplek/inhoud?toon=alles", open_details, staff=True),
    PageType("zelfscan", "/zelfscan", open_details),
    PageType("zelfscan-uitkomst", "/zelfscan/uitkomst?v=1&l=ab&wil=nee", open_details),
    PageType("werkbladen", "/werkbladen"),
    PageType("werkblad", "/werkbladen/jobcarving"),
    PageType("van-werk-naar-werk", "/van-werk-naar-werk"),
    PageType("laten-gaan", "/van-werk-naar-werk/laten-gaan", open_details),
    PageType("mensen-zoeken", "/van-werk-naar-werk/mensen-zoeken", open_details),
    PageType("toestemming", "/van-werk-naar-werk/toestemming"),
    PageType("vacature-intake", "/vacature-intake"),
    PageType("spinnenweb", "/spinnenweb"),
    PageType("spinnenweb-invullen", "/spinnenweb/invullen"),
    PageType("spinnenweb-uitkomst", "/spinnenweb/uitkomst?web=duurzame-plaatsingen.1.3x51425.20261124", open_details),
    PageType("spinnenweb-groep", "/spinnenweb/groep"),
    PageType("cijfers", "/cijfers"),
    PageType("overal-te-gebruiken", "/overal-te-gebruiken"),
    PageType("bijeenkomsten", "/bijeenkomsten", open_details),
    PageType("bijeenkomsten-en", "/en/bijeenkomsten"),
    PageType("bijeenkomst", "/bijeenkomsten/voorbeeldbijeenkomst"),
    PageType("bijeenkomst-en", "/en/bijeenkomsten/voorbeeldbijeenkomst"),
    PageType("bijeenkomst-aanmelden", "/bijeenkomsten/voorbeeldbijeenkomst/aanmelden"),
    PageType("bijeenkomst-aangevraagd", "/bijeenkomsten/voorbeeldbijeenkomst/aangevraagd"),
    PageType("werkplek-bijeenkomsten", "/werkplek/bijeenkomsten", staff=True),
    PageType("werkplek-deelnemers", "/werkplek/bijeenkomsten/voorbeeldbijeenkomst", open_details, staff=True),
    PageType("werkplek-deelnemers-afdruk", "/werkplek/bijeenkomsten/voorbeeldbijeenkomst/afdruk", staff=True),
    PageType("nieuw", "/nieuw"),
    PageType("abonneren", "/nieuw/abonneren"),
    PageType("aangevraagd", "/nieuw/aangevraagd"),
    PageType("feedback", "/feedback?pagina=/regelingen/no-riskpolis&antwoord=nee"),
    PageType("feedback-fout", "/feedback?pagina=/regelingen/no-riskpolis&antwoord=nee", send_empty_form),
    PageType("feedback-bedankt", "/feedback/bedankt?pagina=/regelingen/no-riskpolis&antwoord=nee"),
    PageType("bevestigen-verlopen", "/nieuw/bevestigen/onbekend", status=410),
    PageType("afmelden", "/nieuw/afmelden/onbekend"),
    PageType("vertel-uw-verhaal", "/succesverhalen/vertel"),
    PageType("vertel-uw-verhaal-fout", "/succesverhalen/vertel", send_empty_form),
    PageType("succesverhalen-gefilterd", "/succesverhalen?twijfel=team&sector=overig"),
    PageType("beheer", "/beheer", open_details, staff=True),
    PageType("beheer-cijfers", "/beheer/cijfers", open_details, staff=True),
    PageType("beheer-e-mail", "/beheer/e-mail", staff=True),
    PageType("beheer-logboek", "/beheer/logboek", staff=True),
    PageType("beheer-samenvoegen", "/beheer/samenvoegen", staff=True),
    PageType("beheer-verdeling", "/beheer/verdeling", open_details, staff=True),
    PageType("beheer-regel", "/beheer/verdeling/nieuw", staff=True),
    PageType("beheer-regel-1", "/beheer/verdeling/1", staff=True),
    PageType("beheer-medewerker", "/beheer/mensen/4", open_details, staff=True),
    PageType("beheer-vertrek", "/beheer/mensen/4/vertrek", staff=True),
    PageType("geen-toegang", "/beheer/mensen/nieuw", status=403, staff=True),
    PageType("nieuw-verzoek", "/werkplek/nieuw-verzoek", staff=True),
    PageType("opvolgen", "/werkplek/opvolgen", staff=True),
    PageType("werkgevers", "/werkplek/werkgevers", staff=True),
    PageType("werkgever", "/werkplek/werkgevers/1", open_details, staff=True),
    PageType("werkgever-gesprek", "/werkplek/werkgevers/1/gesprek", staff=True),
    PageType("werkgever-rapport-kiezen", "/werkplek/werkgevers/1/rapport", staff=True),
    PageType("werkgever-rapport", "/werkplek/werkgevers/1/rapport/afdruk", staff=True),
    PageType("contact-bijlage", "/contact?bijlage=/vacature-intake%3Ftaken%3Ddozen%2Bvouwen", open_details),
    PageType("werkgever-inzage", "/werkplek/werkgevers/1/inzage", staff=True),
    PageType("werkgever-wissen", "/werkplek/werkgevers/1/wissen", staff=True),
    PageType("overdracht-nieuw", "/werkplek/overdrachten/nieuw/1", staff=True),
    PageType("afwezigheid", "/werkplek/afwezigheid", staff=True),
    PageType("overdrachten", "/werkplek/overdrachten", staff=True),
    PageType("werkplek-redactie", "/werkplek/redactie", staff=True),
    PageType("werkplek-spinnenweb", "/werkplek/spinnenweb", staff=True),
    PageType("postvak-ontwikkel", "/ontwikkel/postvak"),
    PageType("bericht-ontwikkel", "/ontwikkel/postvak", open_first_mail),
    PageType("stijlgids", "/ontwikkel/stijlgids"),
    PageType("niet-gevonden", "/regelingen/bestaat-niet", status=404),
    PageType("privacy", "/privacy"),
    PageType("toegankelijkheid", "/toegankelijkheid"),
    PageType("proclaimer", "/proclaimer"),
    PageType("bronnen", "/bronnen"),
    PageType("kwetsbaarheid-melden", "/kwetsbaarheid-melden"),
    PageType("over", "/over"),
)


def address(page: PageType, asked: Vraag) -> str:
    """The path to open, with the addresses of this run filled in."""
    return page.path.format_map(asdict(asked))
