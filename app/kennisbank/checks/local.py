"""The files per gemeente: known gemeente, known regelingen, no number typed in the text."""

from __future__ import annotations

from collections.abc import Iterator

from app.kennisbank.catalogue import Catalogue
from app.kennisbank.checks.prose import BARE
from app.kennisbank.facts import REFERENCE
from app.kennisbank.frontmatter import Problem
from app.kennisbank.local import Gemeentebestand

FOLDER = "regio/gemeenten/"


def check(catalogue: Catalogue) -> Iterator[Problem]:
    """All problems in ``content/regio/gemeenten/``."""
    for name, source in catalogue.sources.items():
        if not name.startswith(FOLDER):
            continue
        file = Gemeentebestand.model_validate(source.data)
        if catalogue.region.gemeente(file.gemeente) is None:
            what = f"De gemeente '{file.gemeente}' hoort niet bij de regio."
            yield Problem(name, source.line(("gemeente",)), "gemeente", what, "Kies een gemeente uit content/regio/.")
        for index, difference in enumerate(file.verschillen):
            path = ("verschillen", index)
            for slug in difference.regelingen:
                if slug not in catalogue.pages["regelingen"]:
                    what = f"De regeling '{slug}' bestaat niet."
                    yield Problem(name, source.line((*path, "regelingen")), "regelingen", what, "Verbeter de naam.")
            for match in BARE.finditer(REFERENCE.sub("", difference.tekst)):
                what = f"Hier staat een kaal getal: '{match[0]}'."
                do = "Zet het in content/bedragen/ en schrijf [[naam]]."
                yield Problem(name, source.line((*path, "tekst")), "tekst", what, do)
            for match in REFERENCE.finditer(difference.tekst):
                if match[1] not in catalogue.facts.by_name:
                    what = f"Het feit [[{match[1]}]] bestaat niet."
                    do = "Zet het feit eerst in content/bedragen/."
                    yield Problem(name, source.line((*path, "tekst")), "tekst", what, do)
