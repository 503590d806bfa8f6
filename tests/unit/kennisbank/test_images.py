"""Photos: what is read from a file, which sizes are made, and what of the camera stays behind."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image as Pillow
from PIL import ImageCms

from app.kennisbank.images import FOLDER, KINDS, MAX_BYTES, Image, figure, look, make, picture, prepare, tidy
from app.kennisbank.render import to_html

ORIENTATION, GPS = 0x0112, 0x8825


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A folder of content with room for photos."""
    (tmp_path / "content" / FOLDER).mkdir(parents=True)
    return tmp_path / "content"


def save(content: Path, name: str, size: tuple[int, int] = (1600, 900), **options: object) -> Image:
    """A photo in the folder, left half red and right half blue."""
    photo = Pillow.new("RGB", size, "red")
    photo.paste("blue", (size[0] // 2, 0, *size))
    photo.save(content / FOLDER / name, **options)  # type: ignore[arg-type]
    return look(content / FOLDER)[name]


def opened(path: Path) -> Pillow.Image:
    return Pillow.open(io.BytesIO(path.read_bytes()))


def test_every_width_is_made_twice_and_is_as_high_as_said(content: Path, tmp_path: Path) -> None:
    image = save(content, "werk.jpg")
    made = make(image, content, tmp_path)
    assert image.widths == (480, 800, 1200)
    assert sorted(path.name for path in made.iterdir()) == sorted(f"{w}.{k}" for w in image.widths for k in KINDS)
    for width in image.widths:
        for kind, form in (("webp", "WEBP"), ("jpg", "JPEG")):
            sized = opened(made / f"{width}.{kind}")
            assert (sized.format, sized.size) == (form, (width, image.height_at(width)))


@pytest.mark.parametrize(("width", "widths"), [
    (480, (480,)), (481, (480, 481)), (800, (480, 800)), (1000, (480, 800, 1000)), (1200, (480, 800, 1200)),
    (5000, (480, 800, 1200)),
])  # fmt: skip
def test_a_photo_is_never_made_bigger_than_it_is(width: int, widths: tuple[int, ...]) -> None:
    assert Image("a.jpg", "x", "JPEG", width, 400, 9).widths == widths


def test_nothing_the_camera_wrote_is_left(content: Path, tmp_path: Path) -> None:
    exif = Pillow.Exif()
    exif[0x010F], exif[ORIENTATION] = "Cameramerk", 1
    exif[GPS] = {1: "N", 2: (51.0, 59.0, 0.0)}
    image = save(content, "werk.jpg", exif=exif, comment="geheime opmerking")
    assert image.located and b"Cameramerk" in (content / FOLDER / "werk.jpg").read_bytes()
    for path in make(image, content, tmp_path).iterdir():
        data = path.read_bytes()
        assert not opened(path).getexif()
        assert all(word not in data for word in (b"Cameramerk", b"geheime", b"Exif", b"EXIF", b"ICC_PROFILE")), path


def test_a_photo_taken_sideways_stands_upright(content: Path, tmp_path: Path) -> None:
    exif = Pillow.Exif()
    exif[ORIENTATION] = 6
    image = save(content, "staand.jpg", exif=exif)
    assert (image.width, image.height) == (900, 1600)
    sized = opened(make(image, content, tmp_path) / "480.jpg").convert("RGB")
    assert sized.size == (480, 853)
    red, _green, blue = sized.getpixel((240, 20))  # type: ignore[misc]
    assert red > 200 and blue < 60, "the left side of the file is the top of the photo"


def test_what_can_be_seen_through_becomes_white(content: Path, tmp_path: Path) -> None:
    Pillow.new("RGBA", (600, 300), (255, 0, 0, 0)).save(content / FOLDER / "logo.png")
    sized = opened(make(look(content / FOLDER)["logo.png"], content, tmp_path) / "600.jpg").convert("RGB")
    assert min(sized.getpixel((300, 150))) > 250  # type: ignore[arg-type]


def test_a_photo_with_a_colour_profile_is_made_in_srgb(content: Path, tmp_path: Path) -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    image = save(content, "profiel.jpg", icc_profile=lab)
    broken = save(content, "kapot.jpg", icc_profile=b"geen profiel")
    for each in (image, broken):
        sized = opened(make(each, content, tmp_path) / "480.webp")
        assert "icc_profile" not in sized.info
        assert sized.convert("RGB").getpixel((20, 20))[0] > 240  # type: ignore[index]


def test_making_again_changes_nothing_and_another_photo_has_another_address(content: Path, tmp_path: Path) -> None:
    image = save(content, "werk.jpg")
    before = {path.name: path.stat().st_mtime_ns for path in make(image, content, tmp_path).iterdir()}
    assert {path.name: path.stat().st_mtime_ns for path in make(image, content, tmp_path).iterdir()} == before
    other = save(content, "werk.jpg", (1600, 901))
    assert other.address(480, "jpg") != image.address(480, "jpg")


def test_only_photos_that_can_be_shown_are_made_and_old_ones_go(content: Path, tmp_path: Path) -> None:
    good = save(content, "werk.jpg", (500, 300))
    save(content, "klein.png", (100, 100))
    (content / FOLDER / "tekst.jpg").write_text("geen foto")
    (content / FOLDER / "link.jpg").symlink_to("werk.jpg")
    (content / FOLDER / "groot.jpg").write_bytes((content / FOLDER / "werk.jpg").read_bytes() + bytes(MAX_BYTES))
    images = look(content / FOLDER)
    assert {name for name, image in images.items() if image.usable} == {"werk.jpg"}
    assert images["link.jpg"].kind is None
    prepare(images, content, tmp_path)
    assert [path.name for path in (tmp_path / FOLDER).iterdir()] == [good.digest]
    tidy(tmp_path, [])
    assert list((tmp_path / FOLDER).iterdir()) == []


def test_a_file_that_breaks_off_leaves_nothing_behind(content: Path, tmp_path: Path) -> None:
    save(content, "werk.jpg")
    path = content / FOLDER / "werk.jpg"
    path.write_bytes(path.read_bytes()[:900])
    with pytest.raises(OSError, match="truncated"):
        make(look(content / FOLDER)["werk.jpg"], content, tmp_path)
    assert list((tmp_path / FOLDER).iterdir()) == []


def test_the_browser_is_told_everything_it_needs_to_choose() -> None:
    html = picture(Image("a.jpg", "abc", "JPEG", 1000, 500, 9), 'Een "brood" & < kaas')
    assert html.count("/beelden/abc/480.webp 480w, /beelden/abc/800.webp 800w, /beelden/abc/1000.webp 1000w") == 1
    assert html.count("/beelden/abc/480.jpg 480w, /beelden/abc/800.jpg 800w, /beelden/abc/1000.jpg 1000w") == 1
    assert 'src="/beelden/abc/1000.jpg"' in html and 'width="1000" height="500"' in html
    assert 'loading="lazy"' in html and html.count("sizes=") == 2
    assert 'alt="Een &#34;brood&#34; &amp; &lt; kaas"' in html


def test_an_image_in_the_text_gets_its_sizes_and_who_made_it() -> None:
    images = {"a.jpg": Image("a.jpg", "abc", "JPEG", 1000, 500, 9), "b.jpg": Image("b.jpg", "d", None, 0, 0, 9)}
    html = to_html('Tekst.\n\n![Een > brood](/beelden/a.jpg "Foto: <b>Ank</b>")\n\nMeer.', images)
    assert str(figure(images["a.jpg"], "Een > brood", "Foto: <b>Ank</b>")) in html
    assert "<p><figure" not in html and "<b>" not in html
    for unknown in ("/beelden/weg.jpg", "/beelden/b.jpg", "https://elders.example/a.jpg", "a.jpg", "data:image/png,x"):
        assert "img" not in to_html(f'![Een brood]({unknown} "Foto")', images)
