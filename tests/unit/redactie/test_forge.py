"""Addresses of the web editors of GitHub, GitLab and Forgejo."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from app.redactie.forge import Forge, parse_forge
from app.redactie.scaffold import FOLDERS, new_file
from app.settings import SettingsError, from_environ

NAME = "succesverhalen/mijn-verhaal.md"


@pytest.mark.parametrize(("setting", "edit"), [
    ("github+https://github.com/loket/site#main", "https://github.com/loket/site/edit/main/content/succesverhalen/mijn-verhaal.md"),
    ("gitlab+https://git.voorbeeld.nl/groep/loket/site/#inhoud", "https://git.voorbeeld.nl/groep/loket/site/-/edit/inhoud/content/succesverhalen/mijn-verhaal.md"),
    ("forgejo+https://git.voorbeeld.nl/loket/site", "https://git.voorbeeld.nl/loket/site/_edit/main/content/succesverhalen/mijn-verhaal.md"),
])  # fmt: skip
def test_the_editor_opens_at_the_file_on_the_branch(setting: str, edit: str) -> None:
    forge = parse_forge(setting)
    assert forge is not None and forge.edit(NAME) == edit


@pytest.mark.parametrize(("kind", "path", "file", "text"), [
    ("github", "/loket/site/new/main/content/succesverhalen", "filename", "value"),
    ("gitlab", "/loket/site/-/new/main/content/succesverhalen", "file_name", "content"),
    ("forgejo", "/loket/site/_new/main/content/succesverhalen", "filename", "value"),
])  # fmt: skip
def test_a_new_file_opens_with_name_and_text(kind: str, path: str, file: str, text: str) -> None:
    forge = parse_forge(f"{kind}+https://git.voorbeeld.nl/loket/site#main")
    assert forge is not None
    parts = urlsplit(forge.new(NAME, "---\ntitel: Brood & koffie + thee?\n---\n"))
    assert parts.path == path
    assert parse_qs(parts.query) == {file: ["mijn-verhaal.md"], text: ["---\ntitel: Brood & koffie + thee?\n---\n"]}


def test_a_branch_with_a_slash_and_a_strange_name_stay_whole() -> None:
    forge = Forge("github", "https://github.com/loket/site", "voor/inhoud")
    assert forge.edit("regelingen/a b#c.md").endswith("/edit/voor/inhoud/content/regelingen/a%20b%23c.md")


@pytest.mark.parametrize("kind", [kind for kind in FOLDERS if kind != "regeling"])
def test_the_address_of_a_new_file_is_short_enough_for_a_server(kind: str) -> None:
    name, text = new_file(kind, "verhaal-2026-11-24", date(2026, 11, 24))
    assert len(Forge("github", "https://github.com/gemeente-voorbeeld/werkgeversloket", "main").new(name, text)) < 7000


@pytest.mark.parametrize("setting", ["https://github.com/loket/site", "svn+https://x.nl/y", "github+ftp://x.nl/y", "x"])
def test_a_wrong_setting_is_refused_with_an_example(setting: str) -> None:
    with pytest.raises(SettingsError, match="FORGE_URL"):
        from_environ({"FORGE_URL": setting})


def test_without_a_setting_there_are_no_links() -> None:
    assert from_environ({}).forge_url == ""
    assert parse_forge("") is None
