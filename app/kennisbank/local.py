"""What is different in one gemeente: small files in ``content/regio/gemeenten/``, each with its source.

For a regeling that a gemeente carries out, the gemeente where the *worker* lives decides, not that of the firm.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pydantic import Field

from app.kennisbank.schema import Bron, Slug, Strict, Text


class Verschil(Strict):
    """What a gemeente does otherwise, or who does it there. ``tekst`` follows the rules for prose."""

    regelingen: tuple[Slug, ...] = Field(min_length=1)
    tekst: Text
    bron: Bron
    nagekeken_op: date


class Gemeentebestand(Strict):
    """One file: everything that is different in one gemeente of the region."""

    gemeente: Slug
    verschillen: tuple[Verschil, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class LocalDifferences:
    """All differences, by regeling and gemeente."""

    by_page: Mapping[str, Mapping[str, tuple[Verschil, ...]]]

    @classmethod
    def of(cls, files: Iterable[Gemeentebestand]) -> LocalDifferences:
        """Sort the files by regeling."""
        found: dict[str, dict[str, tuple[Verschil, ...]]] = {}
        for file in files:
            for difference in file.verschillen:
                for slug in difference.regelingen:
                    here = found.setdefault(slug, {})
                    here[file.gemeente] = (*here.get(file.gemeente, ()), difference)
        return cls(found)

    def in_gemeente(self, regeling: str, gemeente: str) -> tuple[Verschil, ...]:
        """What differs for this regeling in this gemeente; empty when nothing is known to differ."""
        return self.by_page.get(regeling, {}).get(gemeente, ())

    def gemeenten(self, regeling: str) -> tuple[str, ...]:
        """Gemeenten in which this regeling differs."""
        return tuple(self.by_page.get(regeling, {}))
