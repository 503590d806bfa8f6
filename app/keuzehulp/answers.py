"""Answers in the address: read strictly, written compactly. Nothing about a person is ever stored.

``v=1&situatie=kandidaat&groep=wajong,wia&startdatum=2026-12-01&uren=24&register=weet-niet``. The order of the keys is
the order in which the employer answered. ``c`` and ``d`` are the content version and the day a link was made.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Literal

from app.kennisbank.facts import dutch_date, dutch_number
from app.kennisbank.questions import REGION_GEMEENTEN, UNKNOWN, Optie, Vraag
from app.kennisbank.region import Regio
from app.keuzehulp.rules import START, Known

VERSION = "1"
MAX_LENGTH = 1500
"""Longest query string in characters; a canonical one over all questions is far shorter."""
RESERVED = ("v", "c", "d", "vraag", "beantwoord", "naar")

Value = frozenset[str] | Decimal | date | Literal["weet-niet"]


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something in the address we could not use. ``question`` is empty when it concerns the link as a whole."""

    question: str
    message: str


@dataclass(frozen=True, slots=True)
class Answers:
    """What the employer answered, in the order of answering. A question that is absent was not answered yet."""

    given: Mapping[str, Value]

    @property
    def known(self) -> Known:
        """Only what is known: without "weet ik niet"."""
        return {key: value for key, value in self.given.items() if not isinstance(value, str)}

    @property
    def start(self) -> date | None:
        """The start date of the job; None while unknown."""
        value = self.given.get(START)
        return value if isinstance(value, date) else None

    def number(self, question: str) -> Decimal | None:
        """The number answered to a question; None while unknown."""
        value = self.given.get(question)
        return value if isinstance(value, Decimal) else None

    def chosen(self, question: str) -> frozenset[str]:
        """The chosen options; empty while unknown."""
        value = self.given.get(question)
        return value if isinstance(value, frozenset) else frozenset()

    def with_answer(self, question: str, value: Value) -> Answers:
        """The same answers with one more, or one replaced in its place."""
        return Answers(MappingProxyType({**self.given, question: value}))

    def without(self, question: str) -> Answers:
        """The same answers with one taken back."""
        return Answers(MappingProxyType({k: v for k, v in self.given.items() if k != question}))


@dataclass(frozen=True, slots=True)
class Link:
    """A read address: answers, problems, and under which content it was made (empty and None when it does not say)."""

    answers: Answers
    mistakes: tuple[Mistake, ...]
    version: str
    made_on: date | None


EMPTY = Answers(MappingProxyType({}))


def questions_of(questions: Mapping[str, Vraag], region: Regio) -> dict[str, Vraag]:
    """The questions as asked here: the option for "the gemeenten of this region" becomes those gemeenten."""
    local = tuple(Optie(id=g.slug, tekst=g.naam, tekst_en=g.naam) for g in region.gemeenten)
    result = {}
    for key, question in questions.items():
        if any(option.id == REGION_GEMEENTEN for option in question.opties):
            options: list[Optie] = []
            for option in question.opties:
                options += local if option.id == REGION_GEMEENTEN else (option,)
            question = question.model_copy(update={"opties": tuple(options)})
        result[key] = question
    return result


def read(pairs: Iterable[tuple[str, str]], questions: Mapping[str, Vraag], today: date) -> Link:
    """Read the pairs of a query string. What is wrong becomes a Dutch sentence; all other answers are kept."""
    raw: dict[str, list[str]] = {}
    length = 0
    for key, text in pairs:
        length += len(key) + len(text) + 2
        raw.setdefault(key, []).append(text)
    mistakes: list[Mistake] = []
    if length > MAX_LENGTH:
        mistakes.append(Mistake("", "Deze link is te lang. Wij lazen alleen wat wij herkennen. Kijk uw antwoorden na."))
    if raw.get("v", [VERSION])[0] != VERSION:
        mistakes.append(Mistake("", "Deze link is van een andere versie. Kijk uw antwoorden na."))
    if any(key not in questions and key not in RESERVED for key in raw):
        mistakes.append(Mistake("", "In deze link staat iets dat wij niet kennen. Dat hebben wij weggelaten."))
    given: dict[str, Value] = {}
    for key, texts in raw.items():
        question = questions.get(key)
        if question is None or all(not text.strip() for text in texts):
            continue
        found = read_value(question, texts, today)
        if isinstance(found, Mistake):
            mistakes.append(found)
        else:
            given[key] = found
    version = raw.get("c", [""])[0]
    made_on = _iso(raw.get("d", [""])[0])
    return Link(
        Answers(MappingProxyType(given)),
        tuple(mistakes),
        version if re.fullmatch(r"[0-9a-z]{1,16}", version) else "",
        made_on if made_on is not None and made_on <= today else None,
    )


def read_value(question: Vraag, texts: Sequence[str], today: date) -> Value | Mistake:
    """One answer to one question; a Mistake with what to do."""
    if any(len(text) > 400 for text in texts):
        return Mistake(question.id, "Dit antwoord is te lang. Beantwoord de vraag opnieuw.")
    if question.soort == "getal":
        return _number(question, texts[-1])
    if question.soort == "datum":
        return _date(question, texts[-1], today)
    chosen = [part for text in texts for part in text.split(",") if part]
    return _options(question, chosen)


