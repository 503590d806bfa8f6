"""The definitions in the real content, and what the check says about wrong ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.behoud.content import FILES, FOLDER, TOOLS, check, definition, pages, unsure
from app.behoud.schema import VanWerkNaarWerk, Werkbladen, Zelfscan
from app.core.errors import NotFound, Unavailable
from app.kennisbank.catalogue import Catalogue
from app.kennisbank.frontmatter import Problem, Source, parse_yaml
from app.kennisbank.store import ContentStore
from app.settings import ROOT


@pytest.fixture
def catalogue(content: ContentStore) -> Catalogue:
    """The catalogue of this project."""
    return content.catalogue


def changed(catalogue: Catalogue, name: str, old: str, new: str) -> Catalogue:
    """The catalogue with other words in one file of the tools."""
    text = (ROOT / "content" / name).read_text(encoding="utf-8")
    assert old in text
    parsed = parse_yaml(text.replace(old, new, 1), name)
    assert not isinstance(parsed, Problem), parsed
    return replace(catalogue, sources={**catalogue.sources, name: Source(name, parsed[0], "", 1, parsed[1])})


def test_the_content_has_nothing_wrong_and_is_plain_dutch(catalogue: Catalogue) -> None:
    assert {name for name in catalogue.sources if name.startswith(FOLDER)} == set(FILES.values())
    assert [str(problem) for problem in check(catalogue, date(2026, 11, 24))] == []


def test_every_role_has_tasks_and_every_route_too(catalogue: Catalogue) -> None:
    scan = definition(catalogue, Zelfscan)
    assert [route.id for route in scan.routes] == ["vitaliteit", "ontwikkeling", "baanherontwerp", "mobiliteit"]
    assert {rol for task in scan.taken for rol in task.rollen} == {rol.id for rol in scan.rollen}
    assert all(task.paginas for task in scan.taken), "a first step leads to a page"


def test_codes_of_tasks_that_people_kept_still_mean_the_same(catalogue: Catalogue) -> None:
    kept = {"a": "vitaliteit", "g": "vitaliteit", "h": "ontwikkeling", "n": "ontwikkeling", "o": "baanherontwerp"}
    kept |= {"s": "baanherontwerp", "t": "mobiliteit", "y": "mobiliteit"}
    routes = {task.code: route.id for route in definition(catalogue, Zelfscan).routes for task in route.taken}
    assert {code: routes[code] for code in kept} == kept


def test_low_willingness_leads_to_stories_and_low_ability_to_help(catalogue: Catalogue) -> None:
    tones = definition(catalogue, Zelfscan).tonen
    assert {page.soort for page in pages(catalogue, tones.willen.paginas)} >= {"succesverhalen"}
    assert tones.willen.voordelen and tones.willen.nadelen
    assert {"/regelingen/jobcoach", "/regelingen/harrie-training", "/regelingen/werkplekaanpassing"} <= set(
        tones.kunnen.paginas
    )


def test_the_list_of_letting_go_stands_in_the_order_of_time(catalogue: Catalogue) -> None:
    weeks = [action.weken_voor for action in definition(catalogue, VanWerkNaarWerk).acties]
    known = [each for each in weeks if each is not None]
    assert weeks[: len(weeks) - len(known)] == [None] * (len(weeks) - len(known))
    assert known == sorted(known, reverse=True)


def test_every_worksheet_the_issue_asks_for_is_there(catalogue: Catalogue) -> None:
    assert [sheet.slug for sheet in definition(catalogue, Werkbladen).werkbladen] == [
        "gebruiksaanwijzing-van-jezelf",
        "evaluatie-ontwikkelingsdoelen",
        "jobcarving",
        "checklist-eerste-werkdag",
        "drie-maanden-voor-einde-contract",
        "gesprek-voorbereiden",
    ]


@pytest.mark.parametrize(
    ("name", "old", "new", "complaint"),
    [
        ("behoud/zelfscan.yaml", "code: b", "code: a", "dezelfde code"),
        ("behoud/zelfscan.yaml", "sleutel: w", "sleutel: l", "dezelfde sleutel"),
        ("behoud/zelfscan.yaml", "/artikelen/werkbegeleider-zijn", "/artikelen/bestaat-niet", "bestaat niet"),
        ("behoud/zelfscan.yaml", "[[onderzoek-aangepaste-baan]]", "[[onderzoek-onbekend]]", "bestaat niet"),
        ("behoud/zelfscan.yaml", "[[onderzoek-aangepaste-baan]]", "31%", "kaal getal"),
        ("behoud/zelfscan.yaml", "nakijken_voor: 2027-05-01", "nakijken_voor: 2026-11-01", "ligt niet na"),
        ("behoud/zelfscan.yaml", "nakijken_voor: 2027-05-01", "nakijken_voor: 2026-11-23", "worden nagekeken"),
        ("behoud/zelfscan.yaml", "Kies één vaste", "Kies je vaste", "Hier staat 'je'"),
        ("behoud/zelfscan.yaml", "Kies één vaste", "Indien u kiest, kies één vaste", "Hier staat 'Indien'"),
        ("behoud/werkbladen.yaml", "slug: jobcarving", "slug: gesprek-voorbereiden", "dezelfde slug"),
        ("behoud/werkbladen.yaml", "        herhaal: 3\n", "", "horen bij elkaar"),
        ("behoud/van-werk-naar-werk.yaml", "id: regels", "id: duidelijkheid", "hetzelfde id"),
        ("behoud/van-werk-naar-werk.yaml", "bestaat: false", "bestaat: misschien", "true of false"),
        ("behoud/vacature-intake.yaml", "hoogstens: 80", "hoogste: 80", "bestaat niet"),
    ],
)
def test_wrong_content_is_named_with_file_and_line(
    catalogue: Catalogue, name: str, old: str, new: str, complaint: str
) -> None:
    found = list(check(changed(catalogue, name, old, new), date(2026, 11, 24)))
    assert [problem for problem in found if complaint in problem.wat and problem.bestand == name], found
    assert all(problem.regel > 1 for problem in found)


def test_a_file_that_nobody_reads_is_named(catalogue: Catalogue) -> None:
    stray = Source("behoud/zelfscna.yaml", {}, "", 1)
    found = list(check(replace(catalogue, sources={**catalogue.sources, stray.name: stray})))
    assert [problem.bestand for problem in found] == [stray.name]


def test_a_region_without_a_tool_says_so(catalogue: Catalogue) -> None:
    with pytest.raises(NotFound):
        definition(replace(catalogue, sources={}), Zelfscan)


def test_a_wrong_definition_never_shows_half_a_tool(catalogue: Catalogue) -> None:
    wrong = Source(FILES[Zelfscan], {"titel": "Zelfscan"}, "", 1)
    with pytest.raises(Unavailable):
        definition(replace(catalogue, sources={wrong.name: wrong}), Zelfscan)


def test_a_story_that_may_not_be_read_is_left_out(catalogue: Catalogue) -> None:
    path = "/succesverhalen/de-enige-eis-was-motivatie"
    assert [page.titel for page in pages(catalogue, (path, "/zelfscan"))] == ["De enige eis was motivatie", "Zelfscan"]
    without = replace(catalogue, pages={**catalogue.pages, "succesverhalen": {}})
    assert [page.pad for page in pages(without, (path, "/zelfscan"))] == ["/zelfscan"]


def test_facts_that_must_be_checked_are_told(catalogue: Catalogue) -> None:
    work = definition(catalogue, VanWerkNaarWerk)
    less_sure = replace(
        catalogue,
        facts=type(catalogue.facts)(
            {
                name: fact.model_copy(update={"zekerheid": "middelhoog"})
                if name == "transitievergoeding-maximum"
                else fact
                for name, fact in catalogue.facts.by_name.items()
            }
        ),
    )
    assert unsure(catalogue, work) == []
    assert unsure(less_sure, work) == [catalogue.facts.by_name["transitievergoeding-maximum"].titel]


def test_the_tools_that_may_be_linked_to_have_names() -> None:
    assert all(name and path.startswith("/") for path, name in TOOLS.items())
