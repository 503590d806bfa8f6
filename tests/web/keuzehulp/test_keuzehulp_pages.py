"""The pages of the keuzehulp as an employer walks them, without JavaScript."""

from __future__ import annotations

import logging
from datetime import datetime
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from app.contact.subjects import BY_ID
from app.core import clock
from tests.support.client import AuditedClient

KANDIDAAT = "v=1&situatie=kandidaat"
CONCREET = "v=1&situatie=kandidaat&groep=bijstand&loonwaarde=ja&startdatum=2026-12-15&uren=24&contract=vast&register=ja"


def fields(client: AuditedClient) -> tuple[list[tuple[str, str]], str, set[str]]:
    """Hidden values of the form on the page, the name of its question and the answers it offers."""
    inputs = client.page.all("input")
    hidden = [(i.get("name", ""), i.get("value", "")) for i in inputs if i.get("type") == "hidden"]
    name = dict(hidden)["beantwoord"]
    return hidden, name, {i.get("value", "") for i in inputs if i.get("name") == name and i.get("type") != "hidden"}


def answer(client: AuditedClient, *chosen: str) -> str:
    """Send the form on the page with these answers; the address where it ends."""
    hidden, name, _ = fields(client)
    query = urlencode([*hidden, *((name, value) for value in chosen)])
    response = client.get(f"/keuzehulp/vraag?{query}", follow_redirects=True)
    assert response.status_code == 200
    return f"{response.request.path}?{response.request.query_string.decode()}"


def test_the_start_shows_the_situations_as_links(client: AuditedClient) -> None:
    client.get("/keuzehulp")
    assert f"/keuzehulp/vraag?{KANDIDAAT}" in client.page.links()
    assert "/keuzehulp/vraag?v=1&situatie=weet-niet" in client.page.links()


def test_an_employer_walks_from_the_start_to_a_result(client: AuditedClient) -> None:
    client.get(f"/keuzehulp/vraag?{KANDIDAAT}")
    place, asked = "", 0
    while not place.startswith("/keuzehulp/uitkomst"):
        _, name, options = fields(client)
        given_ = {"groep": "bijstand", "loonwaarde": "ja", "startdatum": "15-12-2026", "uren": "24", "contract": "vast"}
        place = answer(client, given_.get(name, "weet-niet" if options else ""))
        asked += 1
        assert asked < 25
    assert "Loonkostensubsidie" in client.page.text()
    assert asked >= 6
    assert "Beantwoord nog" not in client.page.text()


def test_every_question_page_says_how_many_are_left_and_that_number_falls(client: AuditedClient) -> None:
    client.get(f"/keuzehulp/vraag?{KANDIDAAT}")
    before = client.page.text()
    answer(client, "bijstand")
    assert "Vraag 2 · nog hoogstens" in before
    assert "Vraag 3 · nog hoogstens" in client.page.text()


def test_given_answers_can_be_changed_and_the_others_stay(client: AuditedClient) -> None:
    client.get(f"/keuzehulp/vraag?{CONCREET}")
    change = next(link for link in client.page.links() if link.endswith("vraag=uren"))
    client.get(change)
    field = next(i for i in client.page.all("input") if i.get("name") == "uren")
    assert field.get("value") == "24"
    place = answer(client, "32")
    assert "uren=32" in place
    assert "groep=bijstand" in place


def test_a_change_from_the_result_leads_back_to_the_result(client: AuditedClient) -> None:
    client.get(f"/keuzehulp/uitkomst?{CONCREET}")
    change = next(link for link in client.page.links() if "vraag=uren" in link)
    client.get(change)
    assert "Terug naar de uitkomst" in client.page.text()
    assert answer(client, "32").startswith("/keuzehulp/uitkomst?")
    assert "32 uur" in client.page.text()


