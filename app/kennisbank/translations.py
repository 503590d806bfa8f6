"""English words in place of the Dutch ones on a page. Facts, rules, dates and sources stay the Dutch page's."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Collection, Iterator
from typing import NamedTuple

from app.kennisbank.schema import Combinatie, Pagina, Regeling, RegelingVertaling, Vertaling, Volgorde

COMBINATIONS = ("combineert_met", "sluit_uit", "eerst_dan")


class Gap(NamedTuple):
    """What the Dutch page and its English words do not agree on: field, what is wrong, what to do."""

    path: tuple[str, ...]
    what: str
    do: str


def gaps(dutch: Pagina, english: Vertaling) -> Iterator[Gap]:
    """Steps, combinations and fields that only one of the two pages has."""
    if not isinstance(dutch, Regeling) or not isinstance(english, RegelingVertaling):
        return
    steps = {step.id: step for step in dutch.stappen}
    yield from _keys("stappen", "De stap", steps, english.stappen)
    for name, words in english.stappen.items():
        if name in steps and (words.te_laat is None) != (steps[name].te_laat is None):
            yield _one_sided(("stappen", name, "te_laat"), steps[name].te_laat)
    yield from _keys("combinaties", "De regeling", others(dutch), english.combinaties)
    if (english.in_het_kort.duur is None) != (dutch.in_het_kort.duur is None):
        yield _one_sided(("in_het_kort", "duur"), dutch.in_het_kort.duur)
    if (english.volgende_ronde is None) != (dutch.volgende_ronde is None):
        yield _one_sided(("volgende_ronde",), dutch.volgende_ronde)


def translated(dutch: Pagina, english: Vertaling) -> Pagina:
    """The Dutch page with English words; what has none (see ``gaps``) stays Dutch."""
    words: dict[str, object] = {
        "titel": english.titel,
        "samenvatting": english.samenvatting,
        "synoniemen": english.synoniemen,
        "zoekwoorden": english.zoekwoorden,
    }
    if isinstance(dutch, Regeling) and isinstance(english, RegelingVertaling):
        words["in_het_kort"] = english.in_het_kort
        words["aanvragen"] = dutch.aanvragen.model_copy(update=english.aanvragen.model_dump())
        words["volgende_ronde"] = english.volgende_ronde
        words["stappen"] = tuple(
            step.model_copy(update=english.stappen[step.id].model_dump()) if step.id in english.stappen else step
            for step in dutch.stappen
        )
        for name in COMBINATIONS:
            words[name] = tuple(
                item.model_copy(update={"reden": english.combinaties.get(item.regeling, item.reden)})
                for item in getattr(dutch, name)
            )
    return dutch.model_copy(update=words)


def fingerprint(dutch: Pagina, body: str) -> str:
    """Changes when the Dutch words change that a translator works from, and with nothing else: "nl-1a2b3c4d"."""
    words: list[str | None] = [dutch.titel, dutch.samenvatting, body.strip()]
    if isinstance(dutch, Regeling):
        words += [dutch.in_het_kort.model_dump_json(), dutch.aanvragen.waar, dutch.aanvragen.wanneer]
        words += [text for step in dutch.stappen for text in (step.id, step.wat, step.te_laat)]
        words += [
            text for name in COMBINATIONS for item in getattr(dutch, name) for text in (item.regeling, item.reden)
        ]
        words.append(dutch.volgende_ronde)
    return "nl-" + hashlib.sha256(repr(words).encode()).hexdigest()[:8]


def others(dutch: Regeling) -> list[str]:
    """Slugs of the regelingen a page says something about: together, not together, before, after."""
    items: tuple[Combinatie | Volgorde, ...] = (*dutch.combineert_met, *dutch.sluit_uit, *dutch.eerst_dan)
    return [item.regeling for item in items]


def _keys(field: str, what: str, dutch: Collection[str], english: Collection[str]) -> Iterator[Gap]:
    for name in dutch:
        if name not in english:
            yield Gap((field,), f"{what} '{name}' heeft geen Engelse tekst.", f"Zet '{name}' onder {field}.")
    for name in english:
        if name not in dutch:
            near = difflib.get_close_matches(name, list(dutch), 1)
            do = f"Bedoelt u '{near[0]}'?" if near else "Haal deze regel weg."
            yield Gap((field, name), f"{what} '{name}' staat niet op de Nederlandse pagina.", do)


def _one_sided(path: tuple[str, ...], dutch: str | None) -> Gap:
    if dutch is None:
        return Gap(path, "De Nederlandse pagina heeft dit veld niet.", "Haal dit veld weg.")
    return Gap(path, "De Nederlandse pagina heeft dit veld wel.", "Vul het ook in het Engels in.")
