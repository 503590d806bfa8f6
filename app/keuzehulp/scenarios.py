"""Scenarios: answers on a day and what must come out of it (``content/keuzehulp/scenarios/*.yaml``)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from pydantic import Field, model_validator

from app.kennisbank.frontmatter import Problem, Source, parse_yaml, read_text, validate
from app.kennisbank.schema import ShortText, Slug, Strict
from app.keuzehulp.amounts import amounts
from app.keuzehulp.answers import read
from app.keuzehulp.engine import Engine, Kind, Outcome
from app.keuzehulp.route import route
from app.keuzehulp.timeline import timeline

FOLDER = "keuzehulp/scenarios"


class Scenario(Strict):
    """One case. ``verwacht`` names regelingen per kind; a regeling that is not named may be anything.

    termijnen: deadline per step, written as ``regeling.step``; jaren: calendar years with an amount per regeling;
    vragen: the questions that are left, in the order in which they are asked.
    """

    naam: ShortText
    peildatum: date
    antwoorden: dict[Slug, str | date | int | float | tuple[str, ...]]
    verwacht: dict[Kind, tuple[Slug, ...]] = Field(default_factory=dict)
    termijnen: dict[str, date] = Field(default_factory=dict)
    jaren: dict[Slug, tuple[int, ...]] = Field(default_factory=dict)
    vragen: tuple[Slug, ...] | None = None

    @model_validator(mode="after")
    def _expects_something(self) -> Scenario:
        if not (self.verwacht or self.termijnen or self.jaren or self.vragen is not None):
            raise ValueError("een scenario verwacht minstens iets")
        return self


class Scenarios(Strict):
    """One file of scenarios."""

    scenarios: tuple[Scenario, ...] = Field(min_length=1)


def run(engine: Engine, content_dir: Path) -> tuple[int, list[Problem]]:
    """Run every scenario; how many there are, and what came out otherwise, each with file and line."""
    count = 0
    problems: list[Problem] = []
    for path in sorted((content_dir / FOLDER).glob("*.yaml")):
        name = f"{FOLDER}/{path.name}"
        text = read_text(path, name)
        parsed = text if isinstance(text, Problem) else parse_yaml(text, name)
        if isinstance(parsed, Problem):
            problems.append(parsed)
            continue
        source = Source(name, parsed[0] or {}, "", 1, parsed[1])
        found = validate(Scenarios, source)
        if isinstance(found, list):
            problems += found
            continue
        for index, scenario in enumerate(found.scenarios):
            count += 1
            problems += _run(engine, scenario, source, index)
    return count, problems


def _run(engine: Engine, scenario: Scenario, source: Source, index: int) -> Iterator[Problem]:
    def problem(path: tuple[str | int, ...], what: str, do: str) -> Problem:
        line = source.line(("scenarios", index, *path))
        return Problem(source.name, line, scenario.naam, what, do)

    link = read(pairs(scenario), engine.questions, scenario.peildatum)
    for mistake in link.mistakes:
        yield problem(("antwoorden", mistake.question), mistake.message, "Verbeter het antwoord in dit scenario.")
    outcome = engine.evaluate(link.answers, scenario.peildatum)
    for kind, slugs in scenario.verwacht.items():
        for number, slug in enumerate(slugs):
            result = outcome.of(slug)
            path = ("verwacht", kind, number)
            if result is None:
                yield problem(path, f"De regeling '{slug}' heeft geen regels.", "Kijk of de naam klopt.")
            elif result.kind != kind:
                why = [f"{c.id} is {c.outcome}" for c in result.conditions if c.outcome != "ja"]
                yield problem(
                    path,
                    f"'{slug}' is {result.kind} ({result.status.label}; {', '.join(why) or 'alles is ja'}).",
                    f"Hier hoort {kind}.",
                )
    yield from (problem(path, what, do) for path, what, do in _details(engine, scenario, outcome))


def _details(engine: Engine, scenario: Scenario, outcome: Outcome) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Deadlines, years and questions that come out otherwise."""
    days = {f"{step.slug}.{step.id}": step.day for step in timeline(engine.catalogue, outcome).steps}
    for name, day in scenario.termijnen.items():
        if days.get(name) != day:
            yield ("termijnen", name), f"De termijn van '{name}' is {days.get(name, 'er niet')}.", f"Hier hoort {day}."
    found = {item.slug: tuple(s.year for s in item.spans) for item in amounts(engine.catalogue, outcome).yields}
    for slug, years in scenario.jaren.items():
        if found.get(slug) != years:
            yield ("jaren", slug), f"'{slug}' heeft bedragen voor {found.get(slug, ())}.", f"Hier hoort {years}."
    asked = route(engine, outcome).open
    if scenario.vragen is not None and asked != scenario.vragen:
        yield ("vragen",), f"De vragen zijn {', '.join(asked) or 'op'}.", f"Hier hoort {', '.join(scenario.vragen)}."


def pairs(scenario: Scenario) -> list[tuple[str, str]]:
    """The answers as they would stand in an address."""
    return [
        (key, ",".join(value) if isinstance(value, tuple) else str(value)) for key, value in scenario.antwoorden.items()
    ]
