"""Publishing content without a release: taken from git or a folder, checked aside, then served by every process."""

from __future__ import annotations

import fcntl
import io
import re
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Medewerker
from app.accounts.permissions import Rol
from app.core import audit, clock, mail, outbox
from app.core.archive import unpack
from app.core.audit import AuditEntry
from app.core.db import Database
from app.core.errors import DomainError, NotFound
from app.kennisbank import images, versions
from app.kennisbank.catalogue import Catalogue
from app.kennisbank.checks.images import unreadable
from app.kennisbank.frontmatter import Problem
from app.kennisbank.handover import announcement
from app.kennisbank.region import Regio
from app.kennisbank.store import build_edition, examine, serving

GIT_TIMEOUT = 120
SHOWN = 20
SYSTEM = "systeem"
PUBLISHED = "inhoud-gepubliceerd"
_COMMIT = re.compile(r"[0-9A-Za-z][\w./@^~{}-]{0,199}")
Report = Callable[[str], None]


class Refused(DomainError):
    """This content has errors, so what is served stays as it is."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(f"Niet gepubliceerd: {len(problems)} fouten. De vorige versie blijft staan.")


@dataclass(frozen=True, slots=True)
class Place:
    """Where content comes from and goes to.

    repository: a git repository; content_dir: the folder that is served while nothing was published. production: an
    example desk is refused.
    """

    repository: Path
    content_dir: Path
    data_dir: Path
    production: bool
    base_url: str


@dataclass(frozen=True, slots=True)
class Published:
    """What is served now. commit: the whole name in git, None for a folder."""

    version: str
    commit: str | None
    pages: int
    changed: bool


def publish(
    db: Database, place: Place, *, commit: str | None, actor: str, report: Report, newer_only: bool = False
) -> Published:
    """Check the content of ``commit`` (or of the folder) aside and let every process serve it.

    actor: id of a medewerker, or who else did it. newer_only: refuse a commit that is older than what is served or was
    ever served, so that a message sent again changes nothing, not even after ``go_back``. Raises Refused, and
    DomainError when git does not know the commit.
    """
    with _one_at_a_time(place.data_dir), TemporaryDirectory(prefix="publiceren-") as temporary:
        folder, name = place.content_dir, None
        if commit is not None:
            report("Ophalen uit git ...")
            name = resolve(place.repository, commit)
            if newer_only:
                _require_newer(db, place, name)
            folder = Path(temporary) / "inhoud"
            _export(place, name, folder)
        report("Inhoud nakijken ...")
        now = clock.now()
        catalogue, problems = examine(folder, clock.today())
        if catalogue is not None and place.production and catalogue.region.loket.voorbeeld:
            what = "Het adres en het telefoonnummer van het loket zijn een voorbeeld."
            file = f"regio/{catalogue.region.slug}.yaml"
            problems.append(Problem(file, 1, "loket.voorbeeld", what, "Vul de echte gegevens in."))
        if catalogue is not None:
            problems += unreadable(catalogue, folder)
        if catalogue is None or problems:
            _refuse(db, place, problems, name, actor, now)
            raise Refused(problems)
        report("Zoekindex maken ...")
        version = catalogue.version
        before = versions.current(place.data_dir)
        versions.keep(folder, place.data_dir, version)
        kept = versions.folder(place.data_dir, version)
        index = versions.index_folder(place.data_dir, version)
        build_edition(catalogue, clock.today(), place.data_dir, kept, index)
        _make_photos(place, catalogue, kept)
        report("Wachten tot alle processen klaar zijn ...")
        record = {"op": now.isoformat(), "door": actor, "commit": name}
        with announcement(place.data_dir, version, report), db.transaction() as session:
            report("Live zetten ...")
            _audit(session, now, actor, PUBLISHED, version, commit=name, vorige=before)
            versions.make_current(place.data_dir, version, record)
        versions.forget_refused(place.data_dir)
        return Published(version, name, sum(len(pages) for pages in catalogue.pages.values()), version != before)


def _make_photos(place: Place, catalogue: Catalogue, folder: Path) -> None:
    """The sizes of every photo before anybody asks for them; those of versions that are gone are thrown away."""
    images.prepare(catalogue.images, folder, place.data_dir)
    folders = [place.content_dir, *(versions.folder(place.data_dir, name) for name in versions.kept(place.data_dir))]
    photos = [photo for each in folders for photo in images.look(each / images.FOLDER).values()]
    images.tidy(place.data_dir, {photo.digest for photo in photos})


def go_back(db: Database, place: Place, *, version: str | None, actor: str, report: Report = lambda _text: None) -> str:
    """Serve an earlier version again: the one before the current one, or the one that is named. Returns its name."""
    with _one_at_a_time(place.data_dir):
        names = versions.kept(place.data_dir)
        live = versions.current(place.data_dir)
        if version is None:
            older = names[names.index(live) + 1 :] if live in names else names[1:]
            if not older:
                raise NotFound("Er is geen eerdere versie. Publiceer eerst: flask content publiceer")
            version = older[0]
        elif version not in names:
            raise NotFound(f"Versie {version} is er niet. Kies uit: {', '.join(names) or 'geen'}.")
        now = clock.now()
        with announcement(place.data_dir, version, report), db.transaction() as session:
            _audit(session, now, actor, "inhoud-teruggezet", version, vorige=live)
            versions.make_current(place.data_dir, version)
        versions.forget_refused(place.data_dir)
        return version


def resolve(repository: Path, commit: str) -> str:
    """The whole name of a commit; fetches once when it is not here yet. Raises DomainError."""
    if not _COMMIT.fullmatch(commit):
        raise DomainError(f"'{commit}' is geen commit.")
    question = ("rev-parse", "--verify", "--quiet", f"{commit}^{{commit}}")
    found = _git(repository, *question)
    if found.returncode and _git(repository, "remote").stdout.strip():
        _git(repository, "fetch", "--quiet", "--all")
        found = _git(repository, *question)
    if found.returncode:
        raise DomainError(f"git kent commit '{commit}' niet. Controleer de naam en CONTENT_REPO.")
    return found.stdout.decode().strip()


def _require_newer(db: Database, place: Place, commit: str) -> None:
    """A message that was sent again names a commit we had, or one below it. The log knows them all, also after
    ``go_back`` and also those that are not in the history of the branch any more.
    """
    live = versions.current(place.data_dir)
    known = versions.record_of(place.data_dir, live).get("commit") if live else None
    had = _had(db) | ({known} if known else set())
    if commit == known or not had:
        return
    newer = _git(place.repository, "rev-list", "--max-count=1", "--ignore-missing", commit, "--not", *sorted(had))
    if newer.returncode or not newer.stdout.strip():
        raise DomainError(
            f"Deze commit is ouder dan wat er staat, of stond er al eens. Toch? flask content publiceer {commit[:12]}"
        )


def _had(db: Database) -> set[str]:
    """Every commit that was ever published here."""
    published = (AuditEntry.object_type == "inhoud", AuditEntry.action == PUBLISHED)
    with db.reading() as session:
        return {row["commit"] for row in session.scalars(select(AuditEntry.details).where(*published)) if row["commit"]}


def _export(place: Place, commit: str, target: Path) -> None:
    """The content folder as it was in a commit."""
    prefix = "content"
    if place.content_dir.is_relative_to(place.repository):
        prefix = place.content_dir.relative_to(place.repository).as_posix()
    tree = f"{commit}:{prefix}" if _has(place.repository, f"{commit}:{prefix}") else commit
    packed = _git(place.repository, "archive", "--format=tar", tree)
    if packed.returncode:
        raise DomainError("git kan de inhoud van deze commit niet geven.")
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
        unpack(archive, target)


def _has(repository: Path, tree: str) -> bool:
    return _git(repository, "cat-file", "-e", tree).returncode == 0


def _git(repository: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = ["git", "-C", str(repository), *arguments]
    try:
        return subprocess.run(command, capture_output=True, check=False, timeout=GIT_TIMEOUT)  # noqa: S603 - no shell
    except (OSError, subprocess.TimeoutExpired) as error:
        raise DomainError("git antwoordt niet. Is het geïnstalleerd, en is CONTENT_REPO bereikbaar?") from error


@contextmanager
def _one_at_a_time(data_dir: Path) -> Iterator[None]:
    """Two publications at the same time go one after the other."""
    folder = versions.kept_folder(data_dir)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".slot").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _refuse(db: Database, place: Place, problems: list[Problem], commit: str | None, actor: str, now: datetime) -> None:
    """Leave a trace that people see: health page, werkplek, audit log, and a mail to who leads and edits."""
    said = [str(problem) for problem in problems[:SHOWN]]
    record: dict[str, object] = {
        "op": now.isoformat(),
        "door": actor,
        "commit": commit,
        "aantal": len(problems),
        "fouten": said,
    }
    versions.note_refused(place.data_dir, record)
    catalogue = serving(place.content_dir, place.data_dir)
    with db.transaction() as session:
        _audit(session, now, actor, "inhoud-geweigerd", commit or "map", aantal=len(problems))
        if catalogue is not None:
            _tell(session, place, catalogue.region, record, now)


def _tell(session: Session, place: Place, region: Regio, record: dict[str, object], now: datetime) -> None:
    for colleague in list_with_role(session, Rol.COORDINATOR, Rol.REDACTEUR):
        composed = mail.compose(
            "publicatie-mislukt",
            to=colleague.email,
            reply_to=region.loket.email,
            site=region.site,
            loket=region.loket,
            naam=colleague.naam,
            commit=record["commit"],
            aantal=record["aantal"],
            fouten=record["fouten"],
            link=f"{place.base_url}/werkplek/redactie",
        )
        outbox.enqueue(session, composed, reference="redactie", now=now)


def list_with_role(session: Session, *rollen: Rol) -> list[Medewerker]:
    """Colleagues who work here with one of these roles, by name."""
    people = session.scalars(select(Medewerker).where(Medewerker.actief).order_by(Medewerker.naam))
    return [person for person in people if set(person.rollen) & {rol.value for rol in rollen}]


def _audit(session: Session, now: datetime, actor: str, action: str, version: str, **details: object) -> None:
    audit.record(session, at=now, actor=actor, action=action, object_type="inhoud", object_id=version[:40], **details)
