"""Draws the illustration of bread on a board: ``python3 scripts/maak_illustratie.py [file]``. Nobody is in it.

It stands in ``content/beelden/`` and shows how a photo with a story looks.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "content" / "beelden" / "brood-op-een-plank.jpg"
WIDTH, HEIGHT = 1600, 900
SEED = 7
CRUST, CRUMB, RIM = (166, 98, 44), (240, 214, 168), (196, 134, 70)


def gradient(top: tuple[int, int, int], bottom: tuple[int, int, int], size: tuple[int, int]) -> Image.Image:
    """From one colour above to another below."""
    mask = Image.linear_gradient("L").resize(size)
    return Image.composite(Image.new("RGB", size, bottom), Image.new("RGB", size, top), mask)


def grain(picture: Image.Image, strength: float) -> Image.Image:
    """The unevenness of real things."""
    noise = Image.effect_noise(picture.size, strength).convert("RGB")
    return ImageChops.add(picture, ImageChops.subtract(noise, Image.new("RGB", picture.size, (128, 128, 128))))


def background(chance: random.Random) -> Image.Image:
    """A kitchen far out of focus: warm light and soft spots."""
    picture = gradient((92, 122, 128), (214, 190, 154), (WIDTH, HEIGHT))
    spots = Image.new("RGB", picture.size)
    draw = ImageDraw.Draw(spots)
    for _ in range(46):
        x, y, radius = chance.randrange(WIDTH), chance.randrange(520), chance.randrange(20, 90)
        shade = chance.randrange(20, 70)
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=(shade, int(shade * 0.9), int(shade * 0.6)))
    return ImageChops.add(picture, spots.filter(ImageFilter.GaussianBlur(14)))


def table(picture: Image.Image) -> None:
    """The table top, and the board on it."""
    picture.paste(gradient((150, 112, 78), (112, 78, 52), (WIDTH, 340)), (0, 560))
    edge = picture.crop((0, 535, WIDTH, 585)).filter(ImageFilter.GaussianBlur(9))
    picture.paste(edge, (0, 535))
    shadow(picture, lambda draw: draw.rounded_rectangle((170, 660, 1440, 850), 60, fill=150), 26)
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((160, 690, 1420, 838), 54, fill=(122, 80, 46))
    draw.rounded_rectangle((160, 664, 1420, 814), 54, fill=(186, 134, 84))
    for line in range(680, 806, 14):
        draw.line((205, line, 1375, line + 6), fill=(176, 122, 74), width=3)


def shadow(picture: Image.Image, shape: Callable[[ImageDraw.ImageDraw], None], softness: int) -> None:
    """Darken what lies under a shape, softly."""
    mask = Image.new("L", picture.size)
    shape(ImageDraw.Draw(mask))
    picture.paste((46, 30, 20), mask=mask.filter(ImageFilter.GaussianBlur(softness)))


def loaf(picture: Image.Image) -> None:
    """A loaf that was cut."""
    shadow(picture, lambda draw: draw.ellipse((250, 690, 860, 780), fill=170), 18)
    form = Image.new("L", picture.size)
    draw = ImageDraw.Draw(form)
    draw.rounded_rectangle((270, 470, 800, 745), 90, fill=255)
    draw.ellipse((250, 420, 820, 640), fill=255)
    crust = gradient((206, 140, 72), CRUST, (WIDTH, HEIGHT))
    light = Image.new("L", picture.size)
    ImageDraw.Draw(light).ellipse((310, 425, 700, 520), fill=120)
    crust.paste((240, 190, 120), mask=light.filter(ImageFilter.GaussianBlur(34)))
    cuts = ImageDraw.Draw(crust)
    for x in (360, 480, 600):
        cuts.arc((x, 440, x + 130, 660), 190, 285, fill=(236, 190, 126), width=16)
    picture.paste(grain(crust.filter(ImageFilter.GaussianBlur(2)), 16), mask=form.filter(ImageFilter.GaussianBlur(1.5)))


def slice_of(picture: Image.Image, x: int, y: int, lean: int, chance: random.Random) -> None:
    """One slice, standing or lying a little over."""
    layer = Image.new("RGBA", (420, 420))
    draw = ImageDraw.Draw(layer)
    for inset, colour in ((0, CRUST), (10, RIM), (18, CRUMB)):
        draw.rounded_rectangle((60 + inset, 120 + inset, 360 - inset, 390 - inset), 46, fill=colour)
        draw.ellipse((40 + inset, 50 + inset, 380 - inset, 250 - inset), fill=colour)
    draw.rounded_rectangle((80, 140, 340, 368), 40, fill=CRUMB)
    for _ in range(130):
        px, py, radius = chance.randrange(92, 328), chance.randrange(100, 356), chance.randrange(2, 7)
        draw.ellipse((px, py, px + radius, py + radius), fill=(222, 190, 138))
    turned = layer.rotate(lean, resample=Image.Resampling.BICUBIC)
    shadow(picture, lambda d: d.ellipse((x + 30, y + 330, x + 420, y + 420), fill=130), 16)
    picture.paste(turned, (x, y), turned)


def drawn() -> Image.Image:
    """The whole picture."""
    chance = random.Random(SEED)  # noqa: S311 - a drawing
    picture = background(chance)
    table(picture)
    loaf(picture)
    for x, y, lean in ((760, 392, -6), (880, 400, -14), (1010, 415, -24)):
        slice_of(picture, x, y, lean, chance)
    return picture.filter(ImageFilter.GaussianBlur(0.8))


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    target.parent.mkdir(parents=True, exist_ok=True)
    drawn().save(target, "JPEG", quality=86, optimize=True)
