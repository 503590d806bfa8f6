"""Everything that can be set from outside, in one place; the only reader of ``os.environ``."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FORGE = re.compile(r"(?P<soort>github|gitlab|forgejo)\+(?P<adres>https?://[^\s#]+)(?:#(?P<tak>[\w./-]+))?")
"""``FORGE_URL``: kind of forge, address of the repository and, after #, the branch."""
ENVIRONMENTS = ("ontwikkel", "test", "productie")


class SettingsError(ValueError):
    """One message that names every missing or wrong setting at once."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of one installation.

    environment: ``ontwikkel`` (make run: demo accounts, mail viewer), ``test`` or ``productie``.
    secret_key: signs sessions, forms and links; at least 32 characters in production.
    database_url: SQLAlchemy URL; SQLite under ``data_dir`` unless given.
    content_dir: the folder with ``regelingen/``, ``regio/`` and so on.
    bind, port: where ``make run`` listens.
    mail_url: ``smtp://user:pass@host:port`` or ``smtps://...``; empty means mail stays in the viewer.
    forge_url: where editors change the content, like ``github+https://github.com/loket/site#main``; empty: no links.
    content_repo: git repository that ``content publiceer`` takes commits from.
    publish_secret, publish_branch: for the webhook of the forge; without a secret of 32 characters there is none.
    base_url: address of the site as employers see it, without a slash at the end; used in e-mail.
    """

    environment: str
    secret_key: str = field(repr=False)
    data_dir: Path
    database_url: str = field(repr=False)
    content_dir: Path
    base_url: str
    mail_url: str = field(default="", repr=False)
    mail_from: str = ""
    trusted_hosts: tuple[str, ...] = ()
    proxies: int = 0
    bind: str = "127.0.0.1"
    port: int = 8000
    forge_url: str = ""
    content_repo: Path = ROOT
    publish_secret: str = field(default="", repr=False)
    publish_branch: str = "main"

    @property
    def production(self) -> bool:
        return self.environment == "productie"

    @property
    def mail_viewer(self) -> bool:
        """The viewer at /ontwikkel/postvak exists only where no real mail leaves and never in production."""
        return not self.production and not self.mail_url


def from_environ(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; raises ``SettingsError`` naming all problems together."""
    env = os.environ if environ is None else environ
    problems: list[str] = []
    environment = env.get("LOKET_OMGEVING", "ontwikkel")
    if environment not in ENVIRONMENTS:
        problems.append(f"LOKET_OMGEVING moet een van {', '.join(ENVIRONMENTS)} zijn, niet '{environment}'.")
    production = environment == "productie"
    secret = env.get("SECRET_KEY", "")
    if production and len(secret) < 32:
        problems.append("SECRET_KEY ontbreekt of is korter dan 32 tekens.")
    port = env.get("PORT", "8000")
    if not port.isdigit() or not 0 < int(port) < 65536:
        problems.append(f"PORT moet een getal van 1 tot 65535 zijn, niet '{port}'.")
    base_url = env.get("BASE_URL", "" if production else f"http://127.0.0.1:{port}").rstrip("/")
    if not base_url.startswith(("http://", "https://")):
        problems.append("BASE_URL ontbreekt: het adres van de site, bijvoorbeeld https://loket.voorbeeld.nl.")
    mail_url = env.get("MAIL_URL", "")
    if production and not mail_url:
        problems.append("MAIL_URL ontbreekt: bijvoorbeeld smtp://gebruiker:wachtwoord@mail.voorbeeld.nl:587.")
    if mail_url and not mail_url.startswith(("smtp://", "smtps://")):
        problems.append("MAIL_URL moet met smtp:// of smtps:// beginnen.")
    mail_from = env.get("MAIL_FROM", "")
    if production and "@" not in mail_from:
        problems.append("MAIL_FROM ontbreekt: het afzenderadres van de e-mail.")
    proxies = env.get("PROXIES", "0")
    if not proxies.isdigit():
        problems.append(f"PROXIES moet een aantal zijn, niet '{proxies}'.")
    forge = env.get("FORGE_URL", "")
    if forge and not FORGE.fullmatch(forge):
        problems.append("FORGE_URL moet lijken op github+https://github.com/loket/site#main (of gitlab+, of forgejo+).")
    publish_secret = env.get("PUBLICEER_GEHEIM", "")
    if publish_secret and len(publish_secret) < 32:
        problems.append("PUBLICEER_GEHEIM is korter dan 32 tekens.")
    if problems:
        raise SettingsError("De instellingen kloppen niet:\n- " + "\n- ".join(problems))
    data_dir = Path(env.get("DATA_DIR", ROOT / "var")).resolve()
    return Settings(
        environment=environment,
        secret_key=secret or "alleen-voor-ontwikkeling-niet-geheim",
        data_dir=data_dir,
        database_url=env.get("DATABASE_URL") or f"sqlite:///{data_dir / 'loket.sqlite3'}",
        content_dir=Path(env.get("CONTENT_DIR", ROOT / "content")).resolve(),
        base_url=base_url,
        mail_url=mail_url,
        mail_from=mail_from or "loket@voorbeeld.nl",
        trusted_hosts=tuple(h.strip() for h in env.get("TRUSTED_HOSTS", "").split(",") if h.strip()),
        proxies=int(proxies),
        bind=env.get("BIND", "127.0.0.1"),
        port=int(port),
        forge_url=forge,
        content_repo=Path(env.get("CONTENT_REPO", ROOT)).resolve(),
        publish_secret=publish_secret,
        publish_branch=env.get("PUBLICEER_TAK", "main"),
    )
