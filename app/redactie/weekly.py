"""The weekly list for the editor: which pages ask for work, ranked, with the reasons, per owner of the page."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kennisbank.catalogue import Catalogue
from app.redactie.feedback import REDENEN, page_at
from app.redactie.models import Terugmelding, Uitleg
from app.redactie.notfound import list_searches

WEIGHTS = {"klopt-niet": 5, "onduidelijk": 3, "past-niet": 2, "iets-anders": 2, "uitleg": 2, "vraag": 2}
"""How much one of each asks for work on the page: a mistake weighs most."""
LONGEST_LIST = 50


@dataclass(frozen=True, slots=True)
class PageRow:
    """One page in the list. ``redenen``: how often each reason was given; ``punten`` decides the rank."""

    pagina: str
    titel: str
    eigenaar: str
    punten: int
    ja: int
    nee: int
    redenen: dict[str, int]
    teksten: tuple[str, ...]
    uitleg: int
    vragen: int


@dataclass(frozen=True, slots=True)
class SearchRow:
    """A query with how often it was asked."""

    vraag: str
    taal: str
    aantal: int


@dataclass(frozen=True, slots=True)
class WeekList:
    """One week, Monday to Sunday. Searches belong to nobody's page: every owner gets them."""

    week: date
    paginas: tuple[PageRow, ...]
    niets_gevonden: tuple[SearchRow, ...]
    niets_geopend: tuple[SearchRow, ...]

    @property
    def owners(self) -> tuple[str, ...]:
        """Owners with at least one page in the list, in order of the alphabet."""
        return tuple(sorted({row.eigenaar for row in self.paginas}))

    def of(self, owner: str) -> WeekList:
        """The list of one owner."""
        mine = tuple(row for row in self.paginas if row.eigenaar == owner)
        return WeekList(self.week, mine, self.niets_gevonden, self.niets_geopend)

    def __bool__(self) -> bool:
        return bool(self.paginas or self.niets_gevonden or self.niets_geopend)

    def as_json(self) -> dict[str, Any]:
        """Plain values; ``tot`` is the Sunday."""
        values = asdict(self)
        values["week"] = self.week.isoformat()
        values["tot"] = (self.week + timedelta(days=6)).isoformat()
        return values


def list_week(session: Session, catalogue: Catalogue, week: date, questions: Mapping[str, int]) -> WeekList:
    """The list of the week that begins on the Monday ``week``.

    questions: how many questions came in about each page, by its path; contact knows that, not we.
    """
    until = week + timedelta(days=7)
    answers = session.scalars(select(Terugmelding).where(Terugmelding.op >= week, Terugmelding.op < until)).all()
    explained = Counter(session.scalars(select(Uitleg.pagina).where(Uitleg.op >= week, Uitleg.op < until)))
    per_page: defaultdict[str, list[Terugmelding]] = defaultdict(list)
    for answer in answers:
        per_page[answer.pagina].append(answer)
    rows = []
    for path in {*per_page, *explained, *questions}:
        page = page_at(catalogue, path)
        given = per_page[path]
        reasons = Counter(str(a.reden) for a in given if a.antwoord == "nee")
        points = (
            sum(WEIGHTS[reason] * reasons[reason] for reason in REDENEN)
            + WEIGHTS["uitleg"] * explained[path]
            + WEIGHTS["vraag"] * questions.get(path, 0)
        )
        rows.append(
            PageRow(
                pagina=path,
                titel=page.meta.titel if page else path,
                eigenaar=page.meta.eigenaar if page else "redactie",
                punten=points,
                ja=sum(a.antwoord == "ja" for a in given),
                nee=sum(a.antwoord == "nee" for a in given),
                redenen={reason: reasons[reason] for reason in REDENEN if reasons[reason]},
                teksten=tuple(a.tekst for a in given if a.tekst),
                uitleg=explained[path],
                vragen=questions.get(path, 0),
            )
        )
    empty, unopened = list_searches(session, week)
    return WeekList(
        week=week,
        paginas=tuple(sorted(rows, key=lambda row: (-row.punten, -row.nee, row.titel))[:LONGEST_LIST]),
        niets_gevonden=tuple(SearchRow(q.vraag, q.taal, q.leeg) for q in empty[:LONGEST_LIST]),
        niets_geopend=tuple(SearchRow(q.vraag, q.taal, q.gezocht - q.leeg) for q in unopened[:LONGEST_LIST]),
    )
