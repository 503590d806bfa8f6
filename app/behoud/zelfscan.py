"""The self-scan of guidance: which tasks are covered by whom, what to do first and in which tone.

The address holds everything: ``v=1&l=abc&w=de&j=f&wil=ja&kan=deels``, one letter per role with the codes of its tasks.
The form sends ``taak-a=l``; both forms are read, only the short one is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal
from urllib.parse import urlencode

from app.behoud.schema import Rol, RolNaam, Route, Taak, Toon, Zelfscan

VERSION = "1"
MAX_LENGTH = 1_500
"""Longest query string in characters; the form itself sends far less."""
FIELD = "taak-"
FIRST_STEPS = 5
"""How many steps are shown as first: more is not a beginning."""

Mening = Literal["ja", "deels", "nee"]
MENINGEN: tuple[Mening, ...] = ("ja", "deels", "nee")
Dekking = Literal["gedekt", "jobcoach", "niemand"]


@dataclass(frozen=True, slots=True)
class Antwoorden:
    """Who does what, by the code of the task; whether they want to and can. None: not answered."""

    rollen: Mapping[str, frozenset[RolNaam]]
    wil: Mening | None = None
    kan: Mening | None = None

    def of(self, code: str) -> frozenset[RolNaam]:
        """Roles that do this task."""
        return self.rollen.get(code, frozenset())


@dataclass(frozen=True, slots=True)
class Gelezen:
    """A read address. ``ingevuld``: somebody sent the form; ``meldingen``: what could not be used."""

    antwoorden: Antwoorden
    ingevuld: bool
    meldingen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Regel:
    """One row of the role table: the task, who does it, and why it is judged so."""

    taak: Taak
    rollen: frozenset[RolNaam]
    dekking: Dekking
    reden: str


@dataclass(frozen=True, slots=True)
class RouteUitkomst:
    """One route with its rows."""

    route: Route
    regels: tuple[Regel, ...]

    @property
    def open(self) -> tuple[Regel, ...]:
        """Tasks that nobody does."""
        return tuple(row for row in self.regels if row.dekking == "niemand")


@dataclass(frozen=True, slots=True)
class Uitkomst:
    """The role table, the first steps with the route they belong to, and how to speak."""

    routes: tuple[RouteUitkomst, ...]
    stappen: tuple[tuple[Route, Regel], ...]
    tonen: tuple[Toon, ...]

    @property
    def totaal(self) -> int:
        """Number of tasks."""
        return sum(len(each.regels) for each in self.routes)

    @property
    def open(self) -> int:
        """Number of tasks that nobody does."""
        return sum(len(each.open) for each in self.routes)


def read(pairs: Iterable[tuple[str, str]], scan: Zelfscan) -> Gelezen:
    """Read the pairs of a query string; what is not known is left out, with one sentence about it."""
    keys = {rol.sleutel: rol.id for rol in scan.rollen}
    codes = {task.code for task in scan.taken}
    taken: dict[str, set[RolNaam]] = {}
    opinions: dict[str, Mening] = {}
    unknown, version, seen, length = False, VERSION, False, 0
    for key, text in pairs:
        length += len(key) + len(text) + 2
        if length > MAX_LENGTH:
            unknown = True
            break
        seen = True
        if key == "v":
            version = text
        elif key in ("wil", "kan"):
            found = next((mening for mening in MENINGEN if mening == text), None)
            unknown = unknown or (found is None and text != "")
            if found is not None:
                opinions[key] = found
        elif key in keys:
            unknown = unknown or not set(text) <= codes
            for code in set(text) & codes:
                taken.setdefault(code, set()).add(keys[key])
        elif key.removeprefix(FIELD) in codes and key.startswith(FIELD) and text in keys:
            taken.setdefault(key.removeprefix(FIELD), set()).add(keys[text])
        else:
            unknown = True
    messages = []
    if version != VERSION:
        messages.append("Deze link is van een andere versie van de zelfscan. Kijk uw antwoorden na.")
    if unknown:
        messages.append("In deze link staat iets dat wij niet kennen. Dat hebben wij weggelaten.")
    roles = MappingProxyType({code: frozenset(found) for code, found in taken.items()})
    return Gelezen(Antwoorden(roles, opinions.get("wil"), opinions.get("kan")), seen, tuple(messages))


def write(answers: Antwoorden, scan: Zelfscan) -> str:
    """The short query string: at most some sixty characters."""
    pairs = [("v", VERSION)]
    for rol in scan.rollen:
        codes = "".join(task.code for task in scan.taken if rol.id in answers.of(task.code))
        if codes:
            pairs.append((rol.sleutel, codes))
    pairs += [(key, value) for key, value in (("wil", answers.wil), ("kan", answers.kan)) if value is not None]
    return urlencode(pairs)


def evaluate(scan: Zelfscan, answers: Antwoorden) -> Uitkomst:
    """Which tasks are covered by whom, the first steps, and the tone, each with its reason."""
    names = {rol.id: rol for rol in scan.rollen}
    routes = tuple(
        RouteUitkomst(route, tuple(_row(task, answers.of(task.code), names) for task in route.taken))
        for route in scan.routes
    )
    return Uitkomst(routes, _first(routes), _tones(scan, answers))


def _row(task: Taak, roles: frozenset[RolNaam], names: Mapping[RolNaam, Rol]) -> Regel:
    usual = join([_the(names[rol]) for rol in task.rollen if rol in names])
    if not roles:
        verb = "doet" if len(task.rollen) == 1 else "doen"
        return Regel(task, roles, "niemand", f"Niemand doet dit nu. In de onderzochte bedrijven {verb} {usual} dit.")
    who = join([_the(rol) for rol in names.values() if rol.id in roles])
    if roles == {"jobcoach"} and "jobcoach" not in task.rollen:
        why = f"Alleen de jobcoach doet dit. Die hulp wordt later vaak minder. Spreek af dat ook {usual} dit doet."
        return Regel(task, roles, "jobcoach", why)
    verb = "doet" if len(roles) == 1 else "doen"
    return Regel(task, roles, "gedekt", f"{who[0].upper()}{who[1:]} {verb} dit.")


def _the(rol: Rol) -> str:
    return f"de {rol.naam.lower()}"


def join(words: list[str], last: str = "en") -> str:
    """a, b en c."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}" if words else ""


def _first(routes: tuple[RouteUitkomst, ...]) -> tuple[tuple[Route, Regel], ...]:
    """Open tasks, one of each route in turn, the route with most open tasks first; then what leans on the jobcoach."""
    order = sorted(routes, key=lambda each: -len(each.open))
    rounds = max((len(each.open) for each in order), default=0)
    steps = [(each.route, each.open[turn]) for turn in range(rounds) for each in order if turn < len(each.open)]
    steps += [(each.route, row) for each in order for row in each.regels if row.dekking == "jobcoach"]
    return tuple(steps[:FIRST_STEPS])


def _tones(scan: Zelfscan, answers: Antwoorden) -> tuple[Toon, ...]:
    """Low willingness: stories and pros and cons. Low ability: training, jobcoach, adaptation. Both may be low."""
    low = [
        tone
        for opinion, tone in ((answers.wil, scan.tonen.willen), (answers.kan, scan.tonen.kunnen))
        if opinion in ("deels", "nee")
    ]
    if low:
        return tuple(low)
    return (scan.tonen.verder,) if answers.wil == answers.kan == "ja" else ()
