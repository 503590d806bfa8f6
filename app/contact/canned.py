"""Canned answers and links, as plain text for in an answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from app.accounts.permissions import Actor
from app.contact.office import LINK, VARIABLES, Office, Standaardantwoord
from app.kennisbank.catalogue import Catalogue

_VARIABLE = re.compile(r"\{(" + "|".join(VARIABLES) + r")\}")


def offered(office: Office, actor: Actor, subject: str | None) -> tuple[Standaardantwoord, ...]:
    """The answers for somebody with these roles; those about this subject (id) first."""
    mine = [answer for answer in office.antwoorden if not answer.team or answer.team & actor.rollen]
    return tuple(sorted(mine, key=lambda a: (subject not in a.onderwerpen, bool(a.onderwerpen), a.titel.casefold())))


def fill_in(text: str, values: Mapping[str, str], catalogue: Catalogue, base_url: str, day: date) -> str:
    """The text with facts of ``day``, variables and links written out: "Jobcoach (https://.../regelingen/jobcoach)".

    A variable without a value disappears.
    """
    filled = catalogue.facts.fill(text, day)
    linked = LINK.sub(lambda match: f"{match[1]} ({base_url}{match[2]})", filled)
    return _VARIABLE.sub(lambda match: values.get(match[1], ""), linked).replace("\u00a0", " ")


def link_text(titel: str, path: str, base_url: str) -> str:
    """A page as a line in an answer."""
    return f"{titel}: {base_url}{path}"


def appended(typed: str, more: str) -> str:
    """What was typed, an empty line, and what was chosen."""
    return f"{typed.rstrip()}\n\n{more}" if typed.strip() else more
