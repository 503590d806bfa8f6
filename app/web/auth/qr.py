"""The QR code of an address, made on our own server: as SVG in the page, without style or script."""

from __future__ import annotations

import segno
from markupsafe import Markup


def qr_code(text: str) -> Markup:
    """The code as an image with white around it; about 230 pixels wide."""
    made = segno.make(text, error="m", micro=False)
    drawn = made.svg_inline(scale=4, border=4, light="#fff", dark="#000", svgclass=None, lineclass=None)
    return Markup(drawn)  # noqa: S704 - segno draws paths only, no text of ours is in it
