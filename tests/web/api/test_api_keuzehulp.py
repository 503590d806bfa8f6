"""The keuzehulp as open data: the same outcome as the pages, with reasons, dates and amounts."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.kennisbank.store import ContentStore
from app.keuzehulp.answers import read
from app.keuzehulp.engine import Outcome, engine_for
from app.keuzehulp.route import route
from tests.conftest import TUESDAY
from tests.web.api.visitor import Visitor

HIRE = {
    "v": "1",
    "situatie": "kandidaat",
    "groep": "wajong",
    "startdatum": "2026-12-14",
    "uren": "24",
}
UNSURE = {"situatie": "weet-niet", "groep": "weet-niet"}
ANY = settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def outcome(content: ContentStore, query: dict[str, str]) -> Outcome:
    engine = engine_for(content.catalogue)
    link = read(query.items(), engine.questions, TUESDAY.date())
    assert not link.mistakes
    return engine.evaluate(link.answers, TUESDAY.date())


@pytest.fixture
def hire(visitor: Visitor) -> dict[str, Any]:
    """The outcome for a concrete candidate."""
    return visitor.read("/keuzehulp", HIRE)


@pytest.mark.parametrize("query", [{}, UNSURE, {"situatie": "leren"}, {"situatie": "afscheid"}])
def test_the_outcomes_are_those_of_the_engine(query: dict[str, str], visitor: Visitor, content: ContentStore) -> None:
    body = visitor.read("/keuzehulp", query)
    wanted = {result.slug: result.kind for result in outcome(content, query).results}
    assert {item["regeling"]["slug"]: item["uitkomst"] for item in body["uitkomsten"]} == wanted
    assert len(body["uitkomsten"]) == len(wanted) > 20


def test_every_outcome_gives_a_reason_for_every_condition(hire: dict[str, Any]) -> None:
    for item in hire["uitkomsten"]:
        assert item["voorwaarden"]
        assert all(condition["reden"] and "[[" not in condition["reden"] for condition in item["voorwaarden"])
        assert item["bronnen"]


def test_nothing_fits_when_nothing_is_known(visitor: Visitor) -> None:
    kinds = {item["uitkomst"] for item in visitor.read("/keuzehulp")["uitkomsten"]}
    assert "past" not in kinds and "past-misschien" in kinds


def test_a_concrete_candidate_gets_support_steps_and_amounts(hire: dict[str, Any]) -> None:
    assert any(item["uitkomst"] == "past" for item in hire["uitkomsten"])
    assert any(step["datum"] and step["datum"] < "2026-12-14" for step in hire["tijdlijn"])
    counted = [item for item in hire["opbrengsten"] if item["bedragen"]]
    assert counted
    for item in counted:
        assert item["formule"] and item["invoer"]
        assert all(span["laagst"] <= span["hoogst"] for span in item["bedragen"])


def test_the_answers_and_the_page_come_back_as_we_read_them(hire: dict[str, Any], visitor: Visitor) -> None:
    assert hire["antwoorden"]["startdatum"] == "2026-12-14"
    assert hire["pagina"].startswith("http://localhost/keuzehulp/uitkomst?v=1&situatie=kandidaat")
    assert visitor.client.get(hire["pagina"]).status_code == 200


def test_a_dutch_date_and_several_groups_are_read_like_on_the_page(visitor: Visitor) -> None:
    body = visitor.read("/keuzehulp", "groep=wia&groep=wajong&startdatum=14-12-2026")
    assert body["antwoorden"] == {"groep": "wajong,wia", "startdatum": "2026-12-14"}


def test_the_next_question_is_the_one_the_page_would_ask(visitor: Visitor, content: ContentStore) -> None:
    body = visitor.read("/keuzehulp", UNSURE)
    wanted = route(engine_for(content.catalogue), outcome(content, UNSURE))
    assert (body["volgende_vraag"], tuple(body["open_vragen"])) == (wanted.next, wanted.open)


def test_a_link_of_an_older_version_says_what_changed(visitor: Visitor, content: ContentStore) -> None:
    query = {"situatie": "kandidaat"}
    older = visitor.read("/keuzehulp", {**query, "c": "00000000", "d": "2026-01-01"})["veranderd"]
    assert older and all(item["tekst"] for item in older)
    assert visitor.read("/keuzehulp", {**query, "c": content.catalogue.version[:8]})["veranderd"] is None


def test_answers_that_point_to_a_person_stay_out_of_shared_caches(visitor: Visitor) -> None:
    assert visitor.get("/keuzehulp", {"groep": "wajong"}).headers["Cache-Control"].startswith("private")
    assert visitor.get("/keuzehulp/vragen").headers["Cache-Control"].startswith("public")


def test_the_questions_are_those_of_this_region(visitor: Visitor, content: ContentStore) -> None:
    questions = {item["id"]: item for item in visitor.read("/keuzehulp/vragen")["vragen"]}
    assert set(questions) == set(content.catalogue.questions)
    gemeenten = {option["id"] for option in questions["woongemeente"]["opties"]}
    assert {gemeente.slug for gemeente in content.catalogue.region.gemeenten} <= gemeenten


def test_every_question_is_a_parameter_with_the_same_answers(visitor: Visitor) -> None:
    parameters = {item["name"]: item["schema"] for item in visitor.operation("/keuzehulp")["parameters"]}
    for question in visitor.read("/keuzehulp/vragen")["vragen"]:
        schema = parameters[question["id"]]
        if question["opties"]:
            allowed = schema.get("items", schema)["enum"]
            assert allowed == [*(option["id"] for option in question["opties"]), "weet-niet"]


def test_the_english_address_gives_english_questions(english: Visitor, visitor: Visitor, content: ContentStore) -> None:
    dutch, other = (reader.read("/keuzehulp/vragen")["vragen"] for reader in (visitor, english))
    assert [item["id"] for item in dutch] == [item["id"] for item in other]
    for mine, theirs in zip(dutch, other, strict=True):
        question = content.catalogue.questions[mine["id"]]
        assert (mine["tekst"], theirs["tekst"]) == (question.tekst, question.tekst_en or question.tekst)
    assert dutch[0]["tekst"] != other[0]["tekst"]


@pytest.mark.parametrize(
    ("query", "status", "parameter"),
    [
        ("groep=zot", 422, "groep"),
        ("situatie=kandidaat,leren", 422, "situatie"),
        ("situatie=kandidaat,weet-niet", 422, "situatie"),
        ("uren=0", 422, "uren"),
        ("uren=90", 422, "uren"),
        ("uren=veel", 422, "uren"),
        ("startdatum=1826-12-01", 422, "startdatum"),
        ("startdatum=31-2-2027", 422, "startdatum"),
        ("naam=Jan", 400, "naam"),
        ("v=2", 400, ""),
        ("uren=" + "1" * 3000, 400, ""),
    ],
)
def test_a_wrong_answer_is_named_with_what_to_do(query: str, status: int, parameter: str, visitor: Visitor) -> None:
    problem = visitor.refused(status, "/keuzehulp", query)
    assert parameter in [fault["parameter"] for fault in problem["fouten"]]
    assert all(fault["uitleg"].endswith(".") for fault in problem["fouten"])


names = st.sampled_from(
    ["situatie", "groep", "startdatum", "uren", "uurloon", "leeftijd", "woongemeente", "v", "c", "d", "zot"]
)
texts = st.one_of(
    st.sampled_from(["kandidaat", "weet-niet", "wajong", "wia", "2026-12-01", "24", "arnhem", "1", ""]),
    st.text(max_size=30),
)


@ANY
@given(pairs=st.lists(st.tuples(names, texts), max_size=8))
def test_no_answers_break_the_keuzehulp(visitor: Visitor, pairs: list[tuple[str, str]]) -> None:
    query: dict[str, list[str]] = {}
    for name, text in pairs:
        query.setdefault(name, []).append(text)
    response = visitor.get("/keuzehulp", query)
    assert response.status_code in (200, 400, 422)
    visitor.checked("/keuzehulp", response)
