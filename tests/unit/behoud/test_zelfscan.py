"""The self-scan: who does what, what first, in which tone, and an address that holds it."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.behoud.schema import RolNaam
from app.behoud.zelfscan import MENINGEN, Antwoorden, evaluate, join, read, write
from tests.unit.behoud.small import scan, task

SCAN = scan()
CODES = [each.code for each in SCAN.taken]
ROLES: list[RolNaam] = ["leidinggevende", "werkbegeleider", "jobcoach"]
opinions = st.sampled_from([None, *MENINGEN])
answers = st.builds(
    lambda roles, wil, kan: Antwoorden({code: who for code, who in roles.items() if who}, wil, kan),
    st.dictionaries(st.sampled_from(CODES), st.frozensets(st.sampled_from(ROLES))),
    opinions,
    opinions,
)


def given_roles(**roles: str) -> Antwoorden:
    """Answers by code and the first letters of the roles: a="lw"."""
    by_letter = {rol[0]: rol for rol in ROLES}
    return Antwoorden({code: frozenset(by_letter[letter] for letter in who) for code, who in roles.items()})


def test_a_task_nobody_does_says_who_usually_does_it() -> None:
    row = evaluate(SCAN, given_roles()).routes[0].regels[0]
    assert row.dekking == "niemand"
    assert row.reden == "Niemand doet dit nu. In de onderzochte bedrijven doet de leidinggevende dit."


def test_a_task_that_two_roles_share_is_told_in_the_plural() -> None:
    outcome = evaluate(SCAN, given_roles(a="lw"))
    assert outcome.routes[0].regels[0].reden == "De leidinggevende en de werkbegeleider doen dit."
    assert outcome.routes[1].regels[0].reden.endswith("doen de leidinggevende en de werkbegeleider dit.")


def test_a_task_of_the_company_that_only_the_jobcoach_does_is_fragile() -> None:
    outcome = evaluate(SCAN, given_roles(b="j", c="j"))
    rows = {row.taak.code: row for row in outcome.routes[0].regels}
    assert rows["b"].dekking == "jobcoach"
    assert "ook de werkbegeleider" in rows["b"].reden
    assert rows["c"].dekking == "gedekt", "this one belongs to the jobcoach"


def test_the_jobcoach_together_with_a_colleague_is_not_fragile() -> None:
    assert evaluate(SCAN, given_roles(b="jw")).routes[0].regels[1].dekking == "gedekt"


def test_the_first_steps_take_turns_between_routes_and_begin_where_most_is_open() -> None:
    outcome = evaluate(SCAN, given_roles())
    assert [row.taak.code for _route, row in outcome.stappen] == ["a", "d", "b", "c"]
    assert outcome.stappen[0][0].id == "vitaliteit"


def test_there_are_never_more_than_five_first_steps() -> None:
    many = scan(("vitaliteit", [task(code, "leidinggevende") for code in "abcdefgh"]))
    assert len(evaluate(many, given_roles()).stappen) == 5


def test_what_leans_on_the_jobcoach_comes_after_what_nobody_does() -> None:
    outcome = evaluate(SCAN, given_roles(a="j", b="w", c="j"))
    assert [row.taak.code for _route, row in outcome.stappen] == ["d", "a"]


def test_when_everything_is_covered_there_is_nothing_to_do_first() -> None:
    outcome = evaluate(SCAN, given_roles(a="l", b="w", c="j", d="l"))
    assert (outcome.open, outcome.totaal, outcome.stappen) == (0, 4, ())


@pytest.mark.parametrize(
    ("wil", "kan", "tones"),
    [
        ("nee", "ja", ["Toon willen"]),
        ("deels", "ja", ["Toon willen"]),
        ("ja", "nee", ["Toon kunnen"]),
        ("nee", "deels", ["Toon willen", "Toon kunnen"]),
        ("ja", "ja", ["Toon verder"]),
        (None, "nee", ["Toon kunnen"]),
        (None, "ja", []),
        (None, None, []),
    ],
)
def test_willing_and_able_decide_the_tone(wil: str | None, kan: str | None, tones: list[str]) -> None:
    outcome = evaluate(SCAN, Antwoorden({}, wil, kan))  # type: ignore[arg-type]
    assert [tone.kop for tone in outcome.tonen] == tones


@given(answers)
def test_what_is_written_reads_back_the_same(told: Antwoorden) -> None:
    found = read(parse_qsl(write(told, SCAN)), SCAN)
    assert found.meldingen == ()
    assert (dict(found.antwoorden.rollen), found.antwoorden.wil, found.antwoorden.kan) == (
        dict(told.rollen),
        told.wil,
        told.kan,
    )


@given(st.lists(st.tuples(st.text(max_size=8), st.text(max_size=30)), max_size=20))
def test_any_address_gives_a_result(pairs: list[tuple[str, str]]) -> None:
    found = read(pairs, SCAN)
    assert evaluate(SCAN, found.antwoorden).totaal == 4
    assert read(parse_qsl(write(found.antwoorden, SCAN)), SCAN).meldingen == ()


@given(answers)
def test_every_task_stands_in_the_table_once_and_is_counted(told: Antwoorden) -> None:
    outcome = evaluate(SCAN, told)
    rows = [row for route in outcome.routes for row in route.regels]
    assert [row.taak.code for row in rows] == CODES
    assert outcome.open == sum(not row.rollen for row in rows)
    assert all(row.reden.endswith(".") for row in rows)


def test_the_form_and_the_short_address_mean_the_same() -> None:
    form = [("v", "1"), ("taak-a", "l"), ("taak-a", "w"), ("taak-c", "j"), ("wil", "ja")]
    short = [("v", "1"), ("l", "a"), ("w", "a"), ("j", "c"), ("wil", "ja")]
    assert read(form, SCAN).antwoorden == read(short, SCAN).antwoorden
    assert write(read(form, SCAN).antwoorden, SCAN) == "v=1&l=a&w=a&j=c&wil=ja"


@pytest.mark.parametrize(
    "pair", [("l", "az"), ("x", "1"), ("taak-z", "l"), ("taak-a", "q"), ("wil", "misschien"), ("n", "a" * 2000)]
)
def test_what_is_unknown_is_left_out_and_said(pair: tuple[str, str]) -> None:
    found = read([("v", "1"), ("w", "b"), pair], SCAN)
    assert found.meldingen == ("In deze link staat iets dat wij niet kennen. Dat hebben wij weggelaten.",)
    assert found.antwoorden.of("b") == {"werkbegeleider"}


def test_a_link_of_another_version_says_so() -> None:
    assert "andere versie" in read([("v", "2"), ("l", "a")], SCAN).meldingen[0]


def test_no_address_is_no_answer() -> None:
    assert not read([], SCAN).ingevuld
    assert read([("v", "1")], SCAN).ingevuld


def test_a_list_of_words_reads_as_a_sentence() -> None:
    assert [join(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a en b", "a, b en c"]
