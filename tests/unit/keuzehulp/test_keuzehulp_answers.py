"""Answers in the address: strict reading, compact writing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from urllib.parse import parse_qsl, quote

import pytest

from app.kennisbank.questions import UNKNOWN
from app.keuzehulp.answers import MAX_LENGTH, Link, questions_of, read, write
from tests.unit.keuzehulp.small import QUESTIONS, REGION, TODAY, chosen, given, question

ASKED = questions_of({q.id: q for q in QUESTIONS}, REGION)


def opened(query: str) -> Link:
    return read(parse_qsl(query, keep_blank_values=True), ASKED, TODAY)


def messages(query: str) -> dict[str, str]:
    return {m.question: m.message for m in opened(query).mistakes}


def test_what_is_written_reads_back_the_same() -> None:
    answers = given(
        situatie=chosen("kandidaat"),
        groep=chosen("wia", "wajong"),
        startdatum=date(2026, 12, 1),
        uren=Decimal("24.5"),
        register=UNKNOWN,
        woongemeente=chosen("dorp"),
    )
    query = write(answers, ASKED)
    assert query == (
        "v=1&situatie=kandidaat&groep=wajong,wia&startdatum=2026-12-01&uren=24.5&register=weet-niet&woongemeente=dorp"
    )
    assert opened(query).answers == answers
    assert opened(query).mistakes == ()


def test_a_form_with_several_ticks_reads_as_one_answer() -> None:
    assert opened("groep=wajong&groep=wia").answers.chosen("groep") == {"wajong", "wia"}


def test_the_order_of_answering_is_kept_and_a_shared_link_is_in_question_order() -> None:
    answers = opened("uren=24&situatie=kandidaat").answers
    assert write(answers, ASKED).startswith("v=1&uren=24")
    assert write(answers, ASKED, sort=True).startswith("v=1&situatie=kandidaat")


def test_a_shared_link_remembers_content_version_and_day() -> None:
    query = write(given(uren=Decimal(24)), ASKED, version="0123abcd", made_on=date(2026, 11, 1))
    assert (opened(query).version, opened(query).made_on) == ("0123abcd", date(2026, 11, 1))


def test_a_link_from_the_future_or_with_nonsense_has_no_version_and_no_day() -> None:
    link = opened("c=<script>&d=2030-01-01&uren=24")
    assert (link.version, link.made_on, link.mistakes) == ("", None, ())


@pytest.mark.parametrize(("typed", "day"), [("1-12-2026", 1), ("02/12/2026", 2), ("3.12.2026", 3), ("2026-12-04", 4)])
def test_a_date_may_be_written_the_dutch_way(typed: str, day: int) -> None:
    assert opened(f"startdatum={typed}").answers.start == date(2026, 12, day)


@pytest.mark.parametrize(
    "typed",
    [
        "4 januari 2027",
        "4 jan 2027",
        "4 jan. 2027",
        "4-1-27",
        "04/01/2027",
        "4 - 1 - 2027",
        "4-jan-27",
        "4 January 2027",
    ],
)
def test_a_date_may_be_written_as_people_write_it(typed: str) -> None:
    assert opened(f"startdatum={quote(typed)}").answers.start == date(2027, 1, 4)


@pytest.mark.parametrize("typed", ["24", "24,0", "24.00", " 24 ", "24 uur", "24u", "24 uur per week", "24 hours"])
def test_a_number_may_be_written_with_a_comma_and_its_unit(typed: str) -> None:
    assert opened(f"uren={quote(typed)}").answers.number("uren") == 24


@pytest.mark.parametrize(
    "typed", ["15,50", "€ 15,50", "€15.50", "15,50 euro", "€ 15,50 per uur", "15,50 bruto per uur"]
)
def test_a_wage_may_be_written_with_its_sign(typed: str) -> None:
    assert opened(f"uurloon={quote(typed)}").answers.number("uurloon") == Decimal("15.5")


@pytest.mark.parametrize("typed", ["60", "60%", "60 %", "60 procent"])
def test_a_percentage_may_be_written_with_its_sign(typed: str) -> None:
    assert opened(f"loonwaarde-procent={quote(typed)}").answers.number("loonwaarde-procent") == 60


@pytest.mark.parametrize(
    ("query", "name", "part"),
    [
        ("situatie=onzin", "situatie", "kennen wij niet"),
        ("situatie=kandidaat,afscheid", "situatie", "maar één antwoord"),
        ("situatie=,", "situatie", "kennen wij niet"),
        ("groep=wajong,weet-niet", "groep", "Niet allebei"),
        ("uren=0", "uren", "van 1 tot en met 60"),
        ("uren=90", "uren", "90 kan niet"),
        ("uren=veel", "uren", "Vul een getal in"),
        ("uren=1e3", "uren", "Vul een getal in"),
        ("uren=-4", "uren", "Vul een getal in"),
        ("uren=٣٦", "uren", "Vul een getal in"),
        ("startdatum=1-12-1926", "startdatum", "te ver terug"),
        ("startdatum=1-12-2126", "startdatum", "te ver weg"),
        ("startdatum=31-2-2026", "startdatum", "geen datum"),
        ("startdatum=morgen", "startdatum", "geen datum"),
        ("startdatum=2026-12-0", "startdatum", "geen datum"),
        ("startdatum=4 foo 2027", "startdatum", "geen datum"),
        ("startdatum=31 juni 2027", "startdatum", "geen datum"),
        ("uren=24 appels", "uren", "Vul een getal in"),
        ("uren=24 32", "uren", "Vul een getal in"),
        ("groep=" + "a" * 500, "groep", "te lang"),
    ],
)
def test_a_wrong_answer_is_a_sentence_and_the_other_answers_are_kept(query: str, name: str, part: str) -> None:
    link = opened(f"register=ja&{query}")
    assert part in messages(query)[name]
    assert link.answers == given(register=chosen("ja"))


def test_an_answer_that_stands_alone_does_not_go_with_another() -> None:
    alone = question("groep", "meerdere", "wajong", "wia")
    options = (alone.opties[0], alone.opties[1].model_copy(update={"alleen": True, "tekst": "Geen van deze"}))
    asked = {"groep": alone.model_copy(update={"opties": options})}
    link = read([("groep", "wajong,wia")], asked, TODAY)
    assert link.mistakes[0].message == "'Geen van deze' past niet bij een ander antwoord. Kies opnieuw."


def test_the_first_and_last_possible_date_are_allowed() -> None:
    assert not messages("startdatum=1-1-2023")
    assert messages("startdatum=31-12-2022")
    assert not messages("startdatum=31-12-2029")
    assert messages("startdatum=1-1-2030")


def test_an_unknown_key_another_version_and_a_long_link_are_told_and_survived() -> None:
    for query, part in (("naam=Jan", "niet kennen"), ("v=2", "andere versie"), ("c=" + "x" * MAX_LENGTH, "te lang")):
        link = opened(f"uren=24&{query}")
        assert part in link.mistakes[0].message
        assert link.answers.number("uren") == 24


def test_an_empty_answer_is_no_answer() -> None:
    assert opened("situatie=&uren=%20").answers.given == {}


def test_the_options_of_the_region_are_its_gemeenten() -> None:
    assert [option.id for option in ASKED["woongemeente"].opties] == ["dorp", "stad", "andere-gemeente"]
    assert "woongemeente" in messages("woongemeente=gemeenten-van-de-regio")
