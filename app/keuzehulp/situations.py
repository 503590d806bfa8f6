"""What the situation of the employer changes: which questions are asked, in which words, and what goes with the result.

All of it is content: it stands with the answers to the question ``situatie`` in ``content/keuzehulp/vragen.yaml``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from app.kennisbank.catalogue import Catalogue, Page
from app.kennisbank.questions import Optie, Vraag
from app.keuzehulp.answers import Answers

SITUATION = "situatie"
ILL_SINCE = "ziek-sinds"
ILL_WEEKS = {
    "tot-6-weken": (0, 6),
    "6-weken-tot-1-jaar": (6, 52),
    "1-tot-2-jaar": (52, 104),
    "langer-dan-2-jaar": (104, 1000),
}
"""Weeks of illness that an answer stands for: from and up to."""

When = Literal["geweest", "nu", "straks"]


@dataclass(frozen=True, slots=True)
class WeekStep:
    """A step of the weeks of illness. ``when``: compared with how long somebody is ill; None while unknown.

    late: what can still be done, only for a step whose week has passed.
    """

    week: int
    what: str
    when: When | None
    late: str | None


def situation_of(questions: Mapping[str, Vraag], answers: Answers) -> Optie | None:
    """The chosen situation; None while unknown."""
    question = questions.get(SITUATION)
    chosen = answers.chosen(SITUATION)
    return next((option for option in question.opties if option.id in chosen), None) if question else None


def in_words_of(question: Vraag, situation: Optie | None) -> Vraag:
    """The question in the words of this situation."""
    words = question.teksten_per_situatie.get(situation.id) if situation else None
    return question.model_copy(update=words.model_dump(exclude_none=True)) if words else question


def asked_in(questions: Mapping[str, Vraag], situation: Optie | None) -> dict[str, Vraag]:
    """The questions of this situation in its words; all of them when it names none."""
    names = situation.vragen if situation and situation.vragen else tuple(questions)
    return {name: in_words_of(questions[name], situation) for name in questions if name in names or name == SITUATION}


def articles_of(catalogue: Catalogue, situation: Optie | None) -> tuple[Page, ...]:
    """How-to guides that go with this situation."""
    found = (catalogue.page("artikelen", slug) for slug in (situation.artikelen if situation else ()))
    return tuple(page for page in found if page is not None)


def week_steps(catalogue: Catalogue, situation: Optie | None, answers: Answers) -> tuple[WeekStep, ...]:
    """The steps that hold for every ill employee, by week; none in another situation."""
    page = catalogue.page("regelingen", situation.weken_van) if situation and situation.weken_van else None
    if page is None:
        return ()
    facts = catalogue.facts
    ill = next((ILL_WEEKS[name] for name in answers.chosen(ILL_SINCE) if name in ILL_WEEKS), None)
    found = []
    for step in page.regeling.stappen:
        fact = facts.by_name.get(step.termijn) if step.termijn and step.moment == "bij-ziekte" else None
        value = max(fact.waarden, key=lambda v: v.geldig_van) if fact else None
        if value is None or value.eenheid != "weken" or not isinstance(value.waarde, Decimal):
            continue
        week = int(value.waarde)
        when: When | None = None
        if ill is not None:
            when = "geweest" if week <= ill[0] else "nu" if week <= ill[1] else "straks"
        late = step.te_laat if when == "geweest" else None
        day = value.geldig_van
        found.append(WeekStep(week, facts.fill(step.wat, day), when, facts.fill(late, day) if late else None))
    return tuple(sorted(found, key=lambda s: s.week))
