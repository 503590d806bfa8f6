"""The search as open data: the same engine as the search page."""

from __future__ import annotations

import html
import re

from app.kennisbank.catalogue import Catalogue
from app.kennisbank.schema import KIND_NAMES
from app.web.api.area import operation
from app.web.api.models import Treffer, Zoekuitslag
from app.web.api.parameters import Given, Parameter
from app.web.api.shape import shape

LIMIT = 20
_FOLDERS = {name: folder for folder, name in KIND_NAMES.items()}
_MARK = re.compile(r"</?mark>")


def _parameters(_catalogue: Catalogue) -> tuple[Parameter, ...]:
    return (
        Parameter("q", "Waar u naar zoekt. Leeg geeft niets.", {"type": "string", "maxLength": 200}, required=True),
        Parameter("soort", "Alleen dit soort pagina.", {"type": "string", "enum": list(_FOLDERS)}),
        Parameter(
            "limit", "Hoeveel resultaten u wilt.", {"type": "integer", "minimum": 1, "maximum": 50, "default": LIMIT}
        ),
    )


@operation(
    "/zoeken",
    group="Zoeken",
    text="Zoek in alle regelingen, artikelen, begrippen en succesverhalen. De beste eerst. `totaal` is het aantal vóór "
    "`limit`. De versie en de licentie staan in de headers X-Content-Version en Link.",
    answer=Zoekuitslag,
    parameters=_parameters,
)
def zoeken(given: Given) -> Zoekuitslag:
    """What was found, best first."""
    make = shape()
    (q,) = given.get("q", ("",))
    (limit,) = given.get("limit", (str(LIMIT),))
    (kind,) = given.get("soort", (None,))
    if not q:
        return Zoekuitslag(resultaten=(), totaal=0, bedoelde_u=None)
    found = make.content.edition.search.search(q, soort=kind, limit=int(limit))
    hits = tuple(
        Treffer(
            soort=hit.soort,
            slug=hit.slug,
            titel=hit.titel,
            url=make.address(f"/{_FOLDERS[hit.soort]}/{hit.slug}"),
            samenvatting=hit.samenvatting,
            fragment=html.unescape(_MARK.sub("", hit.fragment)),
        )
        for hit in found.treffers
    )
    return Zoekuitslag(resultaten=hits, totaal=found.totaal, bedoelde_u=found.bedoelde_u)
