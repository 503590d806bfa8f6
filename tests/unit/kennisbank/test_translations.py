"""English beside the Dutch: the same facts in other words, nothing missing, nothing older than it looks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any

import pytest

from app.kennisbank.catalogue import Catalogue, Page
from app.kennisbank.checks import translations as checks
from app.kennisbank.facts import Feit, format_value
from app.kennisbank.frontmatter import Problem, Source, parse_yaml, validate
from app.kennisbank.render import GlossaryLinker, render
from app.kennisbank.schema import RegelingVertaling
from app.kennisbank.translations import fingerprint, gaps, translated
from tests.unit.keuzehulp.small import TODAY, catalogue, fact, regeling

DUTCH_BODY = "## Wanneer kan het?\n\nBinnen [[termijn]].\n\n## Veelgestelde vragen\n\n### Mag dit?\n\nJa.\n"
ENGLISH_BODY = """## When is this possible?

Within [[termijn]].

## Frequently asked questions

### Is this allowed?

Yes.
"""
STEPS = [
    {"id": "vraag-aan", "wat": "Vraag aan.", "wie": "werkgever", "moment": "voor-start", "te_laat": "Bel ons."},
    {"id": "bewaar", "wat": "Bewaar de brief.", "wie": "werkgever", "moment": "na-start"},
]
TOGETHER = [{"regeling": "andere", "reden": "Dit mag samen."}]
WORDS: dict[str, Any] = {
    "titel": "Scheme",
    "samenvatting": "A scheme.",
    "vertaald_op": date(2026, 11, 22),
    "nederlands": "nl-00000000",
    "in_het_kort": dict.fromkeys(("wat", "opbrengst", "voor_wie", "wie_beslist", "eerst"), "Text."),
    "aanvragen": {"waar": "At UWV", "wanneer": "In advance"},
    "stappen": {"vraag-aan": {"wat": "Apply.", "te_laat": "Call us."}, "bewaar": {"wat": "Keep the letter."}},
    "combinaties": {"andere": "This may go together."},
}


@pytest.fixture
def dutch() -> Page:
    return replace(regeling("hulp", stappen=STEPS, combineert_met=TOGETHER), body=DUTCH_BODY)


def english(dutch: Page, body: str = ENGLISH_BODY, **changes: Any) -> Page:
    """The English of a page, up to date unless told otherwise."""
    words = RegelingVertaling.model_validate(
        {**WORDS, "nederlands": fingerprint(dutch.meta, dutch.body), **changes},
    )
    outdated = words.nederlands != fingerprint(dutch.meta, dutch.body)
    source = Source("en/regelingen/hulp.md", {}, body, 1)
    return Page("regelingen", "hulp", translated(dutch.meta, words), body, source, words, outdated)


def with_english(dutch: Page, page: Page, *facts: Feit) -> Catalogue:
    """A catalogue with one page in both languages."""
    found = catalogue(dutch, regeling("andere"), facts=facts or (fact("termijn", (6, "weken", "2026-01-01")),))
    return replace(found, translations=MappingProxyType({"regelingen": MappingProxyType({"hulp": page})}))


def problems(dutch: Page, page: Page, *facts: Feit) -> list[Problem]:
    return list(checks.check(with_english(dutch, page, *facts)))


@pytest.mark.parametrize(
    ("number", "unit", "text"),
    [
        (6, "weken", "6\u00a0weeks"),
        (1, "weken", "1\u00a0week"),
        (1, "jaar", "1\u00a0year"),
        (5, "jaar", "5\u00a0years"),
        (2, "werkdagen", "2\u00a0working days"),
        (1, "personen", "1\u00a0person"),
        (36, "uur-per-week", "36\u00a0hours per week"),
        (70, "procent", "70%"),
        (2.5, "procent", "2.5%"),
        (3.05, "euro-per-uur", "€\u00a03.05 per hour"),
        (2000, "euro-per-jaar", "€\u00a02,000 per year"),
        (0.23, "euro-per-kilometer", "€\u00a00.23 per kilometre"),
        (455, "euro", "€\u00a0455"),
        (1500, "aantal", "1,500"),
        ("01-31", "dag-van-het-jaar", "31 January"),
        (date(2027, 1, 1), "datum", "1 January 2027"),
    ],
)
def test_a_fact_reads_as_english(number: object, unit: str, text: str) -> None:
    value = fact("feit", (number, unit, "2026-01-01")).waarden[0]
    assert format_value(value, language="en") == text


@pytest.mark.parametrize(
    ("number", "unit", "text"),
    [
        (3.05, "euro-per-uur", "€\u00a03,05 per uur"),
        (2000, "euro-per-jaar", "€\u00a02.000 per jaar"),
        (1, "uur-per-week", "1\u00a0uur per week"),
        (date(2027, 1, 1), "datum", "1 januari 2027"),
    ],
)
def test_the_same_fact_stays_dutch_in_dutch(number: object, unit: str, text: str) -> None:
    assert format_value(fact("feit", (number, unit, "2026-01-01")).waarden[0]) == text


def test_a_bare_value_leaves_the_unit_to_the_sentence() -> None:
    value = fact("feit", (3.05, "euro-per-uur", "2026-01-01")).waarden[0]
    assert format_value(value, bare=True, language="en") == "€\u00a03.05"


def test_a_fact_without_a_value_today_sends_the_reader_to_a_person(dutch: Page) -> None:
    facts = catalogue(dutch, facts=(fact("oud", (1, "jaar", "2020-01-01/2020-12-31")),)).facts
    assert facts.fill("It takes [[oud]].", TODAY, "en") == "It takes (ask your contact person)."


def test_an_english_page_has_english_words_and_dutch_facts(dutch: Page) -> None:
    meta = english(dutch).regeling
    assert (meta.titel, meta.stappen[0].wat, meta.stappen[0].te_laat) == ("Scheme", "Apply.", "Call us.")
    assert (meta.aanvragen.waar, meta.combineert_met[0].reden) == ("At UWV", "This may go together.")
    assert (meta.aanvragen.wie, meta.stappen[0].moment) == ("werkgever", "voor-start")
    assert (meta.bronnen, meta.nagekeken_op) == (dutch.meta.bronnen, dutch.meta.nagekeken_op)


def test_a_complete_translation_has_no_problems(dutch: Page) -> None:
    assert problems(dutch, english(dutch)) == []


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"stappen": {"vraag-aan": WORDS["stappen"]["vraag-aan"]}}, "stappen", "De stap 'bewaar' heeft geen Engelse"),
        ({"stappen": {**WORDS["stappen"], "bewar": {"wat": "X."}}}, "stappen.bewar", "staat niet op de Nederlandse"),
        ({"stappen": {**WORDS["stappen"], "vraag-aan": {"wat": "X."}}}, "stappen.vraag-aan.te_laat", "wel"),
        ({"combinaties": {}}, "combinaties", "De regeling 'andere' heeft geen Engelse"),
        ({"volgende_ronde": "June 2027"}, "volgende_ronde", "heeft dit veld niet"),
        ({"in_het_kort": {**WORDS["in_het_kort"], "duur": "Long."}}, "in_het_kort.duur", "heeft dit veld niet"),
        ({"samenvatting": "It takes [[termijnen]]."}, "samenvatting", "[[termijnen]] bestaat niet"),
        ({"samenvatting": "It takes six weeks."}, "samenvatting", "kaal getal: 'six weeks'"),
    ],
)
def test_what_is_missing_or_too_much_is_an_error_in_its_field(
    dutch: Page, changes: dict[str, Any], field: str, words: str
) -> None:
    found = problems(dutch, english(dutch, **changes))
    assert any(p.veld == field and words in p.wat and p.ernst == "fout" for p in found), found


def test_a_misspelt_step_gets_a_suggestion(dutch: Page) -> None:
    words = RegelingVertaling.model_validate({**WORDS, "stappen": {**WORDS["stappen"], "bewar": {"wat": "X."}}})
    assert [gap.do for gap in gaps(dutch.meta, words)] == ["Bedoelt u 'bewaar'?"]


@pytest.mark.parametrize(
    "text",
    [
        "within 6 weeks",
        "Six weeks",
        "a two-year contract",
        "after one month",
        "3 working days",
        "70 %",
        "40 percent",
        "€ 455",
        "2,000 euros",
        "31 January",
        "1 January 2027",
        "since January 2026",
        "January 31",
        "2027-01-01",
        "1-1-2027",
    ],
)
def test_a_typed_amount_term_or_date_is_found_in_english(text: str) -> None:
    assert checks.BARE.search(text)


@pytest.mark.parametrize(
    "text",
    ["three municipalities", "a week of  hours", "in July", "once a year", "level 3", "the first day", "may 10 people"],
)
def test_other_words_are_left_alone(text: str) -> None:
    assert not checks.BARE.search(text)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (ENGLISH_BODY.replace("When is this possible?", "When?"), "De koppen zijn anders"),
        (ENGLISH_BODY.replace("### Is this allowed?\n\n", ""), "meer of minder vragen"),
        (ENGLISH_BODY.replace("Yes.", "See [more](/regelingen/weg)."), "wijst naar een pagina die niet bestaat"),
    ],
)
def test_headings_questions_and_links_must_be_as_in_dutch(dutch: Page, body: str, words: str) -> None:
    found = problems(dutch, english(dutch, body))
    assert [p.ernst for p in found if words in p.wat] == ["fout"]


def test_a_fact_that_one_of_the_texts_lacks_gives_a_warning(dutch: Page) -> None:
    found = problems(dutch, english(dutch, ENGLISH_BODY.replace("[[termijn]]", "the term")))
    assert [(p.ernst, p.wat) for p in found] == [
        ("waarschuwing", "Het feit [[termijn]] staat alleen in de Nederlandse tekst.")
    ]


def test_a_fact_to_check_needs_an_english_title(dutch: Page) -> None:
    unsure = fact("termijn", (6, "weken", "2026-01-01"), sure="middelhoog")
    assert ["geen Engelse titel" in p.wat for p in problems(dutch, english(dutch), unsure)] == [True]
    named = unsure.model_copy(update={"titel_en": "Time limit"})
    assert problems(dutch, english(dutch), named) == []


def test_new_dutch_words_make_the_translation_outdated_until_somebody_compares(dutch: Page) -> None:
    page = english(dutch)
    assert not page.outdated
    changed = replace(dutch, body=DUTCH_BODY.replace("Ja.", "Nee."))
    old = english(changed, nederlands=fingerprint(dutch.meta, dutch.body))
    assert old.outdated
    (problem,) = problems(changed, old)
    assert problem.ernst == "waarschuwing"
    assert fingerprint(changed.meta, changed.body) in problem.doe


@pytest.mark.parametrize("field", [{"nagekeken_op": date(2026, 12, 1)}, {"belang": 1}, {"zoekwoorden": ("iets",)}])
def test_what_no_translator_reads_does_not_outdate_a_translation(dutch: Page, field: dict[str, Any]) -> None:
    assert fingerprint(dutch.meta.model_copy(update=field), dutch.body) == fingerprint(dutch.meta, dutch.body)


@pytest.mark.parametrize(
    "field", [{"titel": "Nieuw"}, {"stappen": ()}, {"combineert_met": ()}, {"volgende_ronde": "juni 2027"}]
)
def test_every_field_with_words_counts(dutch: Page, field: dict[str, Any]) -> None:
    assert fingerprint(dutch.meta.model_copy(update=field), dutch.body) != fingerprint(dutch.meta, dutch.body)


def test_the_english_text_has_facts_and_questions_but_no_dutch_glossary(dutch: Page) -> None:
    unsure = fact("termijn", (6, "weken", "2026-01-01"), sure="middelhoog").model_copy(
        update={"titel_en": "Time limit"}
    )
    page = english(dutch, ENGLISH_BODY.replace("Within", "The [scheme](/regelingen/andere) within"))
    linker = GlossaryLinker({"within": ("binnen", "Uitleg.")})
    shown = render(with_english(dutch, page, unsure), page, TODAY, linker, "/en")
    assert [section.title for section in shown.sections] == ["When is this possible?", "Frequently asked questions"]
    assert "6&nbsp;weeks" in shown.sections[0].html
    assert 'href="/en/regelingen/andere"' in shown.sections[0].html
    assert "wp-begrip" not in shown.sections[0].html
    assert [question.question for question in shown.sections[1].questions] == ["Is this allowed?"]
    assert shown.unsure == ("Time limit",)


def test_a_page_without_english_stays_dutch(dutch: Page) -> None:
    page = english(dutch)
    found = with_english(dutch, page)
    other = found.pages["regelingen"]["andere"]
    assert found.localised(dutch, "en") is page
    assert found.localised(dutch, "nl") is dutch
    assert found.localised(other, "en") is other
    assert (page.language, other.language) == ("en", "nl")


def test_a_wrong_field_of_a_step_is_found_on_its_line() -> None:
    text = "titel: Scheme\nstappen:\n  vraag-aan:\n    wat: Apply.\n    telaat: Call.\n"
    parsed = parse_yaml(text, "en/regelingen/hulp.md")
    assert not isinstance(parsed, Problem)
    found = validate(RegelingVertaling, Source("en/regelingen/hulp.md", parsed[0], "", 1, parsed[1]))
    assert isinstance(found, list)
    assert ("stappen.vraag-aan.telaat", 5) in [(p.veld, p.regel) for p in found]