def test_the_way_back_leads_to_the_question_before(client: AuditedClient) -> None:
    client.get("/keuzehulp/vraag?v=1&situatie=kandidaat&groep=ww")
    back = next(a.get("href", "") for a in client.page.all("a") if client.page.text(a) == "Vorige vraag")
    client.get(back)
    assert client.page.text(client.page.one("h1")) == "Wat weet u over deze persoon?"
    assert [i.get("value") for i in client.page.all("input") if i.get("checked") is not None] == ["ww"]


def test_no_choice_gives_a_sentence_at_the_question(client: AuditedClient) -> None:
    client.get(f"/keuzehulp/vraag?{KANDIDAAT}&beantwoord=groep")
    assert client.page.text(client.page.one("title")).startswith("Fout: Wat weet u over deze persoon?")
    assert "Kies een antwoord, of kies 'Weet ik niet'." in client.page.text()
    assert "#antwoord" in client.page.links()


@pytest.mark.parametrize(
    ("query", "heading", "sentence"),
    [
        ("uren=0", "Hoeveel uur", "0 kan niet. Vul een getal in van 1 tot en met 60."),
        ("uren=90", "Hoeveel uur", "90 kan niet."),
        ("startdatum=1-12-1926", "Wanneer begint", "1 december 1926 ligt te ver terug."),
        ("startdatum=2026-12-", "Wanneer begint", "Dit is geen datum."),
        ("groep=marsmannetje", "Wat weet u", "Dit antwoord kennen wij niet."),
    ],
)
def test_a_wrong_answer_shows_the_question_again_with_the_others_kept(
    client: AuditedClient, query: str, heading: str, sentence: str
) -> None:
    for page in ("vraag", "uitkomst"):
        response = client.get(f"/keuzehulp/{page}?{KANDIDAAT}&contract=vast&{query}", follow_redirects=True)
        assert response.status_code == 200
        assert client.page.text(client.page.one("h1")).startswith(heading)
        assert sentence in client.page.text()
        assert dict(fields(client)[0])["contract"] == "vast"


def test_a_wrong_number_stays_in_its_field(client: AuditedClient) -> None:
    client.get(f"/keuzehulp/vraag?{KANDIDAAT}&uren=90")
    assert next(i for i in client.page.all("input") if i.get("name") == "uren").get("value") == "90"


def test_the_result_gives_reasons_deadlines_amounts_and_combinations(client: AuditedClient) -> None:
    client.get(f"/keuzehulp/uitkomst?{CONCREET}")
    text = client.page.text()
    for part in (
        "Dit past",
        "Deze groep kan loonkostensubsidie krijgen.",
        "Volgorde en termijnen",
        "Vóór 15 december 2026",
        "Wat het oplevert",
        "Zo rekenen wij, en wat onzeker is",
        "Onzeker, omdat:",
        "Wat gaat samen, wat niet?",
        "Dit sturen wij mee",
        "Versie van de inhoud",
    ):
        assert part in text, part


def test_a_passed_deadline_is_said_plainly(client: AuditedClient) -> None:
    client.get(f"/keuzehulp/uitkomst?{CONCREET.replace('2026-12-15', '2026-11-02')}")
    assert "Termijn voorbij: vóór 2 november 2026" in client.page.text()
    assert "Voor sommige groepen kan het nog" in client.page.text()


def test_what_is_sent_along_has_no_word_about_the_person(client: AuditedClient) -> None:
    client.get(f"/keuzehulp/uitkomst?{CONCREET}")
    block = next(d for d in client.page.all("details") if client.page.text(d).startswith("Dit sturen wij mee"))
    assert "Loonkostensubsidie" in client.page.text(block)
    assert "bijstand" not in client.page.text(block).lower()


def test_the_link_to_the_contact_form_carries_the_answers_to_work_the_result_out(client: AuditedClient) -> None:
    client.get(f"/keuzehulp/uitkomst?{CONCREET}")
    link = next(link for link in client.page.links() if link.startswith("/contact?keuzehulp="))
    query = dict(parse_qsl(urlsplit(link).query))["keuzehulp"]
    assert dict(parse_qsl(query))["groep"] == "bijstand"
    assert client.get(link).status_code == 200


