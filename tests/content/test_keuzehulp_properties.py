"""What must hold for every combination of answers over the real content."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.kennisbank.catalogue import load
from app.kennisbank.questions import UNKNOWN, Vraag
from app.keuzehulp.answers import MAX_LENGTH, Answers, Value, read, write
from app.keuzehulp.engine import Engine, Kind, engine_for
from app.keuzehulp.formulas import calculate
from app.keuzehulp.outcome import advise
from app.keuzehulp.route import route
from app.keuzehulp.summary import summarise
from app.keuzehulp.timeline import _plan
from app.settings import ROOT

TODAY = date(2026, 11, 24)
WIDE = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)


@lru_cache(maxsize=1)
def engine() -> Engine:
    catalogue, problems = load(ROOT / "content")
    assert catalogue is not None, problems[:3]
    return engine_for(catalogue)


def values(question: Vraag) -> st.SearchStrategy[Value]:
    """Any answer to a question, "weet ik niet" included."""
    unknown: st.SearchStrategy[Value] = st.just(UNKNOWN)
    if question.soort == "getal":
        low, high = question.minstens or 0, question.hoogstens or 100
        return unknown | st.decimals(low, high, places=1).map(lambda d: d.normalize() + Decimal(0))
    if question.soort == "datum":
        return unknown | st.dates(date(2023, 1, 1), date(2029, 12, 31))
    names = [option.id for option in question.opties if not option.alleen]
    alone = [frozenset((option.id,)) for option in question.opties if option.alleen]
    if question.soort == "keuze":
        return unknown | st.sampled_from(names).map(lambda name: frozenset((name,)))
    return st.one_of(unknown, st.frozensets(st.sampled_from(names), min_size=1, max_size=3), *map(st.just, alone))


@st.composite
def answers(draw: st.DrawFn) -> Answers:
    """Some of the questions answered, in any order."""
    questions = engine().questions
    order = draw(st.permutations(list(questions)))
    count = draw(st.integers(0, len(order)))
    return Answers(MappingProxyType({name: draw(values(questions[name])) for name in order[:count]}))


days = st.dates(TODAY - timedelta(days=200), TODAY + timedelta(days=400))


def kinds(given_: Answers, day: date) -> Mapping[str, Kind]:
    return {result.slug: result.kind for result in engine().evaluate(given_, day).results}


def test_there_is_something_to_prove() -> None:
    assert len(engine().rules) >= 40
    assert len(engine().questions) >= 15


@WIDE
@given(answers(), st.data(), days)
def test_one_more_answer_only_refines(start: Answers, data: st.DataObject, day: date) -> None:
    missing = [name for name in engine().questions if name not in start.given]
    if not missing:
        return
    name = data.draw(st.sampled_from(missing))
    before = kinds(start, day)
    after = kinds(start.with_answer(name, data.draw(values(engine().questions[name]))), day)
    for slug, kind in before.items():
        if kind != "past-misschien" and kind != "gesloten":
            assert after[slug] == kind, (slug, name)


@WIDE
@given(answers(), days)
def test_what_was_kept_of_others_never_changes_an_outcome(given_: Answers, day: date) -> None:
    kept = engine()
    fresh = Engine(kept.catalogue, kept.questions, kept.rules)
    assert kept.evaluate(given_, day).results == fresh.evaluate(given_, day).results


@WIDE
@given(answers(), days)
def test_what_was_kept_of_others_never_changes_an_amount_or_a_deadline(given_: Answers, day: date) -> None:
    outcome = engine().evaluate(given_, day)
    advice, facts = advise(engine(), outcome), engine().catalogue.facts
    possible = {result.slug: result for result in outcome.results if result.possible}
    fresh = {
        slug: calculate(slug, result.regeling, result.kind == "past", facts, given_, day)
        for slug, result in possible.items()
    }
    assert {item.slug: item for item in advice.amounts.yields} == {slug: one for slug, one in fresh.items() if one}
    for slug, steps in advice.timeline.by_regeling.items():
        plan = _plan(facts, possible[slug], given_.start, day)
        assert sorted(plan.steps, key=lambda step: step.id) == sorted(steps, key=lambda step: step.id)


def test_answers_that_lead_to_the_same_share_one_result() -> None:
    someone = Answers(MappingProxyType({"situatie": frozenset(("kandidaat",)), "uren": Decimal(24)}))
    other = someone.with_answer("register", frozenset(("nee",)))
    one, two = (engine().evaluate(each, TODAY).results for each in (someone, other))
    assert sum(a is b for a, b in zip(one, two, strict=True)) > len(one) // 2
    hour = someone.with_answer("uren", Decimal(25))
    first, again = (engine().evaluate(each, TODAY).findings for each in (someone, hour))
    assert first is again


@WIDE
@given(answers(), st.randoms(use_true_random=False), days)
def test_the_order_of_answering_does_not_matter(start: Answers, random: object, day: date) -> None:
    names = list(start.given)
    random.shuffle(names)  # type: ignore[attr-defined]
    again = Answers(MappingProxyType({name: start.given[name] for name in names}))
    assert engine().evaluate(again, day).results == engine().evaluate(start, day).results


@WIDE
@given(answers(), days)
def test_every_condition_has_a_reason_and_no_combination_fails(given_: Answers, day: date) -> None:
    outcome = engine().evaluate(given_, day)
    assert len(outcome.results) == len(engine().rules)
    for result in outcome.results:
        assert len(result.conditions) == len(result.regeling.voorwaarden)
        assert all(len(condition.reason) > 3 for condition in result.conditions)
        assert (result.kind == "past-misschien") <= bool(
            result.open or result.ask or any(c.outcome == "onbekend" for c in result.conditions)
        )
    advice = advise(engine(), outcome)
    shown = [line.result.slug for lines in advice.groups.values() for line in lines]
    assert sorted([*shown, *(r.slug for r in advice.background)]) == sorted(r.slug for r in outcome.results)
    assert all(span.low <= span.high for item in advice.amounts.yields for span in item.spans)
    assert summarise(engine(), outcome).to_text()


@WIDE
@given(answers(), days)
def test_the_address_holds_every_answer_and_stays_short(given_: Answers, day: date) -> None:
    query = write(given_, engine().questions, version="0123abcd", made_on=TODAY)
    pairs = [part.partition("=")[::2] for part in query.split("&")]
    link = read(pairs, engine().questions, TODAY)
    assert dict(link.answers.given) == dict(given_.given)
    assert list(link.answers.given) == list(given_.given)
    assert len(query) <= MAX_LENGTH
    assert not link.mistakes


def test_all_answers_chosen_still_fits_in_the_address() -> None:
    everything: dict[str, Value] = {}
    for name, question in engine().questions.items():
        if question.soort == "meerdere":
            everything[name] = frozenset(o.id for o in question.opties if not o.alleen)
        elif question.soort == "keuze":
            everything[name] = frozenset((max((o.id for o in question.opties), key=len),))
        else:
            everything[name] = TODAY if question.soort == "datum" else Decimal("12.5")
    query = write(Answers(MappingProxyType(everything)), engine().questions, version="0" * 8, made_on=TODAY)
    assert 400 < len(query) < 800


@pytest.mark.parametrize("offset", range(-120, 420, 60))
def test_weet_ik_niet_on_everything_gives_no_past(offset: int) -> None:
    unknown = Answers(MappingProxyType(dict.fromkeys(engine().questions, UNKNOWN)))
    outcome = engine().evaluate(unknown, TODAY + timedelta(days=offset))
    assert [result.slug for result in outcome.results if result.kind == "past"] == []
    assert route(engine(), outcome).next is None


@WIDE
@given(st.data(), days)
def test_the_road_ends_and_gets_shorter_with_every_answer(data: st.DataObject, day: date) -> None:
    given_ = Answers(MappingProxyType({}))
    left = len(engine().questions) + 1
    while True:
        here = route(engine(), engine().evaluate(given_, day))
        assert here.left < left
        if here.next is None:
            return
        left = here.left
        given_ = given_.with_answer(here.next, data.draw(values(engine().questions[here.next])))


@WIDE
@given(answers(), st.data(), days)
def test_a_question_that_is_not_asked_changes_no_outcome(start: Answers, data: st.DataObject, day: date) -> None:
    outcome = engine().evaluate(start, day)
    asked = route(engine(), outcome)
    silent = [n for n in engine().questions if n not in start.given and not asked.changes.get(n)]
    if not silent:
        return
    name = data.draw(st.sampled_from(silent))
    after = kinds(start.with_answer(name, data.draw(values(engine().questions[name]))), day)
    assert after == {result.slug: result.kind for result in outcome.results}
