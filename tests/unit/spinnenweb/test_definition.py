"""The definition in the content: right, in plain Dutch, and what an editor hears when it is not."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from app.core.errors import NotFound, Unavailable
from app.kennisbank.catalogue import Catalogue, load
from app.kennisbank.checks.language import OFFICIAL
from app.kennisbank.store import ContentStore
from app.settings import ROOT
from app.spinnenweb.definition import check, find, help_for, newest
from tests.unit.spinnenweb.test_filled import DATA

TODAY = date(2026, 11, 24)
ELEMENTS = [
    "kennis-doelgroep",
    "informatie-regelingen",
    "samenwerking-communicatie",
    "administratie-digitalisering",
    "praktische-ondersteuning-werknemer",
    "ondersteuning-werkgevers",
    "selectie-matching",
]
"""They stand in addresses and in results that are kept: a new meaning gets a new id."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the content to change."""
    target = tmp_path_factory.mktemp("inhoud") / "content"
    shutil.copytree(ROOT / "content", target)
    return target


def catalogue_with(folder: Path, name: str, text: str) -> Catalogue:
    """The content with one more file in ``spinnenweb/``."""
    path = folder / "spinnenweb" / name
    path.write_text(text, encoding="utf-8")
    try:
        catalogue, problems = load(folder)
    finally:
        path.unlink()
    assert catalogue is not None, problems
    return catalogue


def text(**changes: str) -> str:
    """The small web, with pieces of its text replaced."""
    found = (DATA / "klein-1.yaml").read_text(encoding="utf-8")
    for old, new in changes.items():
        assert old in found
        found = found.replace(old, new)
    return found


def test_the_real_definition_has_no_problems_and_the_seven_elements_of_the_report(content: ContentStore) -> None:
    assert [str(problem) for problem in check(content.catalogue, TODAY)] == []
    assert [element.id for element in find(content.catalogue, "duurzame-plaatsingen", 1).elementen] == ELEMENTS


def test_every_sentence_is_short_plain_and_its_own(content: ContentStore) -> None:
    for web in newest(content.catalogue):
        spoken = [sentence.nl for element in web.elementen for sentence in element.zinnen]
        assert len(set(spoken)) == len(spoken)
        for sentence in spoken:
            assert sentence.endswith(".")
            assert not [word for word in OFFICIAL if word in sentence.lower().split()]


def test_every_element_leads_to_a_regeling_an_artikel_and_a_story(content: ContentStore) -> None:
    for element in newest(content.catalogue)[0].elementen:
        found = help_for(content.catalogue, element)
        assert all(found[kind] for kind in ("regelingen", "artikelen", "succesverhalen")), element.id


def test_a_profession_or_region_has_a_web_of_its_own(folder: Path) -> None:
    catalogue = catalogue_with(folder, "klein-1.yaml", text())
    assert [web.name for web in newest(catalogue)] == ["duurzame-plaatsingen.1", "klein.1"]
    assert list(check(catalogue, TODAY)) == []


def test_the_newest_version_is_filled_in_and_the_old_one_stays_readable(folder: Path) -> None:
    real = (ROOT / "content/spinnenweb/duurzame-plaatsingen-1.yaml").read_text(encoding="utf-8")
    catalogue = catalogue_with(folder, "duurzame-plaatsingen-2.yaml", real.replace("versie: 1", "versie: 2"))
    assert [web.name for web in newest(catalogue)] == ["duurzame-plaatsingen.2"]
    assert find(catalogue, "duurzame-plaatsingen", 1).versie == 1
    with pytest.raises(NotFound):
        find(catalogue, "duurzame-plaatsingen", 3)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[jobcoach]", "[jobkoots]", "De pagina 'regelingen/jobkoots' bestaat niet."),
        ("versie: 1", "versie: 2", "De naam past niet bij 'web' en 'versie'."),
        ("id: b", "id: a", "Twee onderdelen hebben hetzelfde id."),
        ("{nl: Derde, en: Third}", "{nl: Derde}", "Dit veld ontbreekt."),
        ("nakijken_voor: 2027-11-01", "nakijken_voor: 2026-10-01", "Nakijken_voor ligt niet na nagekeken_op."),
        ("nakijken_voor: 2027-11-01", "nakijken_voor: 2026-11-10", "Dit bestand moet worden nagekeken."),
        ("nl: Heel goed.", 'nl: "Heel [[goed]]."', "Een [[feit]] wordt hier niet ingevuld."),
        ("Heel goed.", "Heel goed" + " en heel goed" * 8 + ".", "Deze zin heeft 26 woorden."),
        ("kort: {nl: Eerste, en: First}", f"kort: {{nl: {'x' * 33}, en: First}}", "hoogstens 32 tekens"),
    ],
)  # fmt: skip
def test_an_editor_hears_what_is_wrong(folder: Path, old: str, new: str, said: str) -> None:
    catalogue = catalogue_with(folder, "klein-1.yaml", text(**{old: new}))
    found = [str(problem) for problem in check(catalogue, TODAY)]
    assert any(said in problem and problem.startswith("spinnenweb/klein-1.yaml:") for problem in found), found


def test_a_wrong_definition_is_never_shown(folder: Path) -> None:
    catalogue = catalogue_with(folder, "klein-1.yaml", text(**{"id: b": "id: a"}))
    with pytest.raises(Unavailable):
        find(catalogue, "klein", 1)