def _options(question: Vraag, chosen: list[str]) -> Value | Mistake:
    options = {option.id: option for option in question.opties}
    if UNKNOWN in chosen:
        if len(set(chosen)) == 1:
            return UNKNOWN  # type: ignore[return-value]  # UNKNOWN stands for a value of every kind
        return Mistake(question.id, "Kies een antwoord, of kies 'Weet ik niet'. Niet allebei.")
    if any(choice not in options for choice in chosen) or not chosen:
        return Mistake(question.id, "Dit antwoord kennen wij niet. Kies een van de antwoorden hieronder.")
    if question.soort == "keuze" and len(set(chosen)) > 1:
        return Mistake(question.id, "Hier past maar één antwoord. Kies er één.")
    alone = [choice for choice in chosen if options[choice].alleen]
    if alone and len(set(chosen)) > 1:
        return Mistake(question.id, f"'{options[alone[0]].tekst}' past niet bij een ander antwoord. Kies opnieuw.")
    return frozenset(chosen)


def _number(question: Vraag, text: str) -> Value | Mistake:
    if text == UNKNOWN:
        return UNKNOWN  # type: ignore[return-value]  # UNKNOWN stands for a value of every kind
    low, high = question.minstens, question.hoogstens
    span = f" van {low} tot en met {high}" if low is not None and high is not None else ""
    match = _NUMBER.fullmatch(text.replace("\u00a0", " ").strip())
    if match is None:
        return Mistake(question.id, f"Vul een getal in{span}, bijvoorbeeld {low or 24}.")
    try:
        number = Decimal(match[1].replace(",", "."))
    except InvalidOperation:  # pragma: no cover - the pattern above admits no such text
        return Mistake(question.id, f"Vul een getal in{span}.")
    if (low is not None and number < low) or (high is not None and number > high):
        return Mistake(question.id, f"{dutch_number(number)} kan niet. Vul een getal in{span}.")
    return number


_NUMBER = re.compile(
    r"(?:€|euro?)?\s*(\d{1,6}(?:[.,]\d{1,2})?)\s*(?:%|procent|percent|u|uur|uren|hours?|euro|bruto|gross)?"
    r"(?:\s+(?:per|a|an)\s+(?:uur|week|hour))?\.?",
    re.ASCII | re.IGNORECASE,
)
"""A number as people write it, with its unit: "24 uur per week", "€ 15,50", "60%"."""
_MONTHS = (
    ("januari", "january"),
    ("februari", "february"),
    ("maart", "mrt", "march"),
    ("april",),
    ("mei", "may"),
    ("juni", "june"),
    ("juli", "july"),
    ("augustus", "august"),
    ("september", "sept"),
    ("oktober", "october"),
    ("november",),
    ("december",),
)
_MONTH = {word: n for n, words in enumerate(_MONTHS, 1) for full in words for word in (full, full[:3])}
_DUTCH = re.compile(r"(\d{1,2})\s*[-/. ]\s*(\d{1,2}|[a-z]{3,9})\.?\s*[-/. ]\s*(\d{4}|\d\d)", re.ASCII | re.IGNORECASE)
"""Day, month (number or word) and year (two or four digits), with anything common in between."""


def _iso(text: str) -> date | None:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _typed(day: str, month: str, year: str) -> date | None:
    """The date somebody typed; None when it does not exist. A year of two digits is in this century."""
    number = int(month) if month.isdigit() else _MONTH.get(month.lower(), 0)
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), number, int(day))
    except ValueError:
        return None


def _date(question: Vraag, text: str, today: date) -> Value | Mistake:
    if text == UNKNOWN:
        return UNKNOWN  # type: ignore[return-value]  # UNKNOWN stands for a value of every kind
    plain = text.replace("\u00a0", " ").strip()
    match = _DUTCH.fullmatch(plain)
    day = _typed(match[1], match[2], match[3]) if match else _iso(plain)
    if day is None:
        return Mistake(question.id, "Dit is geen datum. Schrijf dag, maand en jaar, bijvoorbeeld 1-12-2026.")
    first = date(today.year - question.jaren_terug, 1, 1)
    last = date(today.year + question.jaren_vooruit, 12, 31)
    if day < first:
        return Mistake(
            question.id,
            f"{dutch_date(day)} ligt te ver terug. Wij kennen de regels vanaf {dutch_date(first)}. "
            "Kies een latere datum.",
        )
    if day > last:
        return Mistake(question.id, f"{dutch_date(day)} ligt te ver weg. Kies een datum tot en met {dutch_date(last)}.")
    return day


def write(
    answers: Answers,
    questions: Mapping[str, Vraag],
    *,
    version: str = "",
    made_on: date | None = None,
    sort: bool = False,
) -> str:
    """The query string, at most ``MAX_LENGTH`` characters.

    version / made_on: for a link to share. sort: in the order of the questions instead of the order of answering.
    """
    keys = [key for key in questions if key in answers.given] if sort else list(answers.given)
    pairs = [("v", VERSION)]
    pairs += [(key, write_value(questions[key], answers.given[key])) for key in keys if key in questions]
    if version:
        pairs.append(("c", version))
    if made_on is not None:
        pairs.append(("d", made_on.isoformat()))
    return "&".join([f"{key}={text}" for key, text in pairs])  # letters, digits and ,.- only: nothing to escape


def write_value(question: Vraag, value: Value) -> str:
    """One answer as it stands in the address; options in the order of the question."""
    if isinstance(value, frozenset):
        return ",".join(option.id for option in question.opties if option.id in value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value if isinstance(value, str) else value.isoformat()
