"""Old addresses of pages that got another name or went away (``content/omleidingen.yaml``): the site answers 301."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from app.kennisbank.schema import Strict

FILE = "omleidingen.yaml"
Adres = Annotated[str, StringConstraints(pattern=r"^/[a-z0-9]+(?:[/-][a-z0-9]+)*$", max_length=200)]


class Omleiding(Strict):
    """One old address and where its readers go now; both are paths of the Dutch site."""

    van: Adres
    naar: Adres


class Omleidingen(Strict):
    """The file."""

    omleidingen: tuple[Omleiding, ...] = ()
