"""Getting ready for the next version: who lives is waited for, who died is not, and nobody for ever."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from app.kennisbank import handover, versions
from app.kennisbank.handover import Presence, announced, announcement
from app.kennisbank.store import ContentStore, open_store
from app.settings import ROOT

DAY = date(2026, 11, 24)
REGION = ROOT / "tests/support/example_region"


def wait_for(what: Callable[[], object], seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.02)


def _live(data_dir: Path) -> None:
    kept = Presence(data_dir)
    time.sleep(60)
    kept.is_ready("")


def processes(data_dir: Path) -> list[Path]:
    return list((data_dir / "inhoud/.processen").glob("*-*"))


def another_process(data_dir: Path) -> multiprocessing.Process:
    """A process that takes part and never gets ready."""
    before = len(processes(data_dir))
    process = multiprocessing.get_context("spawn").Process(target=_live, args=(data_dir,), daemon=True)
    process.start()
    wait_for(lambda: len(processes(data_dir)) > before)
    return process


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    (tmp_path / "inhoud/.processen").mkdir(parents=True)
    return tmp_path


def test_without_processes_nobody_is_waited_for(data_dir: Path) -> None:
    said: list[str] = []
    began = time.monotonic()
    with announcement(data_dir, "abc", said.append):
        found = announced(data_dir)
        assert found is not None and found[0] == "abc"
    assert time.monotonic() - began < handover.PATIENCE / 2
    assert said == []
    assert announced(data_dir) is None


def test_the_switch_waits_until_a_process_is_ready(data_dir: Path) -> None:
    presence = Presence(data_dir)
    said: list[str] = []
    with announcement(data_dir, "abc", said.append, patience=0.3):
        found = announced(data_dir)
        assert found is not None
        presence.is_ready(found[1])
    assert said == ["1 processen waren niet op tijd klaar; zij volgen vanzelf."]
    assert handover._not_ready(data_dir, found[1]) == 0
    assert handover._not_ready(data_dir, "ander") == 1
    presence.close()
    assert handover._not_ready(data_dir, "ander") == 0


def test_a_process_that_was_killed_is_not_waited_for_and_leaves_nothing(data_dir: Path) -> None:
    process = another_process(data_dir)
    assert handover._not_ready(data_dir, "x") == 1
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    assert handover._not_ready(data_dir, "x") == 0
    assert list((data_dir / "inhoud/.processen").glob("*")) == []


def test_a_process_that_hangs_holds_the_switch_up_for_a_bounded_time(data_dir: Path) -> None:
    process = another_process(data_dir)
    began = time.monotonic()
    with announcement(data_dir, "abc", lambda _text: None, patience=0.5):
        pass
    assert 0.5 <= time.monotonic() - began < handover.PATIENCE / 2
    process.kill()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ContentStore]:
    made = open_store(REGION, tmp_path, DAY)
    made.attend()
    yield made
    made.leave()


def publish_next(store: ContentStore, data_dir: Path, name: str, title: str) -> None:
    """Put a version beside the others, as publishing does."""
    folder = versions.folder(data_dir, name)
    if not folder.exists():
        versions.keep(REGION, data_dir, name)
        file = folder / "regelingen/proefweek.md"
        file.write_text(file.read_text(encoding="utf-8").replace("titel: Proefweek", f"titel: {title}"))


def test_the_next_version_is_ready_before_the_switch_and_served_at_once_after_it(
    store: ContentStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_next(store, tmp_path, "nieuw", "Proefmaand")
    wait_for(lambda: processes(tmp_path))
    before = store.edition
    with announcement(tmp_path, "nieuw", lambda _text: None):
        assert store.edition is before
        prepared = store._next
        assert prepared is not None and prepared[0] == "nieuw"
        versions.make_current(tmp_path, "nieuw")
        store.follow()
        assert store.edition.catalogue is prepared[1].catalogue
    assert store.catalogue.pages["regelingen"]["proefweek"].meta.titel == "Proefmaand"


def test_a_process_without_readers_switches_by_itself_and_forgets_what_was_never_served(
    store: ContentStore, tmp_path: Path
) -> None:
    publish_next(store, tmp_path, "nieuw", "Proefmaand")
    wait_for(lambda: processes(tmp_path))
    with announcement(tmp_path, "nieuw", lambda _text: None):
        assert store._next is not None
    wait_for(lambda: store._next is None)  # the publication was given up
    with announcement(tmp_path, "nieuw", lambda _text: None):
        versions.make_current(tmp_path, "nieuw")
    wait_for(lambda: store._edition.folder.name == "nieuw")


def test_a_version_that_cannot_be_read_holds_nobody_up(store: ContentStore, tmp_path: Path) -> None:
    wait_for(lambda: processes(tmp_path))
    began = time.monotonic()
    with announcement(tmp_path, "bestaat-niet", lambda _text: None):
        assert store._next is None
    assert time.monotonic() - began < handover.PATIENCE / 2


def test_every_publication_gives_a_cache_in_front_of_the_site_another_key(data_dir: Path) -> None:
    keys = []
    for name in ("een", "twee", "een"):
        versions.make_current(data_dir, name)
        keys.append((data_dir / "inhoud/.nu").resolve())
    assert len(set(keys)) == 3
    assert versions.kept(data_dir) == []
    assert len(list((data_dir / "inhoud").glob(".nu-*"))) == 1