@pytest.mark.parametrize(
    ("situation", "subject"), [("kandidaat", "regeling"), ("eigen-werknemer", "ziekte"), ("afscheid", "afscheid")]
)
def test_the_contact_form_has_a_subject_and_a_first_sentence(
    client: AuditedClient, situation: str, subject: str
) -> None:
    client.get(f"/keuzehulp/uitkomst?v=1&situatie={situation}")
    client.get(next(link for link in client.page.links() if link.startswith("/contact?keuzehulp=")))
    assert subject in BY_ID
    chosen = [o.get("value") for o in client.page.all("option") if o.get("selected") is not None]
    assert subject in chosen
    assert "Ik heb de keuzehulp ingevuld." in client.page.text(client.page.one("textarea"))


def test_a_result_without_certainty_does_not_start_with_zero(client: AuditedClient) -> None:
    client.get("/keuzehulp/uitkomst?v=1&situatie=leren")
    text = client.page.text()
    assert "Wij kunnen nog niets zeker zeggen." in text
    assert "regelingen passen misschien." in text
    assert "0 regelingen" not in text


def test_an_ill_employee_is_first_a_question_of_how_long_and_then_weeks(client: AuditedClient) -> None:
    client.get("/keuzehulp/vraag?v=1&situatie=eigen-werknemer")
    assert client.page.text(client.page.one("h1")) == "Hoe lang is uw werknemer ziek?"
    answer(client, "tot-6-weken")
    assert client.page.text(client.page.one("h1")) == "Hoort uw werknemer bij een van deze groepen?"
    assert "bij het aannemen" not in client.page.text(client.page.one("main"))
    answer(client, "geen")
    client.get("/keuzehulp/uitkomst?v=1&situatie=eigen-werknemer&ziek-sinds=tot-6-weken&groep=geen")
    text = client.page.text()
    for week in (1, 6, 8, 42, 52, 91, 93):
        assert f"Week {week} " in text
    assert "Nu aan de beurt." in text
    assert "/artikelen/ziek-wie-betaalt-wat-week-voor-week" in client.page.links()
    client.get("/keuzehulp/vraag?v=1&situatie=eigen-werknemer&vraag=startdatum")
    assert client.page.text(client.page.one("h1")) == "Wanneer kwam uw werknemer bij u in dienst?"


def test_the_weeks_stand_once_also_when_the_second_track_fits(client: AuditedClient) -> None:
    client.get("/keuzehulp/uitkomst?v=1&situatie=eigen-werknemer&ziek-sinds=1-tot-2-jaar")
    text = client.page.text(client.page.one("main"))
    assert text.count("Maak met uw werknemer een plan van aanpak.") == 1
    assert "Dit moet al gebeurd zijn. Nog niet gedaan? Meld het alsnog meteen." in text


def test_who_is_looking_around_gets_three_questions_and_none_about_a_person(client: AuditedClient) -> None:
    client.get("/keuzehulp/vraag?v=1&situatie=orienteren")
    place, asked = "", []
    while not place.startswith("/keuzehulp/uitkomst"):
        asked.append(client.page.text(client.page.one("h1")))
        place = answer(client, "weet-niet")
    assert len(asked) == 3
    assert not any("persoon" in heading for heading in asked)
    assert "deze persoon in het doelgroepregister" not in client.page.text()
    assert "/artikelen/waar-begin-ik" in client.page.links()
    for heading in ("Vul een startdatum in", "Wat het oplevert"):
        assert heading not in client.page.text()


def test_a_card_shows_two_reasons_and_folds_the_rest(client: AuditedClient) -> None:
    client.get(f"/keuzehulp/uitkomst?{CONCREET}")
    card = next(c for c in client.page.all("li") if "wl-uitkomst--past" in (c.get("class") or ""))
    lists = [u for u in card.iter("ul") if not any(a.tag == "details" for a in client.page.parents(u))]
    assert [len(list(u)) for u in lists] == [2]
    assert "Alle redenen bij" in client.page.text(card)


