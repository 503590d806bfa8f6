"""Errors of the API as problem JSON (RFC 9457), in Dutch."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response
from pydantic import BaseModel, ConfigDict, Field

MEDIA_TYPE = "application/problem+json"
ALLOW = "GET, HEAD, OPTIONS"
TEXTS = {
    400: ("Dit verzoek klopt niet", "Kijk het adres en de parameters na. Ze staan in /api/v1/openapi.json."),
    403: ("Dit mag niet", "Dit deel van de site is niet openbaar."),
    404: ("Dit bestaat niet", "Kijk het adres na. Alle adressen staan in /api/v1/openapi.json."),
    405: ("Dit kan hier niet", "U kunt hier alleen lezen, met GET."),
    413: ("Het verzoek is te groot", "Maak het verzoek korter."),
    422: ("Een waarde klopt niet", "Kijk de parameters na. Ze staan in /api/v1/openapi.json."),
    429: ("Te veel verzoeken", "Wacht een kwartier en probeer het opnieuw."),
    500: ("Er ging iets mis bij ons", "Probeer het later opnieuw."),
    503: ("Dit werkt nu even niet", "Probeer het later opnieuw."),
}
"""Status to title and standard detail."""


class Fout(BaseModel):
    """What is wrong with one parameter; ``parameter`` is empty when it concerns the whole address."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    parameter: str = Field(description="Naam van de parameter; leeg als het over het hele adres gaat.")
    uitleg: str = Field(description="Wat er niet klopt en wat wel kan.")


class Probleem(BaseModel):
    """The body of every error."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: str = Field(description="Altijd about:blank: de status zegt wat er is.")
    title: str
    status: int
    detail: str
    fouten: tuple[Fout, ...] = Field(description="Per parameter wat er niet klopt; leeg bij andere fouten.")


class BadParameters(Exception):
    """The address holds something we cannot use. status: 400 (not a parameter of ours) or 422 (a wrong value)."""

    def __init__(self, status: int, faults: Sequence[Fout]) -> None:
        super().__init__(status)
        self.status = status
        self.faults = tuple(faults)


def problem(status: int, detail: str | None = None, faults: Sequence[Fout] = ()) -> Response:
    """The answer for an error; ``detail`` replaces the standard sentence."""
    title, standard = TEXTS.get(status, TEXTS[500] if status >= 500 else TEXTS[400])
    body = Probleem(type="about:blank", title=title, status=status, detail=detail or standard, fouten=tuple(faults))
    response = Response(body.model_dump_json(), status, content_type=MEDIA_TYPE)
    response.headers["Cache-Control"] = "no-store"
    if status == 405:
        response.headers["Allow"] = ALLOW
    elif status == 503:
        response.headers["Retry-After"] = "120"
    return response
