"""``make run``: one process that checks, migrates and serves, with the mail worker beside it.

Every foreseeable problem gives one Dutch line and a non-zero exit. Ctrl-C stops web and worker together.
"""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from typing import Any, NoReturn

from flask import Flask
from gunicorn.app.base import BaseApplication
from sqlalchemy.exc import SQLAlchemyError

from app import create_app, server
from app.contact.demo import DEMO_PASSWORD, demo_logins, load_demo
from app.contact.seeding import seed_installation
from app.core import clock
from app.core.db import Database
from app.core.errors import Unavailable
from app.core.migrate import upgrade
from app.kennisbank import images
from app.kennisbank.store import ContentRefused, open_store
from app.settings import ROOT, Settings, SettingsError, from_environ


def stop(message: str) -> NoReturn:
    """One clear line and a status that says it failed."""
    print(message, file=sys.stderr)
    raise SystemExit(1)


class Site(BaseApplication):  # type: ignore[misc]  # the package has no types
    """gunicorn around an application that was built before the workers fork."""

    def __init__(self, app: Flask, address: str, worker: subprocess.Popen[bytes]) -> None:
        self._app = app
        self._address = address
        self._worker = worker
        super().__init__()

    def load_config(self) -> None:
        """As ``app.server`` says, on loopback; logs to the terminal without addresses or query strings."""
        options: dict[str, Any] = {name: value for name, value in vars(server).items() if name in self.cfg.settings}
        options |= {"bind": self._address, "on_exit": lambda _server: end(self._worker)}
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application itself."""
        return self._app


def end(process: subprocess.Popen[bytes]) -> None:
    """Stop the worker and wait for it, at most ten seconds."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


def require_free_port(bind: str, port: int) -> None:
    """Stop with one line when somebody else listens on the port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
        except OSError:
            stop(f"Poort {port} is bezet. Kies een andere, bijvoorbeeld: PORT={port + 1} make run")


def prepare_database(settings: Settings) -> bool:
    """Migrate; the first time furnish a real installation or load demo data. Returns whether it has demo data."""
    db = Database(settings.database_url)
    try:
        upgrade(db)
        if settings.production:
            seed_installation(db, settings, now=clock.now(), report=lambda text: print(f"  {text}", flush=True))
            return False
        return load_demo(db, settings, report=lambda text: print(f"  {text}", flush=True))
    except (SQLAlchemyError, Unavailable, OSError) as error:
        cause = str(getattr(error, "orig", None) or error.__cause__ or error).strip().splitlines()[0]
        stop(f"De database kan niet worden geopend ({cause}). Controleer DATABASE_URL of DATA_DIR.")
    finally:
        db.dispose()


def main() -> None:
    """Start everything; returns when it is stopped."""
    began = time.monotonic()
    try:
        settings = from_environ()
    except SettingsError as error:
        stop(str(error))
    require_free_port(settings.bind, settings.port)
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        stop(f"De map {settings.data_dir} kan niet worden gemaakt ({error.strerror}). Controleer DATA_DIR.")
    print("Database bijwerken ...", flush=True)
    demo = prepare_database(settings)
    print("Inhoud nakijken en zoekindex maken ...", flush=True)
    try:
        content = open_store(settings.content_dir, settings.data_dir, clock.today())
        content.require_real(production=settings.production)
    except ContentRefused as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        stop(f"De inhoud heeft {len(error.problems)} fouten. Verbeter ze en start opnieuw.")
    images.prepare(content.catalogue.images, content.edition.folder, settings.data_dir)
    app = create_app(settings, content)
    for problem in content.problems:
        print(f"Let op, de laatste goede versie blijft staan: {problem}", file=sys.stderr)
    worker = subprocess.Popen([sys.executable, "-m", "app.cli", "worker", "--bewaakt"], cwd=ROOT)
    print(f"\nHet Werkgeversloket draait op {settings.base_url}  (gestart in {time.monotonic() - began:.1f} s)")
    if demo:
        print(f"E-mail bekijken: {settings.base_url}/ontwikkel/postvak")
        print(f"Inloggen: {settings.base_url}/inloggen met wachtwoord {DEMO_PASSWORD}")
        for name, email, role in demo_logins():
            print(f"  {email:32} {name} ({role})")
    print("Stoppen: Ctrl-C", flush=True)
    sys.argv = sys.argv[:1]
    Site(app, f"{settings.bind}:{settings.port}", worker).run()


if __name__ == "__main__":
    main()
