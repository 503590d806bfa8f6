"""Two webs of different moments, also of different versions of the definition. Elements are matched by id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.spinnenweb.definition import Element, Spinnenweb


class Reason(StrEnum):
    """Why there is no change to tell."""

    NEW = "nieuw"
    GONE = "vervallen"
    NO_SCORE = "geen-score"


@dataclass(frozen=True, slots=True)
class Change:
    """One element then and now. ``step``: now minus then, or None with a ``reason``."""

    element: Element
    then: float | None
    now: float | None
    step: float | None
    reason: Reason | None


def compare(
    old: Spinnenweb, then: Mapping[str, float | None], new: Spinnenweb, now: Mapping[str, float | None]
) -> list[Change]:
    """The elements of the new web in order, then those that only the old one had."""
    rows = [_change(element, old.element(element.id) is None, then, now) for element in new.elementen]
    gone = (element for element in old.elementen if new.element(element.id) is None)
    return [*rows, *(Change(element, then.get(element.id), None, None, Reason.GONE) for element in gone)]


def _change(
    element: Element, is_new: bool, then: Mapping[str, float | None], now: Mapping[str, float | None]
) -> Change:
    before, after = (None if is_new else then.get(element.id)), now.get(element.id)
    if is_new:
        return Change(element, None, after, None, Reason.NEW)
    if before is None or after is None:
        return Change(element, before, after, None, Reason.NO_SCORE)
    return Change(element, before, after, after - before, None)
