"""Everything that can be set from outside, in one place; the only reader of ``os.environ``."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

ROOT = Path(__file__).resolve().parent.parent
FORGE = re.compile(r"(?P<soort>github|gitlab|forgejo)\+(?P<adres>https?://[^\s#]+)(?:#(?P<tak>[\w./-]+))?")
"""``FORGE_URL``: kind of forge, address of the repository and, after #, the branch."""
ORIGIN = re.compile(r"https?://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?")
HERE = ("", "127.0.0.1", "::1", "localhost")
"""How a database on this machine is named, besides the folder of its socket."""
ENVIRONMENTS = ("ontwikkel", "test", "productie")


class SettingsError(ValueError):
    """One message that names every missing or wrong setting at once."""


@dataclass(frozen=True, slots=True)
class Oidc:
    """The identity provider of the organisation (OpenID Connect).

    issuer: as it stands in the tokens, without a slash at the end unless the provider writes one.
    acr, amr: when given, a token must have one of these values. max_age: seconds since the person signed in there.
    trust_email: link the first time also without ``email_verified``; only for a provider of the organisation itself.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    acr: tuple[str, ...] = ()
    amr: tuple[str, ...] = ()
    max_age: int | None = None
    trust_email: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of one installation.

    environment: ``ontwikkel`` (make run: demo accounts, mail viewer), ``test`` or ``productie``.
    secret_key: signs sessions, forms and links; at least 32 characters in production.
    secret_key_fallbacks: former secret keys, still read but never used for something new.
    database_url: SQLAlchemy URL; SQLite under ``data_dir`` unless given. In production a server on another machine
        must prove who it is (``sslmode=verify-full``).
    content_dir: the folder with ``regelingen/``, ``regio/`` and so on.
    bind, port: where ``make run`` listens.
    mail_url: ``smtp://user:pass@host:port`` (with STARTTLS, unless it is this machine) or ``smtps://...``; empty means
        mail stays in the viewer.
    forge_url: where editors change the content, like ``github+https://github.com/loket/site#main``; empty: no links.
    content_repo: git repository that ``content publiceer`` takes commits from.
    publish_secret, publish_branch: for the webhook of the forge; without a secret of 32 characters there is none.
    log_json: one JSON object per log line (always so in production unless ``LOG_VORM=tekst``).
    metrics_token: what a scraper of ``/metrics`` must show; empty: no such page. metrics_dir: shared by all processes.
    base_url: address of the site as employers see it, without a slash at the end; used in e-mail.
    second_factor: whether a local account needs a second factor to sign in; always so in production.
    oidc: the organisation's identity provider, or None.
    embed_origins: sites that may show search, the keuzehulp and regelingen in a frame, like ``https://www.stad.nl``.
    form_guard: whether public forms ask for patience and set limits; always so in production.
    leaked_passwords: file with the SHA-1 of leaked passwords, in order, one to a line; None when there is none.
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
    log_json: bool = False
    metrics_token: str = field(default="", repr=False)
    metrics_dir: str = ""
    secret_key_fallbacks: tuple[str, ...] = field(default=(), repr=False)
    second_factor: bool = False
    oidc: Oidc | None = None
    leaked_passwords: Path | None = None
    embed_origins: tuple[str, ...] = ()
    form_guard: bool = False

    @property
    def secrets(self) -> tuple[str, ...]:
        """The secret key and the former ones, newest first."""
        return (self.secret_key, *self.secret_key_fallbacks)

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
    problems += _database_problems(env.get("DATABASE_URL", ""), production=production)
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
    former = _list(env, "SECRET_KEY_FALLBACKS")
    if any(len(key) < 32 for key in former):
        problems.append("SECRET_KEY_FALLBACKS bevat een sleutel die korter is dan 32 tekens.")
    second_factor = env.get("TWEEDE_FACTOR", "ja" if production else "nee")
    if second_factor not in ("ja", "nee"):
        problems.append(f"TWEEDE_FACTOR moet ja of nee zijn, niet '{second_factor}'.")
    if production and second_factor == "nee":
        problems.append("TWEEDE_FACTOR kan in productie niet uit: een account met wachtwoord heeft ook een code nodig.")
    guard = env.get("FORMULIERWACHT", "nee" if environment == "test" else "ja")
    if guard not in ("ja", "nee"):
        problems.append(f"FORMULIERWACHT moet ja of nee zijn, niet '{guard}'.")
    if production and guard == "nee":
        problems.append("FORMULIERWACHT kan in productie niet uit: zonder komt elke robot in het postvak.")
    leaked = env.get("GELEKTE_WACHTWOORDEN", "")
    if leaked and not Path(leaked).is_file():
        problems.append(f"GELEKTE_WACHTWOORDEN wijst naar een bestand dat er niet is: {leaked}.")
    oidc = _oidc(env, problems, production=production)
    publish_secret = env.get("PUBLICEER_GEHEIM", "")
    if publish_secret and len(publish_secret) < 32:
        problems.append("PUBLICEER_GEHEIM is korter dan 32 tekens.")
    log_style = env.get("LOG_VORM", "json" if production else "tekst")
    if log_style not in ("json", "tekst"):
        problems.append(f"LOG_VORM moet json of tekst zijn, niet '{log_style}'.")
    embed_origins = _list(env, "INBEDDEN")
    for origin in embed_origins:
        if not ORIGIN.fullmatch(origin) or (production and not origin.startswith("https://")):
            problems.append(f"INBEDDEN bevat '{origin}'. Schrijf alleen het begin van het adres: https://www.stad.nl.")
    metrics_token = env.get("METRICS_TOKEN", "")
    if metrics_token and len(metrics_token) < 32:
        problems.append("METRICS_TOKEN is korter dan 32 tekens.")
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
        trusted_hosts=_list(env, "TRUSTED_HOSTS") or ((urlsplit(base_url).hostname or "",) if production else ()),
        proxies=int(proxies),
        bind=env.get("BIND", "127.0.0.1"),
        port=int(port),
        forge_url=forge,
        content_repo=Path(env.get("CONTENT_REPO", ROOT)).resolve(),
        publish_secret=publish_secret,
        publish_branch=env.get("PUBLICEER_TAK", "main"),
        log_json=log_style == "json",
        metrics_token=metrics_token,
        metrics_dir=env.get("PROMETHEUS_MULTIPROC_DIR", ""),
        secret_key_fallbacks=former,
        second_factor=second_factor == "ja",
        oidc=oidc,
        leaked_passwords=Path(leaked).resolve() if leaked else None,
        embed_origins=embed_origins,
        form_guard=guard == "ja",
    )


def _list(env: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in env.get(name, "").split(",") if part.strip())


def _database_problems(url: str, *, production: bool) -> list[str]:
    if not url:
        return []
    try:
        read = make_url(url)
    except (ArgumentError, ValueError):
        return ["DATABASE_URL klopt niet: bijvoorbeeld postgresql://gebruiker:wachtwoord@server/loket."]
    if production and _is_elsewhere(read) and read.query.get("sslmode") != "verify-full":
        return [
            "DATABASE_URL wijst naar een andere machine. "
            "Zet erachter: ?sslmode=verify-full&sslrootcert=/pad/naar/uitgever.pem."
        ]
    return []


def _is_elsewhere(url: URL) -> bool:
    """Whether the address names a PostgreSQL server on another machine."""
    named = [url.host or "", *url.normalized_query.get("host", ()), *url.normalized_query.get("hostaddr", ())]
    hosts = [host for part in named for host in part.split(",")]
    return url.drivername.startswith("postgres") and any(host not in HERE and host[0] != "/" for host in hosts)


def _oidc(env: Mapping[str, str], problems: list[str], *, production: bool) -> Oidc | None:
    """The identity provider, or None; what is wrong is added to ``problems``."""
    needed = {name: env.get(name, "").strip() for name in ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")}
    if not any(needed.values()):
        if any(env.get(name) for name in ("OIDC_ACR", "OIDC_AMR", "OIDC_MAX_AGE", "OIDC_EMAIL_VERTROUWD")):
            problems.append("OIDC_ISSUER ontbreekt, maar er staan wel andere instellingen die met OIDC_ beginnen.")
        return None
    problems += [f"{name} ontbreekt: {', '.join(needed)} horen bij elkaar." for name in needed if not needed[name]]
    issuer = needed["OIDC_ISSUER"]
    if issuer and not issuer.startswith("https://" if production else ("https://", "http://")):
        problems.append("OIDC_ISSUER moet met https:// beginnen.")
    max_age = env.get("OIDC_MAX_AGE", "")
    if max_age and (not max_age.isdigit() or not 60 <= int(max_age) <= 604_800):
        problems.append(f"OIDC_MAX_AGE moet een aantal seconden van 60 tot 604800 zijn, niet '{max_age}'.")
        max_age = ""
    trust = env.get("OIDC_EMAIL_VERTROUWD", "nee")
    if trust not in ("ja", "nee"):
        problems.append(f"OIDC_EMAIL_VERTROUWD moet ja of nee zijn, niet '{trust}'.")
    return Oidc(
        issuer=issuer,
        client_id=needed["OIDC_CLIENT_ID"],
        client_secret=needed["OIDC_CLIENT_SECRET"],
        acr=_list(env, "OIDC_ACR"),
        amr=_list(env, "OIDC_AMR"),
        max_age=int(max_age) if max_age else None,
        trust_email=trust == "ja",
    )
