"""The questions, rules and scenarios of this project, and the checks that guard them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from app.cli.keuzehulp import kaart, toets
from app.kennisbank.catalogue import load
from app.kennisbank.checks.rules import check
from app.kennisbank.frontmatter import Problem
from app.keuzehulp.engine import OVERVIEWS, Engine, engine_for
from app.keuzehulp.formulas import CONTRACT, FORMULAS, LONGER, SHORTER
from app.keuzehulp.route import RESIDENCE
from app.keuzehulp.rules import START
from app.keuzehulp.scenarios import run
from app.keuzehulp.situations import ILL_SINCE, ILL_WEEKS, SITUATION, in_words_of
from app.settings import ROOT

CONTENT = ROOT / "content"


@pytest.fixture(scope="module")
def engine() -> Engine:
    catalogue, problems = load(CONTENT)
    assert catalogue is not None, problems[:3]
    return engine_for(catalogue)


def test_the_rules_and_questions_of_this_project_fit_together(engine: Engine) -> None:
    assert list(check(engine.catalogue)) == []


def test_every_scenario_of_this_project_comes_out_as_expected(engine: Engine) -> None:
    count, problems = run(engine, CONTENT)
    assert problems == []
    assert count >= 40


def test_every_calculation_named_in_the_content_exists(engine: Engine) -> None:
    named = {page.regeling.opbrengst.berekening for page, _ in engine.rules} - {None}
    assert named == set(FORMULAS)


def test_every_calculation_of_the_content_finds_its_facts(engine: Engine) -> None:
    facts = engine.catalogue.facts
    for page, _ in engine.rules:
        for name in page.regeling.opbrengst.feiten:
            assert facts.value(name, date(2026, 11, 24)) is not None, (page.slug, name)


def test_questions_for_amounts_and_dates_are_those_the_calculations_use(engine: Engine) -> None:
    said = {q.id for q in engine.questions.values() if q.gebruik}
    assert said == {q for formula in FORMULAS.values() for q in formula.questions} | {START, RESIDENCE}


def test_every_question_says_why_and_who_knows_in_two_languages(engine: Engine) -> None:
    for question in engine.questions.values():
        for name in ("tekst", "kort", "waarom", "wie_weet_dit"):
            assert getattr(question, name), (question.id, name)
            assert getattr(question, f"{name}_en"), (question.id, name)
        for option in question.opties:
            assert option.tekst_en, (question.id, option.id)


def test_an_overview_and_its_parts_are_regelingen(engine: Engine) -> None:
    for overview, parts in OVERVIEWS.items():
        assert {overview, *parts} <= set(engine.catalogue.pages["regelingen"])


def test_the_answers_about_illness_are_those_that_have_weeks(engine: Engine) -> None:
    assert {option.id for option in engine.questions[ILL_SINCE].opties} - set(ILL_WEEKS) == {"nog-niet"}


def test_the_answers_about_a_temporary_contract_are_those_the_amounts_know(engine: Engine) -> None:
    assert {LONGER, SHORTER} <= {option.id for option in engine.questions[CONTRACT].opties}


def test_every_situation_has_one_or_two_guides(engine: Engine) -> None:
    for option in engine.questions[SITUATION].opties:
        assert 1 <= len(option.artikelen) <= 2, option.id


def test_no_text_for_an_own_employee_speaks_of_hiring(engine: Engine) -> None:
    option = next(o for o in engine.questions[SITUATION].opties if o.id == "eigen-werknemer")
    for name in ("groep", "startdatum", "hulp-nodig"):
        question = in_words_of(engine.questions[name], option)
        assert "uw werknemer" in question.tekst.lower()
        assert not re.search("aannemen|kandidaat|begint", f"{question.tekst} {question.mag_vragen}"), name


def test_questions_about_a_person_say_what_may_be_asked(engine: Engine) -> None:
    for name in ("groep", "register", "loonwaarde", "hulp-nodig", "ziek-sinds"):
        assert engine.questions[name].mag_vragen, name


def copied(tmp_path: Path, edit: Callable[[Path], None]) -> list[Problem]:
    folder = tmp_path / "content"
    shutil.copytree(CONTENT, folder)
    edit(folder)
    catalogue, problems = load(folder)
    return problems if catalogue is None else list(check(catalogue))


def replace(name: str, old: str, new: str) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return edit


@pytest.mark.parametrize(
    ("edit", "file", "part"),
    [
        (
            replace(
                "keuzehulp/vragen.yaml",
                "      - id: kandidaat\n",
                "      - {id: extra, tekst: Extra}\n      - id: kandidaat\n",
            ),
            "keuzehulp/vragen.yaml",
            "Geen regel gebruikt het antwoord 'extra' op 'situatie'",
        ),
        (
            replace("keuzehulp/vragen.yaml", "    gebruik: [gemeente]\n", ""),
            "keuzehulp/vragen.yaml",
            "De vraag 'woongemeente' wordt nooit gesteld",
        ),
        (
            replace("keuzehulp/vragen.yaml", "wie_weet_dit: U zelf.", "wie_weet_dit: Na [[bestaat-niet]]."),
            "keuzehulp/vragen.yaml",
            "[[bestaat-niet]]",
        ),
        (
            replace(
                "keuzehulp/vragen.yaml",
                "tekst: Ik kijk nog rond",
                "tekst: Ik kijk nog rond\n        zonder_regel: true",
            ),
            "keuzehulp/vragen.yaml",
            "Een regel gebruikt het antwoord 'orienteren' wel",
        ),
        (
            replace("regelingen/lkv-oudere-werknemer.md", "voor: 2024-01-01", "vanaf: 2024-01-01, voor: 2024-01-01"),
            "regelingen/lkv-oudere-werknemer.md",
            "Er is geen dag",
        ),
        (
            replace("regelingen/proefplaatsing.md", "    toets: vandaag\n", ""),
            "regelingen/proefplaatsing.md",
            "rekent met vandaag",
        ),
        (
            replace("keuzehulp/vragen.yaml", "weken_van: re-integratie", "weken_van: reintegratie"),
            "keuzehulp/vragen.yaml",
            "Er is geen pagina regelingen/reintegratie-tweede-spoor",
        ),
        (
            replace("keuzehulp/vragen.yaml", "artikelen: [waar-begin-ik", "artikelen: [waar-eindig-ik"),
            "keuzehulp/vragen.yaml",
            "Er is geen pagina artikelen/waar-eindig-ik",
        ),
        (
            replace("keuzehulp/vragen.yaml", "eerst: [ziek-sinds]", "eerst: [ziek-tot]"),
            "keuzehulp/vragen.yaml",
            "De vraag 'ziek-tot' bestaat niet",
        ),
        (
            replace("keuzehulp/vragen.yaml", "        kort_en: Your employee\n", ""),
            "keuzehulp/vragen.yaml",
            "ontbreekt kort_en",
        ),
        (
            replace(
                "keuzehulp/vragen.yaml",
                "      orienteren:\n        tekst: Wilt",
                "      rondkijken:\n        tekst: Wilt",
            ),
            "keuzehulp/vragen.yaml",
            "De situatie 'rondkijken' bestaat niet",
        ),
        (
            replace("regelingen/jobcoach.md", "minstens: 12", "minstens: 12, hoogstens: 8"),
            "regelingen/jobcoach.md",
            "minstens is groter",
        ),
    ],
)
def test_a_mistake_is_named_with_file_and_line(
    tmp_path: Path, edit: Callable[[Path], None], file: str, part: str
) -> None:
    (problem,) = copied(tmp_path, edit)
    assert (problem.bestand, problem.ernst) == (file, "fout")
    assert problem.regel > 1
    assert part in problem.wat


def test_a_regeling_without_a_rule_is_an_error(tmp_path: Path) -> None:
    def strip(folder: Path) -> None:
        path = folder / "regelingen" / "open-hiring.md"
        head, _, rest = path.read_text(encoding="utf-8").partition("voorwaarden:\n")
        path.write_text(head + rest[rest.index("\nbronnen:") + 1 :], encoding="utf-8")

    problems = copied(tmp_path, strip)
    assert any("heeft geen regel" in p.wat and p.bestand == "regelingen/open-hiring.md" for p in problems)


def test_a_scenario_that_comes_out_otherwise_says_where_and_why(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    shutil.copytree(CONTENT, folder)
    replace("keuzehulp/scenarios/groepen.yaml", "past: [loonkostensubsidie, f", "past: [jobcoach, f")(folder)
    result = CliRunner().invoke(toets, ["--map", str(folder)])
    assert result.exit_code == 1
    assert "keuzehulp/scenarios/groepen.yaml:7" in result.output
    assert "'jobcoach' is past-misschien" in result.output
    assert "begeleiding-nodig is onbekend" in result.output


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("verzoek-vorig-jaar: 2027-01-31", "verzoek-vorig-jaar: 2028-01-31", "is 2027-01-31"),
        ("{loonkostensubsidie: [2027]}", "{loonkostensubsidie: [2028]}", "heeft bedragen voor (2027,)"),
        ("vragen: [bedrijfsgrootte]", "vragen: [uren]", "De vragen zijn bedrijfsgrootte"),
    ],
)
def test_a_deadline_year_or_question_that_comes_out_otherwise_is_named(
    tmp_path: Path, old: str, new: str, part: str
) -> None:
    folder = tmp_path / "content"
    shutil.copytree(CONTENT, folder)
    replace("keuzehulp/scenarios/verloop.yaml", old, new)(folder)
    result = CliRunner().invoke(toets, ["--map", str(folder)])
    assert result.exit_code == 1
    assert "keuzehulp/scenarios/verloop.yaml:" in result.output
    assert part in result.output


def test_a_scenario_with_an_impossible_answer_or_broken_yaml_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    shutil.copytree(CONTENT, folder)
    replace("keuzehulp/scenarios/groepen.yaml", "uren: 24", "uren: 240")(folder)
    (folder / "keuzehulp" / "scenarios" / "stuk.yaml").write_text("scenarios:\n  - naam: [", encoding="utf-8")
    result = CliRunner().invoke(toets, ["--map", str(folder)])
    assert "240 kan niet" in result.output
    assert "keuzehulp/scenarios/stuk.yaml" in result.output


def test_the_scenarios_of_this_project_pass_on_the_command_line() -> None:
    result = CliRunner().invoke(toets, ["--map", str(CONTENT)])
    assert result.exit_code == 0, result.output
    assert "0 problemen" in result.output


def test_the_map_draws_every_question_and_every_regeling(tmp_path: Path, engine: Engine) -> None:
    target = tmp_path / "kaart.svg"
    result = CliRunner().invoke(kaart, ["--map", str(CONTENT), "--naar", str(target)])
    assert result.exit_code == 0, result.output
    tree = ElementTree.parse(target)  # noqa: S314 - a file this test has just made
    lines = [e for e in tree.iter() if e.get("data-van")]
    assert {e.get("data-naar") for e in lines} == {page.slug for page, _ in engine.rules}
    assert {"situatie", "groep"} <= {e.get("data-van") for e in lines}
