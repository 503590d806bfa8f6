"""The pages of the tools: everything in the address, nothing stored, and a person at the end."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from icalendar import Calendar

from app.behoud.content import FILES, TOOLS, definition
from app.behoud.schema import Werkbladen, Zelfscan
from app.kennisbank.frontmatter import Source
from app.kennisbank.store import ContentStore
from app.web.state import loket
from tests.support.client import AuditedClient

SHEETS = (
    "gebruiksaanwijzing-van-jezelf",
    "evaluatie-ontwikkelingsdoelen",
    "jobcarving",
    "checklist-eerste-werkdag",
    "drie-maanden-voor-einde-contract",
    "gesprek-voorbereiden",
)
PATHS = (
    "/zelfscan",
    "/zelfscan/uitkomst?v=1",
    "/zelfscan/uitkomst?v=1&l=abc&w=dei&j=fg&wil=deels&kan=nee",
    "/werkbladen",
    *(f"/werkbladen/{slug}" for slug in SHEETS),
    "/van-werk-naar-werk",
    "/van-werk-naar-werk/laten-gaan",
    "/van-werk-naar-werk/laten-gaan?einde=31-3-2027&zelf=2&meer=1",
    "/van-werk-naar-werk/laten-gaan?einde=morgen",
    "/van-werk-naar-werk/mensen-zoeken",
    "/van-werk-naar-werk/toestemming",
    "/vacature-intake",
    "/vacature-intake?begin=vacature&taken=dozen&flexibel=uren&flexibel=tijden",
)


def link_to_contact(client: AuditedClient) -> dict[str, str]:
    """Subject and question of the first link in the page that begins a question."""
    found = [urlsplit(href) for href in client.page.links() if href.split("?")[0].endswith("/contact") and "?" in href]
    begun = [parse_qs(each.query) for each in found if "vraag=" in each.query]
    assert begun, "no link begins a question"
    return {key: values[0] for key, values in begun[0].items()}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("language", ["", "/en"])
def test_every_page_is_there_in_both_languages(client: AuditedClient, language: str, path: str) -> None:
    answer = client.get(language + path)
    assert answer.status_code == 200
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    if language:
        assert "This page is in Dutch only" in client.page.html


@pytest.mark.parametrize("path", [path for path in PATHS if "?" in path])
def test_an_address_with_answers_is_not_kept_and_not_found(client: AuditedClient, path: str) -> None:
    answer = client.get(path)
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "private" in answer.headers["Cache-Control"]


def test_what_the_form_of_the_scan_sends_becomes_a_short_address(client: AuditedClient) -> None:
    answer = client.get("/zelfscan/uitkomst?v=1&taak-a=l&taak-a=w&taak-d=w&taak-s=j&wil=deels&kan=ja")
    assert answer.status_code == 302
    assert answer.location == "/zelfscan/uitkomst?v=1&l=a&w=ad&j=s&wil=deels&kan=ja"
    assert client.get(answer.location).status_code == 200


def test_the_form_of_the_scan_remembers_what_was_ticked(client: AuditedClient) -> None:
    client.get("/zelfscan?v=1&l=a&w=ad&wil=nee")
    ticked = [(each.get("name"), each.get("value")) for each in client.page.all("input") if "checked" in each.attrib]
    assert ticked == [("taak-a", "l"), ("taak-a", "w"), ("taak-d", "w"), ("wil", "nee")]


def test_the_result_without_answers_goes_to_the_form(client: AuditedClient) -> None:
    assert client.get("/zelfscan/uitkomst").location == "/zelfscan"
    assert client.get("/en/zelfscan/uitkomst").location == "/en/zelfscan"


def test_the_role_table_says_who_does_each_task(client: AuditedClient, content: ContentStore) -> None:
    client.get("/zelfscan/uitkomst?v=1&l=a&w=a&j=d")
    rows = {
        client.page.text(row[0]): [client.page.text(cell) for cell in row[1:]]
        for row in map(list, client.page.all("tr"))
        if row[0].tag == "th" and row[0].get("scope") == "row"
    }
    tasks = {task.code: task.tekst for task in definition(content.catalogue, Zelfscan).taken}
    assert set(rows) == set(tasks.values())
    assert rows[tasks["a"]] == ["ja", "ja", "-", "Verdeeld"]
    assert rows[tasks["b"]] == ["-", "-", "-", "Nog niemand"]
    assert rows[tasks["d"]] == ["-", "-", "ja", "Alleen de jobcoach"]


@pytest.mark.parametrize(
    ("answers", "seen", "unseen"),
    [
        ("wil=nee&kan=ja", "/succesverhalen/de-enige-eis-was-motivatie", "/regelingen/harrie-training"),
        ("wil=ja&kan=nee", "/regelingen/harrie-training", "/succesverhalen/de-enige-eis-was-motivatie"),
    ],
)
def test_willing_and_able_decide_what_to_read(client: AuditedClient, answers: str, seen: str, unseen: str) -> None:
    everything = "abcdefghikmnopqrstuvxy"
    client.get(f"/zelfscan/uitkomst?v=1&l={everything}&{answers}")
    assert seen in client.page.links()
    assert unseen not in client.page.links()


def test_a_broken_link_of_the_scan_still_gives_a_result_and_says_so(client: AuditedClient) -> None:
    answer = client.get("/zelfscan/uitkomst?v=1&l=a9&onzin=1")
    assert answer.status_code == 200
    assert "Uw link klopt niet helemaal" in client.page.html


def test_the_scan_leads_to_the_contact_person_with_a_neutral_question(client: AuditedClient) -> None:
    client.get("/zelfscan/uitkomst?v=1&l=abc&wil=deels")
    begun = link_to_contact(client)
    assert begun["onderwerp"] == "begeleiding"
    assert begun["bijlage"] == "/zelfscan/uitkomst?v=1&l=abc&wil=deels"
    client.get(f"/contact?{urlsplit(next(h for h in client.page.links() if 'vraag=' in h)).query}")
    assert begun["vraag"] in client.page.text(client.page.by_id("vraag"))


@pytest.mark.parametrize("slug", SHEETS)
def test_a_worksheet_sends_nothing(client: AuditedClient, slug: str) -> None:
    client.get(f"/werkbladen/{slug}")
    fields = client.page.all("textarea", "input")
    assert fields
    for field in fields:
        assert field.get("name") is None, "a field without a name is never sent"
        assert not [parent for parent in client.page.parents(field) if parent.tag == "form"]


def test_a_worksheet_that_does_not_exist_is_a_404(client: AuditedClient) -> None:
    assert client.get("/werkbladen/bestaat-niet").status_code == 404


def test_the_list_of_letting_go_has_days_and_the_promise(client: AuditedClient) -> None:
    client.get("/van-werk-naar-werk/laten-gaan?einde=31-3-2027&zelf=2&meer=1")
    text = client.page.text(client.page.one("main"))
    assert "woensdag 30 december 2026" in text
    assert "woensdag 31 maart 2027" in text
    assert "binnen 1 werkdag antwoord" in text
    assert "binnen 2 werkdagen" not in text, "one promise on one page"
    assert "STAP-budget" in text and "€ 102.000" in text
    begun = link_to_contact(client)
    assert begun["onderwerp"] == "afscheid"
    assert begun["vraag"].endswith("Einde van het contract: 31 maart 2027.")
    assert "3 (2 kan zelf verder, 1 heeft meer hulp nodig)" in begun["vraag"]


def test_without_an_end_date_the_list_counts_weeks(client: AuditedClient) -> None:
    client.get("/van-werk-naar-werk/laten-gaan")
    text = client.page.text(client.page.one("main"))
    assert "13 weken vóór het einde" in text and "4 weken na het einde" in text
    assert not [href for href in client.page.links() if "agenda.ics" in href]


def test_a_wrong_date_is_said_at_the_field_and_keeps_what_was_typed(client: AuditedClient) -> None:
    client.get("/van-werk-naar-werk/laten-gaan?einde=31-2-2027&zelf=2")
    assert client.page.text(client.page.one("title")).startswith("Fout: ")
    field = client.page.by_id("einde")
    assert field is not None and (field.get("aria-invalid"), field.get("value")) == ("true", "31-2-2027")
    assert client.page.links().count("#einde") == 2, "also beside the list, where the form leads without scripts"


def test_the_days_go_into_a_calendar(client: AuditedClient) -> None:
    answer = client.get("/van-werk-naar-werk/agenda.ics?einde=2027-03-31")
    assert answer.mimetype == "text/calendar"
    assert len(Calendar.from_ical(answer.data).walk("VEVENT")) == 9


def test_who_looks_for_people_comes_to_the_intake(client: AuditedClient) -> None:
    client.get("/van-werk-naar-werk/mensen-zoeken")
    assert "/vacature-intake?via=elders" in client.page.links()
    assert link_to_contact(client)["onderwerp"] == "elders"
    carried = [
        field for field in client.get("/vacature-intake?via=elders").text.split("<input") if 'name="via"' in field
    ]
    assert len(carried) == 1 and 'value="elders"' in carried[0]
    client.get("/vacature-intake?via=elders&begin=taken&taken=dozen+vouwen")
    assert link_to_contact(client)["onderwerp"] == "elders"


def test_the_intake_goes_along_with_the_request(client: AuditedClient) -> None:
    client.get("/vacature-intake?begin=taken&taken=dozen+vouwen&flexibel=uren&kandidaten=een&weten=kan")
    begun = link_to_contact(client)
    assert begun["onderwerp"] == "personeel"
    assert begun["vraag"] == "Ik zoek iemand. Mijn antwoorden op de vragen stuur ik mee."
    assert begun["bijlage"] == (
        "/vacature-intake?begin=taken&taken=dozen+vouwen&flexibel=uren&kandidaten=een&weten=kan"
    )


def test_an_intake_with_a_mistake_does_not_go_on(client: AuditedClient) -> None:
    client.get(f"/vacature-intake?begin=taken&taken={'x' * 200}")
    assert not [href for href in client.page.links() if "vraag=" in href]
    assert client.page.text(client.page.one("title")).startswith("Fout: ")


def test_every_tool_that_content_may_link_to_is_there(client: AuditedClient) -> None:
    for path, name in TOOLS.items():
        assert client.get(path).status_code == 200, path
        assert client.page.text(client.page.one("title")), name


def test_a_site_without_these_tools_says_so(app: Flask, client: AuditedClient) -> None:
    with app.app_context():
        store = loket().content
        edition = store.edition
    files = set(FILES.values())
    kept = {name: source for name, source in edition.catalogue.sources.items() if name not in files}
    wrong = Source(FILES[Werkbladen], {"titel": "Werkbladen"}, "", 1)
    try:
        bare = replace(edition.catalogue, sources={**kept, wrong.name: wrong})
        store.swap(replace(edition, catalogue=bare, whole=bare))
        assert client.get("/zelfscan").status_code == 404
        assert client.get("/werkbladen").status_code == 503
    finally:
        store.swap(edition)
