"""Addresses of the forge's own web editor, for people without a checkout: GitHub, GitLab or Forgejo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote, urlencode

from app.settings import FORGE


@dataclass(frozen=True, slots=True)
class Forge:
    """Where the repository stands. ``base`` is its address without a slash at the end."""

    kind: Literal["github", "gitlab", "forgejo"]
    base: str
    branch: str
    folder: str = "content"

    def edit(self, name: str) -> str:
        """The editor with an existing content file; ``name`` is the name below the content folder."""
        verb = {"github": "edit", "gitlab": "-/edit", "forgejo": "_edit"}[self.kind]
        return f"{self.base}/{verb}/{quote(self.branch)}/{quote(f'{self.folder}/{name}')}"

    def new(self, name: str, text: str) -> str:
        """The editor with a new file: its name and text filled in.

        GitLab takes over the name only (its issue 594214), so a page that links here also shows the text to copy.
        """
        folder, _, file = f"{self.folder}/{name}".rpartition("/")
        if self.kind == "gitlab":
            return f"{self.base}/-/new/{quote(self.branch)}/{quote(folder)}?{_query(file_name=file, content=text)}"
        verb = {"github": "new", "forgejo": "_new"}[self.kind]
        return f"{self.base}/{verb}/{quote(self.branch)}/{quote(folder)}?{_query(filename=file, value=text)}"


def _query(**values: str) -> str:
    return urlencode(values, quote_via=quote)


def parse_forge(setting: str) -> Forge | None:
    """The forge of a setting like ``gitlab+https://git.example.org/loket/site#main``; None when it is empty."""
    match = FORGE.fullmatch(setting)
    if match is None:
        return None
    return Forge(match["soort"], match["adres"].rstrip("/"), match["tak"] or "main")  # type: ignore[arg-type]  # the pattern knows only those kinds
