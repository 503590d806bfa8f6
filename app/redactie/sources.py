"""Can readers still reach the sources and the pages we link to? Asked only on request: it uses the network."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

from app.kennisbank.catalogue import Catalogue
from app.kennisbank.checks.prose import LINK
from app.kennisbank.frontmatter import Problem, Source

TIMEOUT = 15
GONE = (404, 410)
Place = tuple[str, int, str]


def addresses(catalogue: Catalogue) -> dict[str, list[Place]]:
    """Every address outside the site with the places (file, line, field) that name it."""
    found: defaultdict[str, list[Place]] = defaultdict(list)
    for source in catalogue.sources.values():
        for place, address in _in_source(source):
            found[address].append(place)
    return dict(found)


def _in_source(source: Source) -> Iterator[tuple[Place, str]]:
    for path, line in source.lines.items():
        value = source.data
        for part in path:
            value = value[part]
        if path and path[-1] == "url" and isinstance(value, str):
            yield (source.name, line, ".".join(map(str, path))), value
    for number, text in enumerate(source.body.split("\n"), source.body_line):
        for match in LINK.finditer(text):
            if match[2].startswith("https://"):
                yield (source.name, number, "tekst"), match[2]


def answer(address: str) -> int | str:
    """The status with which an address answers, or in a few words why it does not."""
    last: int | str = "geen antwoord"
    for method in ("HEAD", "GET"):
        request = urllib.request.Request(address, method=method, headers={"User-Agent": "Werkgeversloket-check"})  # noqa: S310 - the schema allows https only
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT) as response:  # noqa: S310 - the schema allows https only
                return int(response.status)
        except urllib.error.HTTPError as error:
            last = error.code
            error.close()
        except (OSError, http.client.HTTPException, ValueError) as error:
            last = str(getattr(error, "reason", error)) or type(error).__name__
    return last


def check(found: dict[str, list[Place]]) -> Iterator[Problem]:
    """An error for what is gone, a warning for what did not answer now; one per place."""
    with ThreadPoolExecutor(8) as pool:
        answers = list(zip(found, pool.map(answer, found), strict=True))
    for address, said in answers:
        if isinstance(said, int) and said < 400:
            continue
        yield from _problems(address, said, found[address])


def _problems(address: str, said: int | str, places: Iterable[Place]) -> Iterator[Problem]:
    for name, line, field in places:
        if said in GONE:
            what = f"De bron {address} bestaat niet meer ({said})."
            yield Problem(name, line, field, what, "Zoek het nieuwe adres of een andere bron.")
        else:
            what = f"De bron {address} antwoordt niet ({said})."
            yield Problem(name, line, field, what, "Open het adres zelf in een browser.", "waarschuwing")
