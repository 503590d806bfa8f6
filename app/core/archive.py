"""Unpacking a tar file that came from elsewhere: only plain files and folders, and only inside the target."""

from __future__ import annotations

import tarfile
from pathlib import Path, PurePosixPath


class UnsafeArchive(ValueError):
    """Something in the archive does not belong in a folder of ours."""


def unpack(archive: tarfile.TarFile, target: Path) -> None:
    """Write the files below ``target``. Raises UnsafeArchive for links, devices and paths that lead elsewhere.

    The library's own filter is used as well where it exists; the Python of Debian 12 does not have it yet.
    """
    members = archive.getmembers()
    for member in members:
        path = PurePosixPath(member.name)
        if path.is_absolute() or ".." in path.parts or not (member.isfile() or member.isdir()):
            raise UnsafeArchive(member.name)
    if hasattr(tarfile, "data_filter"):
        archive.extractall(target, members, filter="data")
    else:
        archive.extractall(target, members)  # noqa: S202 - every member was looked at
