"""What is unpacked stays inside its folder, with and without the library's own filter."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from app.core.archive import UnsafeArchive, unpack


def _archive(*members: tuple[str, bytes]) -> tarfile.TarFile:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as made:
        for name, kind in members:
            member = tarfile.TarInfo(name)
            member.type = kind
            member.linkname = "/etc/passwd"
            member.size = 5 if kind == tarfile.REGTYPE else 0
            made.addfile(member, io.BytesIO(b"tekst") if member.size else None)
    stream.seek(0)
    return tarfile.open(fileobj=stream)


@pytest.fixture(params=["with the filter", "as on Debian 12"])
def python(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both kinds of Python."""
    if request.param == "as on Debian 12":
        monkeypatch.delattr(tarfile, "data_filter", raising=False)


@pytest.mark.usefixtures("python")
@pytest.mark.filterwarnings("ignore:Python 3.14 will:DeprecationWarning")
def test_files_and_folders_are_written(tmp_path: Path) -> None:
    with _archive(("map", tarfile.DIRTYPE), ("map/a.md", tarfile.REGTYPE)) as archive:
        unpack(archive, tmp_path)
    assert (tmp_path / "map" / "a.md").read_bytes() == b"tekst"


@pytest.mark.usefixtures("python")
@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("../weg.md", tarfile.REGTYPE),
        ("map/../../weg.md", tarfile.REGTYPE),
        ("/weg.md", tarfile.REGTYPE),
        ("link", tarfile.SYMTYPE),
        ("hard", tarfile.LNKTYPE),
        ("pijp", tarfile.FIFOTYPE),
    ],
)
def test_nothing_leads_elsewhere(tmp_path: Path, name: str, kind: bytes) -> None:
    target = tmp_path / "doel"
    target.mkdir()
    with _archive((name, kind)) as archive, pytest.raises(UnsafeArchive):
        unpack(archive, target)
    assert list(tmp_path.rglob("*")) == [target]
