"""The workflow file itself: every step that is a command runs here, in order, in a fresh clone with a proposal in it.

What a forge brings along is stood in for: its variables, ``gh``, and ``sudo`` that would install programs.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.settings import ROOT

FILE = ROOT / ".github/workflows/inhoud.yml"
WORKFLOW: dict[Any, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = WORKFLOW["jobs"]["nakijken"]["steps"]
PAGE = "content/succesverhalen/van-brood-snijden-naar-de-kassa.md"
TITLE = "titel: Van brood snijden naar de kassa"
CONTEXT = {
    "github.ref": "refs/pull/7/merge",
    "github.base_ref": "main",
    "github.token": "geheim-van-de-forge",
    "github.event.pull_request.number": "7",
}
ALWAYS = ("always()", "always() && github.event.pull_request.head.repo.full_name == github.repository")
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", ".vendor-cache", "var", "__pycache__", "*.mo", ".*_cache", ".hypothesis", "*.egg-info"
)
GIT = ("git", "-c", "user.name=Redacteur", "-c", "user.email=redactie@loket.example")
PROGRAM = '#!/bin/sh\nprintf "%s\\n" "$0 $*" >> "$LOGBOEK"\n'


def filled(value: str) -> str:
    """A value with the expressions of the forge worked out; an expression we do not know is a mistake."""
    return re.sub(r"\$\{\{\s*(.+?)\s*\}\}", lambda match: CONTEXT[match[1]], value)


@dataclass
class Runner:
    """A machine of the forge with the proposal checked out."""

    folder: Path
    outside: Path
    done: dict[str, subprocess.CompletedProcess[str]] = field(default_factory=dict)

    @property
    def summary(self) -> str:
        return (self.outside / "samenvatting.md").read_text(encoding="utf-8")

    @property
    def asked(self) -> list[str]:
        """What was asked of programs of the machine."""
        log = self.outside / "logboek"
        return [line.rsplit("/", 1)[-1] for line in log.read_text().splitlines()] if log.exists() else []

    def propose(self, old: str, new: str) -> None:
        """Commit a change of a page on a branch of its own."""
        text = (self.folder / PAGE).read_text(encoding="utf-8")
        assert old in text
        (self.folder / PAGE).write_text(text.replace(old, new, 1), encoding="utf-8")
        subprocess.run([*GIT, "commit", "-q", "-a", "-m", "Voorstel"], cwd=self.folder, check=True)

    def run(self) -> bool:
        """Every command of the workflow, as the forge does; whether the job passed."""
        passed = True
        for step in STEPS:
            if "run" not in step:
                continue
            condition = step.get("if", "success()")
            assert condition in ("success()", *ALWAYS), "a condition this test cannot judge"
            if passed or condition in ALWAYS:
                passed &= self._do(step).returncode == 0
        return passed

    def _do(self, step: dict[str, Any]) -> subprocess.CompletedProcess[str]:
        given = {**WORKFLOW["env"], **step.get("env", {})}
        environment = {
            "PATH": f"{self.outside / 'bin'}:{Path(sys.executable).parent}:/usr/bin:/bin",
            "HOME": str(self.outside),
            "LANG": "C.UTF-8",
            "CI": "true",
            "GITHUB_STEP_SUMMARY": str(self.outside / "samenvatting.md"),
            "LOGBOEK": str(self.outside / "logboek"),
            "DATA_DIR": str(self.outside / "data"),
            **{name: filled(value) for name, value in given.items()},
        }
        script = self.outside / "stap.sh"
        script.write_text(filled(step["run"]), encoding="utf-8")
        done = subprocess.run(
            ["bash", "-e", str(script)], cwd=self.folder, env=environment, capture_output=True, text=True, timeout=300
        )
        self.done[step["name"]] = done
        return done


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This project in a repository with one commit on main."""
    folder = tmp_path_factory.mktemp("forge") / "loket"
    shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
    for arguments in (("init", "-q", "-b", "main"), ("add", "-A"), ("commit", "-q", "-m", "Begin")):
        subprocess.run([*GIT, *arguments], cwd=folder, check=True)
    return folder


@pytest.fixture
def runner(origin: Path, tmp_path: Path) -> Iterator[Runner]:
    """A fresh clone; the packages are those of this run, so that nothing is fetched."""
    outside = tmp_path / "machine"
    (outside / "bin").mkdir(parents=True)
    for name in ("sudo", "gh"):
        program = outside / "bin" / name
        program.write_text(PROGRAM)
        program.chmod(0o755)
    clone = tmp_path / "loket"
    subprocess.run(["git", "clone", "-q", str(origin), str(clone)], check=True)
    subprocess.run(["git", "switch", "-q", "-c", "voorstel"], cwd=clone, check=True)
    (clone / ".venv").symlink_to(Path(sys.executable).parent.parent)
    yield Runner(clone, outside)


def test_a_good_proposal_is_checked_told_and_shown(runner: Runner) -> None:
    runner.propose(TITLE, "titel: Van brood naar de kassa")
    passed = runner.run()
    assert passed, {name: done.stdout + done.stderr for name, done in runner.done.items() if done.returncode}
    assert list(runner.done) == [step["name"] for step in STEPS if "run" in step]
    assert "0 fouten" in runner.done["Nakijken"].stdout
    assert "Van brood naar de kassa" in runner.summary
    assert (runner.folder / "verschil.md").read_text(encoding="utf-8") == runner.summary
    update, install, comment = runner.asked
    assert update == "sudo apt-get update -q" and "hunspell-nl" in install
    assert comment == "gh pr comment 7 --body-file verschil.md --edit-last --create-if-none"
    [kept] = [step["with"]["path"] for step in STEPS if "upload-artifact" in step.get("uses", "")]
    preview = runner.folder / kept
    shown = (preview / "succesverhalen/van-brood-snijden-naar-de-kassa/index.html").read_text(encoding="utf-8")
    assert "<h1" in shown and "Van brood naar de kassa" in shown
    for address in re.findall(r'(?:src|href)="(/(?:static|beelden)/[^"?#]+)', shown):
        assert (preview / address.strip("/")).is_file(), address


def test_a_wrong_proposal_stops_the_job_and_says_where(runner: Runner) -> None:
    runner.propose("soort: praktijkvoorbeeld", "soort: sprookje")
    assert not runner.run()
    assert f"::error file={PAGE},line=" in runner.done["Nakijken"].stdout
    assert "Voorbeeld maken" not in runner.done
    assert len(runner.asked) == 3, "the proposal hears what changes all the same"


def test_the_file_asks_for_no_more_than_it_needs() -> None:
    assert WORKFLOW["permissions"] == {"contents": "read", "pull-requests": "write"}
    assert "pull_request_target" not in FILE.read_text(encoding="utf-8"), "strangers would get our token"
    checkout = next(step for step in STEPS if "actions/checkout" in step.get("uses", ""))
    assert checkout["with"] == {"fetch-depth": 0, "persist-credentials": False}
    for step in STEPS:
        assert "run" in step or re.fullmatch(r"actions/[\w-]+@v\d+", step["uses"])
        assert "github.event" not in step.get("run", ""), "words of a stranger never become a command"
