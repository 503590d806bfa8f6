"""Photos in the content: looked at when the content is read, made in smaller sizes when an edition is built.

The files stand in ``content/beelden/``. What a browser gets is made from them in ``DATA_DIR/beelden/<digest>``: a few
widths, as WebP and as JPEG, upright, in sRGB and without anything that the camera wrote in the file. The digest is in
the address, so an address never shows another picture.
"""

from __future__ import annotations

import hashlib
import io
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

import PIL.Image
from markupsafe import Markup
from PIL import ImageCms, ImageOps

FOLDER = "beelden"
ADDRESS = f"/{FOLDER}/"
FORMATS = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG", ".webp": "WEBP"}
KINDS = {"webp": "image/webp", "jpg": "image/jpeg"}
"""What is made, the best first: ending and media type."""
WIDTHS = (480, 800, 1200)
"""In pixels; the last one is the widest that is ever sent."""
SMALLEST = WIDTHS[0]
MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 40_000_000
SIZES = "(min-width: 48rem) 42rem, 100vw"
_RECIPE = b"1"  # another number gives every picture a new address
_ORIENTATION, _GPS = 0x0112, 0x8825
_TURNED = range(5, 9)

PIL.Image.MAX_IMAGE_PIXELS = None  # ``look`` reads the size before anything is unpacked


@dataclass(frozen=True, slots=True)
class Image:
    """One file. kind: JPEG, PNG or WEBP as its bytes say, None when it is no such picture. width, height: upright.

    size: bytes. located: the camera wrote down where the photo was taken.
    """

    name: str
    digest: str
    kind: str | None
    width: int
    height: int
    size: int
    located: bool = False

    @property
    def usable(self) -> bool:
        """Whether sizes can be made from it; the check says what is wrong when not."""
        small_enough = self.size <= MAX_BYTES and self.width * self.height <= MAX_PIXELS
        return self.kind is not None and small_enough and self.width >= SMALLEST

    @property
    def widths(self) -> tuple[int, ...]:
        """The widths that are made: never wider than the photo itself."""
        return (*(width for width in WIDTHS if width < self.width), min(self.width, WIDTHS[-1]))[: len(WIDTHS)]

    def height_at(self, width: int) -> int:
        """How high it is when it is this wide."""
        return max(1, round(self.height * width / self.width))

    def address(self, width: int, kind: str) -> str:
        """Path of one size."""
        return f"{ADDRESS}{self.digest}/{width}.{kind}"


def look(folder: Path) -> dict[str, Image]:
    """Every file in the folder with photos, by name. Reads the first bytes and the size, unpacks nothing."""
    return {path.name: _look_at(path) for path in sorted(folder.glob("*.*"))}


def _look_at(path: Path) -> Image:
    data = b"" if path.is_symlink() else path.read_bytes()
    digest = hashlib.sha256(_RECIPE + data).hexdigest()[:16]
    try:
        with PIL.Image.open(io.BytesIO(data), formats=tuple(set(FORMATS.values()))) as opened:
            exif = opened.getexif()
            width, height = opened.size
            if exif.get(_ORIENTATION) in _TURNED:
                width, height = height, width
            return Image(path.name, digest, opened.format, width, height, len(data), bool(exif.get_ifd(_GPS)))
    except (OSError, ValueError, SyntaxError):
        return Image(path.name, digest, None, 0, 0, len(data))


def broken(images: Mapping[str, Image], content_dir: Path) -> list[str]:
    """Names of photos that begin well and cannot be unpacked, such as one that broke off. Looks at every pixel."""
    found = []
    for image in images.values():
        if image.usable:
            try:
                with PIL.Image.open(content_dir / FOLDER / image.name, formats=tuple(set(FORMATS.values()))) as opened:
                    opened.load()
            except (OSError, ValueError, SyntaxError):
                found.append(image.name)
    return found


def prepare(images: Mapping[str, Image], content_dir: Path, data_dir: Path) -> None:
    """Make all sizes of all photos that can be shown; what is there already stays, what is broken is left out."""
    for image in images.values():
        if image.usable:
            with suppress(OSError, ValueError, SyntaxError):
                make(image, content_dir, data_dir)


def make(image: Image, content_dir: Path, data_dir: Path) -> Path:
    """The folder with the sizes of one photo, made whole or not at all. Raises OSError for a file that is broken."""
    target = data_dir / FOLDER / image.digest
    if target.is_dir():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(mkdtemp(prefix=".", dir=target.parent))
    try:
        with PIL.Image.open(content_dir / FOLDER / image.name, formats=tuple(set(FORMATS.values()))) as opened:
            plain = _plain(opened)
        for width in image.widths:
            sized = plain.resize((width, image.height_at(width)), PIL.Image.Resampling.LANCZOS)
            sized.save(aside / f"{width}.webp", "WEBP", quality=78)
            sized.save(aside / f"{width}.jpg", "JPEG", quality=80, progressive=True, optimize=True)
        aside.chmod(0o755)
        try:
            aside.rename(target)
        except OSError:  # another process was first; the files are the same
            if not target.is_dir():
                raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return target


def tidy(data_dir: Path, keep: Iterable[str]) -> None:
    """Throw away the sizes of photos that are in no version any more. keep: digests."""
    folder, wanted = data_dir / FOLDER, set(keep)
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name not in wanted and not path.name.startswith("."):
            shutil.rmtree(path, ignore_errors=True)


def _plain(opened: PIL.Image.Image) -> PIL.Image.Image:
    """Upright, in sRGB, on white where it was see-through, and without any words or numbers of the camera."""
    upright = ImageOps.exif_transpose(opened)
    profile = upright.info.get("icc_profile")
    if profile and upright.mode in ("RGB", "RGBA", "L"):
        try:
            srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
            mode = "RGBA" if upright.mode == "RGBA" else "RGB"
            upright = ImageCms.profileToProfile(upright, io.BytesIO(profile), srgb, outputMode=mode) or upright
        except ImageCms.PyCMSError:  # a profile nobody can read: the colours as they are
            pass
    if upright.mode != "RGB":
        layered = upright.convert("RGBA")
        upright = PIL.Image.new("RGB", layered.size, "white")
        upright.paste(layered, mask=layered.getchannel("A"))
    upright.info.clear()
    return upright


def picture(image: Image, alt: str, sizes: str = SIZES) -> Markup:
    """The photo for a page: WebP where the browser knows it, else JPEG; the browser chooses the width."""
    sources = {kind: ", ".join(f"{image.address(w, kind)} {w}w" for w in image.widths) for kind in KINDS}
    width = image.widths[-1]
    return Markup(
        '<picture><source type="image/webp" srcset="{}" sizes="{}"><img src="{}" srcset="{}" sizes="{}" alt="{}" '
        'width="{}" height="{}" loading="lazy" decoding="async"></picture>'
    ).format(
        sources["webp"], sizes, image.address(width, "jpg"), sources["jpg"], sizes, alt, width, image.height_at(width)
    )  # fmt: skip


def figure(image: Image, alt: str, rights: str) -> Markup:
    """The photo with who made it under it."""
    return Markup('<figure class="wl-foto">{}<figcaption>{}</figcaption></figure>').format(picture(image, alt), rights)
