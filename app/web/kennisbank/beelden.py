"""The sizes of a photo, as they were made when the edition was built."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response, abort

from app.kennisbank.catalogue import Catalogue
from app.kennisbank.images import ADDRESS, KINDS, Image, make
from app.web.gate import public
from app.web.kennisbank.views import kennisbank
from app.web.security import YEAR
from app.web.state import loket


@kennisbank.get("/beelden/<digest>/<int:width>.<kind>")
@public
def beeld(digest: str, width: int, kind: str) -> Response:
    """A photo that stands on a page of today; made now when nobody did before.

    The photo of a story of people is kept by browsers only: when they withdraw, no cache in between shows it on.
    """
    found = [(image, everybody) for image, everybody in _shown(loket().catalogue) if image.digest == digest]
    if not found or kind not in KINDS or not found[0][0].usable or width not in found[0][0].widths:
        abort(404)
    image, everywhere = found[0][0], all(everybody for _image, everybody in found)
    try:
        folder = make(image, loket().content.edition.folder, loket().settings.data_dir)
    except OSError:
        abort(404)
    response = Response((folder / f"{width}.{kind}").read_bytes(), mimetype=KINDS[kind])
    response.headers["Cache-Control"] = f"{'public' if everywhere else 'private'}, max-age={YEAR}, immutable"
    return response


def _shown(catalogue: Catalogue) -> Iterator[tuple[Image, bool]]:
    """Photos on pages of today, each with whether a cache in between may keep it."""
    for pages in catalogue.pages.values():
        for page in pages.values():
            story = page.succesverhaal if page.kind == "succesverhalen" else None
            names = {story.foto.bestand} if story and story.foto else set()
            names |= {name for name in catalogue.images if f"({ADDRESS}{name}" in page.body}
            for name in names & set(catalogue.images):
                yield catalogue.images[name], story is None or story.toestemming is None