def test_an_overview_is_not_shown_beside_its_part(client: AuditedClient) -> None:
    client.get(f"/keuzehulp/uitkomst?{CONCREET}&leeftijd=27-tot-50")
    assert "/regelingen/lkv-banenafspraak" in client.page.links()
    assert "/regelingen/loonkostenvoordeel" not in client.page.links()


def test_a_person_who_has_started_cannot_come_on_trial(client: AuditedClient) -> None:
    client.get(f"/keuzehulp/uitkomst?{CONCREET.replace('2026-12-15', '2026-11-02')}")
    folded = next(d for d in client.page.all("details") if client.page.text(d).startswith("Dit past niet ("))
    assert "Deze persoon is al bij u begonnen." in client.page.text(folded)


def test_english_titles_stand_where_they_exist_and_dutch_ones_say_so(client: AuditedClient) -> None:
    client.get("/en/keuzehulp/uitkomst?v=1&situatie=kandidaat&groep=wajong&register=ja&hulp-nodig=begeleiding")
    english = next(c for c in client.page.all("a") if c.get("href") == "/en/regelingen/no-riskpolis")
    assert client.page.text(english).startswith("No-risk policy")
    assert english.get("lang") is None
    dutch = [a for a in client.page.all("a") if a.get("href") == "/en/regelingen/harrie-training"]
    assert dutch
    assert all(any(e.get("lang") == "nl" for e in a.iter()) for a in dutch)


@pytest.mark.parametrize(
    ("question", "typed", "stored"),
    [
        ("startdatum", "4 januari 2027", "2027-01-04"),
        ("startdatum", "4-1-27", "2027-01-04"),
        ("uren", "24 uur", "24"),
        ("uurloon", "€ 15,50", "15.5"),
        ("loonwaarde-procent", "60%", "60"),
    ],
)
def test_an_answer_may_be_typed_as_people_write_it(
    client: AuditedClient, question: str, typed: str, stored: str
) -> None:
    client.get(f"/keuzehulp/vraag?{KANDIDAAT}&vraag={question}")
    assert f"{question}={stored}" in answer(client, typed)


def test_a_shared_link_opens_the_same_result_and_says_nothing_while_the_content_is_the_same(
    client: AuditedClient,
) -> None:
    client.get(f"/keuzehulp/uitkomst?{CONCREET}")
    link = next(a for a in client.page.links() if a.startswith("http://localhost/keuzehulp/uitkomst"))
    assert len(urlsplit(link).query) <= 1500
    client.get(link.removeprefix("http://localhost"))
    assert "De inhoud is veranderd" not in client.page.text()
    client.get(link.removeprefix("http://localhost").replace("c=", "c=0"))
    assert "De inhoud is veranderd sinds u deze link maakte" in client.page.text()


def test_the_calendar_file_downloads_and_reads_back(client: AuditedClient) -> None:
    response = client.get(f"/keuzehulp/agenda.ics?{CONCREET}")
    assert response.mimetype == "text/calendar"
    assert "termijnen.ics" in response.headers["Content-Disposition"]
    assert len(Calendar.from_ical(response.data).walk("VEVENT")) > 3


def test_the_page_for_the_payroll_office_names_schemes_and_no_person(client: AuditedClient) -> None:
    client.get(f"/keuzehulp/salarisadministratie?{CONCREET}")
    text = client.page.text(client.page.one("main"))
    assert "Loonkostenvoordeel voor de banenafspraak" in text
    assert "31 januari 2027" in text
    assert "heeft een bijstandsuitkering" not in text.lower()
    client.get("/keuzehulp/salarisadministratie")
    assert client.page.text(client.page.one("h1")) == "Voor de salarisadministratie"


def test_the_version_for_paper_is_short_and_says_where_the_whole_result_is(client: AuditedClient) -> None:
    client.get(f"/keuzehulp/afdruk?{CONCREET}")
    rows = [row for table in client.page.all("table") for row in table.iter("tr")]
    assert 10 < len(rows) < 32
    assert "Deze groep kan loonkostensubsidie krijgen." in client.page.text()
    assert "Vraag na 2 maanden of de no-riskpolis geldt." in client.page.text().replace("\u00a0", " ")
    assert "En nog" not in client.page.text()
    assert any(link.startswith("http://localhost/keuzehulp/uitkomst?v=1") for link in client.page.links())


