"""Vertel uw verhaal: what a werkgever tells, as a question for the desk and as a draft for the redactie."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

SUBJECT = "Vertel uw verhaal"
HEADINGS = ("Hoe begon het?", "Hoe ging het verder?", "Wat raadt u anderen aan?", "Wie staan er met naam in?")
CONSENT = "Toestemming"
_CONSENT = re.compile(r"Gegeven op (\d{4}-\d\d-\d\d), tot en met (\d{4}-\d\d-\d\d)\.")


@dataclass(frozen=True, slots=True)
class Story:
    """A story with the consent that came with it. ``namen``: people and organisations in it, at least one."""

    begin: str
    verloop: str
    raad: str
    namen: tuple[str, ...]
    gegeven: date
    tot: date

    def as_question(self) -> str:
        """The text of the contactverzoek; ``read`` makes a story of it again."""
        answers = (self.begin, self.verloop, self.raad, "\n".join(self.namen))
        parts = [f"{head}\n{answer}" for head, answer in zip(HEADINGS, answers, strict=True)]
        parts.append(f"{CONSENT}\nGegeven op {self.gegeven.isoformat()}, tot en met {self.tot.isoformat()}.")
        return "\n\n".join(parts)


def read(question: str) -> Story | None:
    """The story in the text of a contactverzoek; None when it was not made by the form."""
    found = re.split("^(?:" + "|".join(map(re.escape, (*HEADINGS, CONSENT))) + ")$", question, flags=re.MULTILINE)
    consent = _CONSENT.search(found[-1])
    if len(found) != len(HEADINGS) + 2 or consent is None:
        return None
    begin, verloop, raad, namen = (part.strip() for part in found[1:5])
    names = tuple(filter(None, (line.strip() for line in namen.split("\n"))))
    given, until = (date.fromisoformat(text) for text in consent.groups())
    return Story(begin, verloop, raad, names, given, until)


def as_draft(story: Story, organisatie: str, sector: str, today: date) -> tuple[str, str]:
    """(file name, text) of a succesverhaal to finish: what is not known says VUL IN, so that the check stops it."""
    names = "".join(f"    - {_quoted(name)}\n" for name in story.namen)
    listed = "".join(f"  - {_quoted(name)}\n" for name in story.namen)
    text = f"""\
---
# yaml-language-server: $schema=../../docs/schema/succesverhaal.json
# Concept uit het formulier 'Vertel uw verhaal'. Lees het verhaal terug aan wie het vertelde, voor u het plaatst.
titel: "VUL IN"
samenvatting: "VUL IN"
soort: eigen-verhaal
sector: {sector}
grootte: onbekend
regelingen: []  # VUL IN
fasen: []  # VUL IN
twijfels: []  # VUL IN
les: "VUL IN"
namen:
{listed}toestemming:
  namen:
{names}  datum: {story.gegeven.isoformat()}
  tot: {story.tot.isoformat()}
bronnen:
  - {{titel: {_quoted(f"Verteld door {organisatie}")}, geraadpleegd: {story.gegeven.isoformat()}}}
eigenaar: redactie
nagekeken_op: {today.isoformat()}
nakijken_voor: {(today + timedelta(days=182)).isoformat()}
wijzigingen:
  - {{datum: {today.isoformat()}, tekst: Nieuw verhaal., soort: klein}}
---
## Hoe begon het?

{story.begin}

## Hoe ging het verder?

{story.verloop}

## Wat raadt dit bedrijf anderen aan?

{story.raad}
"""
    return f"{_slug(organisatie)}.md", text


def _quoted(text: str) -> str:
    """A text in YAML, whatever stands in it."""
    return json.dumps(text, ensure_ascii=False)


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "verhaal"
