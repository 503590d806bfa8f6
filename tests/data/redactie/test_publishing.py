"""Publishing: what is written down, what is refused, what is kept, and how a store follows."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from app.accounts.permissions import Rol
from app.core import clock
from app.core.audit import AuditEntry
from app.core.db import Database
from app.core.errors import DomainError, NotFound
from app.kennisbank import versions
from app.kennisbank.store import ContentStore, open_store
from app.redactie.publishing import Place, Published, Refused, go_back, publish
from app.settings import ROOT
from tests.support.factories import mails, medewerker

GIT = ("git", "-c", "user.name=Redacteur", "-c", "user.email=redactie@loket.example")
REGELING = "regelingen/proefweek.md"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """An installation with the small region in its content folder."""
    shutil.copytree(ROOT / "tests/support/example_region", tmp_path / "repo/content")
    return Place(tmp_path / "repo", tmp_path / "repo/content", tmp_path / "data", False, "https://loket.example")


Publish = Callable[..., Published]


@pytest.fixture
def published(sqlite_db: Database, place: Place) -> Publish:
    """Publish the folder (with another title) or a commit."""

    def do(title: str | None = None, commit: str | None = None, **options: object) -> Published:
        if title is not None:
            retitle(place, title)
        return publish(sqlite_db, place, commit=commit, actor="7", report=lambda _text: None, **options)  # type: ignore[arg-type]

    return do


def retitle(place: Place, title: str) -> None:
    """Change the regeling in the folder."""
    path = place.content_dir / REGELING
    path.write_text(re.sub(r"^titel: .*$", f"titel: {title}", path.read_text(), flags=re.MULTILINE))


def git(place: Place, *arguments: str) -> str:
    done = subprocess.run([*GIT, "-C", str(place.repository), *arguments], capture_output=True, check=True, text=True)
    return done.stdout.strip()


def commit(place: Place, title: str) -> str:
    retitle(place, title)
    if not (place.repository / ".git").exists():
        git(place, "init", "-q", "-b", "main")
    git(place, "add", "-A")
    git(place, "commit", "-q", "-m", title)
    return git(place, "rev-parse", "HEAD")


def title_in(store: ContentStore) -> str:
    return store.catalogue.pages["regelingen"]["proefweek"].meta.titel


def log(db: Database) -> list[tuple[str, str, str, dict[str, object]]]:
    with db.reading() as session:
        rows = session.scalars(select(AuditEntry).where(AuditEntry.object_type == "inhoud").order_by(AuditEntry.id))
        return [(row.actor, row.action, row.object_id, row.details) for row in rows]


def test_the_log_knows_who_published_what(sqlite_db: Database, place: Place, published: Publish) -> None:
    first = published("Een")
    name = commit(place, "Twee")
    second = published(commit="main")
    assert second.commit == name and second.changed
    assert go_back(sqlite_db, place, version=None, actor="8") == first.version
    assert log(sqlite_db) == [
        ("7", "inhoud-gepubliceerd", first.version, {"commit": None, "vorige": None}),
        ("7", "inhoud-gepubliceerd", second.version, {"commit": name, "vorige": first.version}),
        ("8", "inhoud-teruggezet", first.version, {"vorige": second.version}),
    ]


def test_a_store_follows_without_being_told(place: Place, published: Publish) -> None:
    store = open_store(place.content_dir, place.data_dir, clock.today())
    retitle(place, "Nieuw in de map")
    store.follow()
    assert title_in(store) == "Proefweek"
    published()
    store.follow()
    assert title_in(store) == "Nieuw in de map"
    assert title_in(open_store(place.content_dir, place.data_dir, clock.today())) == "Nieuw in de map"


def test_what_is_pinned_stays_one_edition(place: Place, published: Publish) -> None:
    store = open_store(place.content_dir, place.data_dir, clock.today())
    published("Nieuw")
    token = store.pin()
    store.follow()
    page = store.catalogue.pages["regelingen"]["proefweek"]
    store.rendered(page, clock.today())
    assert title_in(store) == "Proefweek"
    store.unpin(token)
    assert title_in(store) == "Nieuw"


def test_refused_content_is_told_to_who_leads_and_edits(sqlite_db: Database, place: Place, published: Publish) -> None:
    medewerker(sqlite_db, Rol.COORDINATOR, email="cleo@loket.example")
    medewerker(sqlite_db, Rol.REDACTEUR, email="remi@loket.example")
    medewerker(sqlite_db, Rol.ACCOUNTMANAGER, email="aida@loket.example")
    good = published("Goed")
    path = place.content_dir / REGELING
    path.write_text(path.read_text().replace("status: doorlopend", "status: altijd"))
    with pytest.raises(Refused) as refused:
        published()
    assert [problem.bestand for problem in refused.value.problems] == [REGELING]
    assert versions.current(place.data_dir) == good.version
    assert versions.refused(place.data_dir)["aantal"] == 1
    sent = mails(sqlite_db, "publicatie-mislukt")
    assert {mail.to for mail in sent} == {"cleo@loket.example", "remi@loket.example"}
    assert REGELING in sent[0].text and REGELING in sent[0].html
    assert log(sqlite_db)[-1][1:3] == ("inhoud-geweigerd", "map")
    path.write_text(path.read_text().replace("status: altijd", "status: doorlopend"))
    published()
    assert versions.refused(place.data_dir) == {}


def test_production_refuses_the_desk_of_the_example(sqlite_db: Database, place: Place) -> None:
    live = replace(place, production=True)
    with pytest.raises(Refused) as refused:
        publish(sqlite_db, live, commit=None, actor="7", report=lambda _text: None)
    assert refused.value.problems[0].veld == "loket.voorbeeld"
    assert versions.current(place.data_dir) is None


def test_five_versions_stay_and_each_can_come_back(sqlite_db: Database, place: Place, published: Publish) -> None:
    made = [published(f"Titel {number}").version for number in range(7)]
    assert versions.kept(place.data_dir) == made[:1:-1]
    store = open_store(place.content_dir, place.data_dir, clock.today())
    for expected in (5, 4):
        go_back(sqlite_db, place, version=None, actor="7")
        store.follow()
        assert title_in(store) == f"Titel {expected}"
    go_back(sqlite_db, place, version=made[6], actor="7")
    store.follow()
    assert title_in(store) == "Titel 6"
    with pytest.raises(NotFound, match="Kies uit"):
        go_back(sqlite_db, place, version=made[0], actor="7")
    leftovers = [path.name for path in versions.kept_folder(place.data_dir).iterdir() if made[0] in path.name]
    assert leftovers == []


def test_there_is_nothing_to_go_back_to_at_first(sqlite_db: Database, place: Place, published: Publish) -> None:
    with pytest.raises(NotFound):
        go_back(sqlite_db, place, version=None, actor="7")
    published()
    with pytest.raises(NotFound):
        go_back(sqlite_db, place, version=None, actor="7")


def test_an_older_commit_is_refused_when_only_newer_ones_are_welcome(place: Place, published: Publish) -> None:
    old, new = commit(place, "Oud"), commit(place, "Nieuw")
    current = published(commit=new, newer_only=True)
    with pytest.raises(DomainError, match="ouder"):
        published(commit=old, newer_only=True)
    assert versions.current(place.data_dir) == current.version
    assert not published(commit=new, newer_only=True).changed
    assert published(commit=old).changed


def test_after_going_back_an_old_message_brings_nothing_back(
    sqlite_db: Database, place: Place, published: Publish
) -> None:
    """Old and Between came together, so Between was never published itself."""
    old, between, new = commit(place, "Oud"), commit(place, "Ertussen"), commit(place, "Fout")
    for name in (old, new):
        published(commit=name, newer_only=True)
    live = go_back(sqlite_db, place, version=None, actor="8")
    for name in (new, between):
        with pytest.raises(DomainError, match="stond er al eens"):
            published(commit=name, newer_only=True)
    assert not published(commit=old, newer_only=True).changed, "what is served may be said again"
    assert versions.current(place.data_dir) == live
    better = published(commit=commit(place, "Verbeterd"), newer_only=True)
    assert versions.current(place.data_dir) == better.version != live
    assert published(commit=new).changed, "somebody who asks for it by hand gets it"


def test_a_message_from_before_the_history_was_rewritten_changes_nothing(place: Place, published: Publish) -> None:
    first, gone = commit(place, "Eerst"), commit(place, "Weg")
    for name in (first, gone):
        published(commit=name, newer_only=True)
    git(place, "reset", "-q", "--hard", first)
    current = published(commit=commit(place, "Opnieuw"), newer_only=True)
    with pytest.raises(DomainError, match="stond er al eens"):
        published(commit=gone, newer_only=True)
    git(place, "reflog", "expire", "--expire=now", "--all")
    git(place, "gc", "-q", "--prune=now")
    assert published(commit=commit(place, "En verder"), newer_only=True).changed, "also when git forgot an old commit"
    assert versions.current(place.data_dir) != current.version


@pytest.mark.parametrize("name", ["bestaat-niet", "--upload-pack=kwaad", "main:content", "$(id)", ""])
def test_a_commit_git_does_not_know_changes_nothing(place: Place, published: Publish, name: str) -> None:
    commit(place, "Een")
    with pytest.raises(DomainError, match="commit"):
        published(commit=name)
    assert versions.current(place.data_dir) is None


def test_a_version_that_cannot_be_read_leaves_the_running_one(place: Place, published: Publish) -> None:
    store = open_store(place.content_dir, place.data_dir, clock.today())
    made = published("Nieuw")
    shutil.rmtree(versions.folder(place.data_dir, made.version) / "termen")
    store.follow()
    assert title_in(store) == "Proefweek"
    assert [problem.wat for problem in store.problems] == [f"Versie {made.version} kan niet worden gelezen."]
    published("Nog nieuwer")
    store.follow()
    assert (title_in(store), store.problems) == ("Nog nieuwer", ())


def test_without_the_published_version_a_start_serves_the_folder(place: Place, published: Publish) -> None:
    made = published("Gepubliceerd")
    retitle(place, "In de map")
    shutil.rmtree(versions.folder(place.data_dir, made.version))
    assert title_in(open_store(place.content_dir, place.data_dir, clock.today())) == "In de map"
