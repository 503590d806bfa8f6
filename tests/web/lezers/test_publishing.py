"""Publishing while people read: no failed request, no old page afterwards, and a bad commit changes nothing."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import re
import shutil
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app.settings import ROOT
from app.web.lezers.publish import signed
from tests.support.server import running_site

SECRET = "geheim-van-de-webhook-in-de-test-32"
PAGE = "/regelingen/proefweek"
ADDRESSES = (PAGE, "/", "/zoeken?q=proefweek", "/regelingen", "/gezondheid")
GIT = ("git", "-c", "user.name=Redacteur", "-c", "user.email=redactie@loket.example")


@dataclass
class Repository:
    """A git repository with the content of the small region."""

    folder: Path

    @property
    def regeling(self) -> Path:
        return self.folder / "content/regelingen/proefweek.md"

    def git(self, *arguments: str) -> str:
        done = subprocess.run([*GIT, "-C", str(self.folder), *arguments], capture_output=True, check=True, text=True)
        return done.stdout.strip()

    def commit(self, title: str, *, broken: bool = False) -> str:
        """A commit in which the regeling has another title; the whole name."""
        text = re.sub(r"^titel: .*$", f"titel: {title}", self.regeling.read_text(encoding="utf-8"), flags=re.MULTILINE)
        status = "altijd" if broken else "doorlopend"
        self.regeling.write_text(re.sub(r"^status: .*$", f"status: {status}", text, flags=re.MULTILINE))
        self.git("add", "-A")
        self.git("commit", "-q", "-m", title)
        return self.git("rev-parse", "HEAD")


@dataclass
class Site:
    """A running site and how to publish on it."""

    address: str
    data: Path
    repository: Repository
    environment: dict[str, str]

    def get(self, path: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection(self.address.removeprefix("http://"), timeout=30)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def post(self, path: str, body: bytes, headers: dict[str, str]) -> int:
        connection = http.client.HTTPConnection(self.address.removeprefix("http://"), timeout=30)
        try:
            connection.request("POST", path, body, {"Content-Type": "application/json", **headers})
            return connection.getresponse().status
        finally:
            connection.close()

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A command beside the site, as somebody who runs it would give."""
        return subprocess.run(
            [sys.executable, "-m", "app.cli", *arguments],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip

    @property
    def title(self) -> str:
        return " ".join(re.findall(r"<h1[^>]*>(.*?)</h1>", self.get(PAGE)[1]))

    @property
    def health(self) -> dict[str, object]:
        found: dict[str, object] = json.loads(self.get("/gezondheid")[1])
        return found

    def waits_for(self, title: str) -> None:
        until = time.monotonic() + 30
        while self.title != title:
            assert time.monotonic() < until, f"still {self.title!r}"
            time.sleep(0.2)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with two processes that serves the small region out of a git repository."""
    folder = tmp_path_factory.mktemp("publiceren")
    repository = Repository(folder / "repo")
    shutil.copytree(ROOT / "tests/support/example_region", repository.folder / "content")
    repository.git("init", "-q", "-b", "main")
    repository.commit("Proefweek")
    data = folder / "data"
    data.mkdir()
    settings = {
        "LOKET_OMGEVING": "test",
        "CONTENT_DIR": str(repository.folder / "content"),
        "CONTENT_REPO": str(repository.folder),
        "PUBLICEER_GEHEIM": SECRET,
    }
    with running_site(data, **settings) as address:
        environment = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "DATA_DIR": str(data), **settings}
        yield Site(address, data, repository, environment)


@dataclass
class Readers:
    """People who read all the time; every answer is kept with the moment its request began."""

    site: Site
    seen: list[tuple[float, str, int, str]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Readers:
        self._threads = [threading.Thread(target=self._read, args=(n,)) for n in range(6)]
        for thread in self._threads:
            thread.start()
        time.sleep(0.5)
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop.set()
        for thread in self._threads:
            thread.join(60)

    def _read(self, number: int) -> None:
        while not self.stop.is_set():
            path = ADDRESSES[number % len(ADDRESSES)]
            began = time.monotonic()
            try:
                status, body = self.site.get(path)
                self.seen.append((began, path, status, body))
            except OSError as error:
                self.failures.append(f"{path}: {error}")
            number += 1


def version_in(path: str, body: str) -> str:
    """The content version an answer carries."""
    if path == "/gezondheid":
        return str(json.loads(body)["inhoud"])
    found = re.search(r'<meta name="versie" content="(\w+)">', body)
    assert found is not None, path
    return found[1]


def test_under_load_nobody_gets_an_error_or_an_old_page_afterwards(site: Site) -> None:
    with Readers(site) as readers:
        for number in range(2):
            title = f"Proefweek nummer {number}"
            done = site.command("publiceer", site.repository.commit(title))
            assert done.returncode == 0, done.stderr
            live = time.monotonic()
            assert "Wachten tot alle processen klaar zijn" in done.stdout
            assert "niet op tijd klaar" not in done.stdout
            version = str(re.findall(r"Versie (\w+) staat live", done.stdout)[0])
            time.sleep(2)
            after = [item for item in list(readers.seen) if item[0] > live]
            assert len(after) > 20
            assert {version_in(path, body) for _began, path, _status, body in after} == {version}
            pages = [body for _began, path, _status, body in after if path == PAGE]
            assert pages and all(title in body for body in pages)
    assert readers.failures == []
    assert {status for _began, _path, status, _body in readers.seen} == {200}
    for _began, path, _status, body in readers.seen:  # a page is of one version from top to bottom
        if path == PAGE:
            assert len(set(re.findall(r"Proefweek nummer \d", body))) <= 1


def test_a_bad_commit_changes_nothing_and_is_seen(site: Site) -> None:
    good = site.repository.commit("Goede titel")
    assert site.command("publiceer", good).returncode == 0
    version = site.health["inhoud"]
    bad = site.repository.commit("Foute titel", broken=True)
    refused = site.command("publiceer", bad)
    assert refused.returncode == 1
    assert "regelingen/proefweek.md" in refused.stderr and "De vorige versie blijft staan." in refused.stderr
    assert site.title == "Goede titel"
    assert site.health["inhoud"] == version
    assert "regelingen/proefweek.md" in str(site.health["inhoud_fouten"])
    site.repository.git("reset", "-q", "--hard", good)
    assert site.command("publiceer", good).returncode == 0
    assert site.health["inhoud_fouten"] == []


def test_going_back_is_at_once(site: Site) -> None:
    for title in ("Vorige", "Nieuwste"):
        assert site.command("publiceer", site.repository.commit(title)).returncode == 0
    assert site.title == "Nieuwste"
    assert site.command("terug").returncode == 0
    assert site.title == "Vorige"


def test_the_folder_can_be_published_too_and_progress_is_shown(site: Site) -> None:
    site.repository.commit("Uit de map")
    done = site.command("publiceer")
    assert done.returncode == 0 and site.title == "Uit de map"
    for step in ("Inhoud nakijken", "Zoekindex maken", "Live zetten", "staat live"):
        assert step in done.stdout


def signature(body: bytes, secret: str = SECRET) -> dict[str, str]:
    return {"X-Hub-Signature-256": "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}


def push(commit: str, branch: str = "main") -> bytes:
    return json.dumps({"ref": f"refs/heads/{branch}", "after": commit}).encode()


def test_a_signed_message_of_the_forge_publishes_and_an_old_one_changes_nothing(site: Site) -> None:
    old = push(site.repository.commit("Eerst dit"))
    assert site.post("/publiceer", old, signature(old)) == 202
    site.waits_for("Eerst dit")
    new = push(site.repository.commit("Daarna dat"))
    assert site.post("/publiceer", new, signature(new)) == 202
    site.waits_for("Daarna dat")
    assert site.post("/publiceer", old, signature(old)) == 202
    time.sleep(3)
    assert site.title == "Daarna dat"


def test_the_signature_is_the_one_that_github_publishes() -> None:
    """The example in GitHub's page about validating webhook deliveries; Forgejo sends the same without "sha256="."""
    body, secret = b"Hello, World!", "It's a Secret to Everybody"
    wanted = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    assert signed(body, secret, f"sha256={wanted}") and signed(body, secret, wanted)
    for other in ("", "sha256=", f"sha1={wanted}", wanted[:-1], wanted.replace("7", "8"), f"sha256={wanted}\n", "é"):
        assert not signed(body, secret, other)


@pytest.mark.parametrize("forge", ["github", "forgejo"])
def test_after_going_back_the_message_of_the_forge_sent_again_brings_nothing_back(site: Site, forge: str) -> None:
    good, wrong = site.repository.commit(f"Goed {forge}"), site.repository.commit(f"Fout {forge}")
    messages = {name: message(forge, name) for name in (good, wrong)}
    for name, title in ((good, f"Goed {forge}"), (wrong, f"Fout {forge}")):
        assert site.post("/publiceer", *messages[name]) == 202
        site.waits_for(title)
    assert site.command("terug").returncode == 0
    assert site.title == f"Goed {forge}"
    body, headers = messages[wrong]
    again = {name: str(uuid.uuid4()) if name.endswith("Delivery") else value for name, value in headers.items()}
    assert [site.post("/publiceer", body, sent) for sent in (headers, again)] == [202, 202]
    time.sleep(3)
    assert site.title == f"Goed {forge}"
    better = site.repository.commit(f"Beter {forge}")
    assert site.post("/publiceer", *message(forge, better)) == 202
    site.waits_for(f"Beter {forge}")


def message(forge: str, commit: str) -> tuple[bytes, dict[str, str]]:
    """A push as the forge sends it, with its headers."""
    body = json.dumps(
        {
            "ref": "refs/heads/main",
            "before": "0" * 40,
            "after": commit,
            "repository": {"full_name": "loket/site", "private": False},
            "pusher": {"name": "redacteur", "email": "redactie@loket.example"},
            "head_commit": {"id": commit, "message": "Tekst verbeterd", "timestamp": "2026-11-24T10:00:00+01:00"},
        }
    ).encode()
    mac = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    given = str(uuid.uuid4())
    if forge == "github":
        return body, {
            "User-Agent": "GitHub-Hookshot/1a2b3c4",
            "X-GitHub-Event": "push",
            "X-GitHub-Delivery": given,
            "X-Hub-Signature-256": f"sha256={mac}",
        }
    names = {"Delivery": given, "Event": "push", "Event-Type": "push", "Signature": mac}
    return body, {
        f"X-{vendor}-{name}": value for vendor in ("Forgejo", "Gitea", "Gogs") for name, value in names.items()
    }


def test_a_message_that_is_not_signed_for_another_branch_or_nonsense_is_refused(site: Site) -> None:
    body = push(site.repository.commit("Van een vreemde"))
    assert site.post("/publiceer", body, {}) == 403
    assert site.post("/publiceer", body, signature(body, "ander-geheim-van-een-vreemde-hier")) == 403
    assert site.post("/publiceer", body + b" ", signature(body)) == 403
    other = push("a" * 40, "proef")
    assert site.post("/publiceer", other, signature(other)) == 204
    for nonsense in (b"[]", b"{}", b'{"after": "--help"}', b"\xff"):
        assert site.post("/publiceer", nonsense, signature(nonsense)) == 400
    time.sleep(2)
    assert site.title != "Van een vreemde"
