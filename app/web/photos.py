"""The photo of a story, on its page and on its card."""

from __future__ import annotations

from markupsafe import Markup

from app.kennisbank.catalogue import Page
from app.kennisbank.images import Image, figure, picture
from app.web.state import loket

CARD = "(min-width: 64rem) 24rem, (min-width: 40rem) 50vw, 100vw"


def photo_of(page: Page) -> Image | None:
    """The photo of a story when it has one that can be shown."""
    photo = page.succesverhaal.foto
    image = loket().catalogue.images.get(photo.bestand) if photo else None
    return image if image is not None and image.usable else None


def photo_figure(page: Page) -> Markup:
    """The photo with who made it; nothing when the story has none."""
    image, photo = photo_of(page), page.succesverhaal.foto
    return figure(image, photo.alt, photo.rechten) if image and photo else Markup("")


def photo_card(page: Page) -> Markup:
    """The photo above the title on a card, where it says nothing that the title does not; nothing without a photo."""
    image = photo_of(page)
    return picture(image, "", CARD) if image else Markup("")