def test_the_letter_to_the_employee_asks_nothing_about_health(client: AuditedClient) -> None:
    client.get("/keuzehulp/telt-uw-medewerker-mee")
    assert "U hoeft ons niets te vertellen over uw gezondheid." in client.page.text()
    assert "2 maanden" in client.page.text().replace("\u00a0", " ")


def test_a_result_without_any_answer_offers_questions_and_a_person(client: AuditedClient) -> None:
    client.get("/keuzehulp/uitkomst")
    assert "Dit past misschien" in client.page.text()
    client.get("/keuzehulp/uitkomst?v=1&situatie=afscheid&afscheid-reden=contract-loopt-af")
    assert client.page.links().count("/contact") >= 1


def test_the_whole_road_stands_in_english(client: AuditedClient) -> None:
    client.get("/en/keuzehulp")
    assert "I have someone in mind" in client.page.text()
    client.get(f"/en/keuzehulp/vraag?{KANDIDAAT}")
    assert client.page.text(client.page.one("h1")) == "What do you know about this person?"
    client.get(f"/en/keuzehulp/uitkomst?{CONCREET}")
    assert "24 hours" in client.page.text()


def test_pages_with_answers_stay_out_of_search_engines_caches_and_referrers(client: AuditedClient) -> None:
    headers = client.get(f"/keuzehulp/uitkomst?{CONCREET}").headers
    assert headers["X-Robots-Tag"] == "noindex"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "private, no-cache"
    assert "Set-Cookie" not in headers


def test_no_answer_is_ever_logged(client: AuditedClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        client.get(f"/keuzehulp/uitkomst?{CONCREET}")
        client.get(f"/keuzehulp/vraag?{KANDIDAAT}&uren=90")
    assert "bijstand" not in caplog.text
    assert "uren" not in caplog.text


def test_a_deadline_moves_from_coming_to_passed_at_midnight_in_amsterdam(client: AuditedClient) -> None:
    for hour, part in ((22, "Vóór 15 december 2026"), (23, "Termijn voorbij: vóór 15 december 2026")):
        with clock.pinned(datetime(2026, 12, 14, hour, 30, tzinfo=clock.UTC)):
            client.get(f"/keuzehulp/uitkomst?{CONCREET}")
        assert part in client.page.text()


PAGES = ("vraag", "uitkomst", "afdruk", "agenda.ics", "salarisadministratie")
NAMES = (
    "v",
    "c",
    "d",
    "situatie",
    "groep",
    "uren",
    "startdatum",
    "contract",
    "vraag",
    "beantwoord",
    "woongemeente",
    "x",
)
VALUES = (
    "",
    "1",
    "kandidaat",
    "wajong,wia",
    "weet-niet",
    "2026-12-01",
    "-1",
    "1e9",
    "١",
    "<b>",
    "' OR 1=1",
    "\x00",
    "%",
    "é" * 50,
)


@settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(PAGES), st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(VALUES)), max_size=8))
def test_no_address_ever_gives_a_server_error(client: AuditedClient, page: str, pairs: list[tuple[str, str]]) -> None:
    response = client.get(f"/keuzehulp/{page}?{urlencode(pairs)}", follow_redirects=True)
    assert response.status_code == 200


@pytest.mark.parametrize(
    "query", ["%", "%ff%fe", "a" * 5000, "&&&&", "=&=&=", "uren=24&" * 300, "situatie[]=kandidaat"]
)
def test_a_damaged_link_still_opens(client: AuditedClient, query: str) -> None:
    assert client.get(f"/keuzehulp/uitkomst?{query}", follow_redirects=True).status_code == 200
    assert client.get(f"/keuzehulp/vraag?{query}", follow_redirects=True).status_code == 200
