"""``flask content voorbeeld``: the working tree in the browser, with live reload and marks on what changed."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from markupsafe import Markup
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from app.core import clock
from app.kennisbank.catalogue import Catalogue
from app.kennisbank.images import KINDS
from app.redactie.difference import path_of
from app.redactie.preview import WorkingTree, catalogue_at
from app.redactie.versions import NoVersion
from app.settings import ROOT, from_environ

OWN = "/voorbeeld/"
SCRIPT = """\
let versie = null;
setInterval(async () => {
  try {
    const nu = await (await fetch("/voorbeeld/versie", {cache: "no-store"})).text();
    if (versie !== null && nu !== versie) location.reload();
    versie = nu;
  } catch { versie = versie; }
}, 1000);
"""
STYLE = """\
.voorbeeld { background: #fff4ce; border-bottom: 3px solid #8a6100; color: #1a1a1a; font: 1rem/1.5 sans-serif;
  padding: .75rem 1rem }
.voorbeeld--fout { background: #fde7e9; border-color: #a4262c }
.voorbeeld ul { margin: .5rem 0; padding-left: 1.25rem }
.voorbeeld a { color: inherit }
"""
_HEAD = Markup(
    '<link rel="stylesheet" href="/voorbeeld/stijl.css"><script src="/voorbeeld/herladen.js" defer></script>'
)


class Preview:
    """WSGI layer around the site: a banner on every page, and the three addresses that reloading needs."""

    def __init__(self, site: Callable[..., Iterable[bytes]], tree: WorkingTree, ref: str) -> None:
        self._site = site
        self._tree = tree
        self._ref = ref

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """One request."""
        request = Request(environ)
        if request.path.startswith(OWN):
            return self._own(request.path.removeprefix(OWN))(environ, start_response)
        path = request.path
        response = Response.from_app(self._site, environ, buffered=True)
        if response.mimetype == "text/html" and response.status_code != 304:
            text = response.get_data(as_text=True).replace("</head>", f"{_HEAD}</head>", 1)
            before, body, after = text.partition("<body")
            tag, end, rest = after.partition(">")
            response.set_data(f"{before}{body}{tag}{end}{self._banner(path)}{rest}")
            for name in ("ETag", "Last-Modified"):
                response.headers.pop(name, None)
        response.headers["Cache-Control"] = "no-store"
        return response(environ, start_response)

    def _own(self, name: str) -> Response:
        found = {"stijl.css": (STYLE, "text/css"), "herladen.js": (SCRIPT, "text/javascript")}
        found["versie"] = (str(self._tree.version), "text/plain")
        text, kind = found.get(name, ("Dit adres bestaat niet.\n", "text/plain"))
        return Response(
            text, 200 if name in found else 404, {"Cache-Control": "no-store"}, content_type=f"{kind}; charset=utf-8"
        )

    def _banner(self, path: str) -> Markup:
        errors, tree = self._tree.errors, self._tree
        lines: list[Markup] = []
        if errors:
            lines.append(
                Markup("<p><strong>De inhoud heeft {} fouten. U ziet de laatste goede versie.</strong></p>").format(
                    len(errors)
                )
            )
            lines.append(_list(str(problem) for problem in errors))
        mark = tree.marks.get(path)
        if mark:
            lines.append(Markup("<p><strong>Deze pagina: {}</strong> (vergeleken met {}).</p>").format(mark, self._ref))
        lines += [_list(str(problem) for problem in tree.warnings(path))] if tree.warnings(path) else []
        links = Markup("").join(
            Markup('<li><a href="{}">{}</a>: {}</li>').format(where, where, what)
            for where, what in sorted(tree.marks.items())
        )
        summary = Markup("<summary>Voorbeeld. Gewijzigde pagina's: {}</summary>").format(len(tree.marks))
        lines.append(Markup("<details>{}<ul>{}</ul></details>").format(summary, links))
        kind = " voorbeeld--fout" if errors else ""
        return Markup('<section class="voorbeeld{}" aria-label="Voorbeeld">{}</section>').format(
            kind, Markup("").join(lines)
        )


class _Quiet(WSGIRequestHandler):
    """The terminal shows what is wrong in the content, not every file that a browser asks for."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


def _list(items: Iterable[str]) -> Markup:
    return Markup("<ul>{}</ul>").format(Markup("").join(Markup("<li>{}</li>").format(item) for item in items))


@click.command("voorbeeld")
@click.option("--poort", "port", default=8001, show_default=True, help="Poort op deze computer.")
@click.option("--met", "ref", default="main", show_default=True, help="Versie om mee te vergelijken.")
@click.option(
    "--naar", "target", type=click.Path(path_type=Path, file_okay=False), help="Schrijf alle pagina's in deze map."
)
@with_appcontext
def voorbeeld(port: int, ref: str, target: Path | None) -> None:
    """Bekijk de inhoud zoals zij wordt. Bewaart u een bestand, dan laadt de pagina opnieuw."""
    site = current_app._get_current_object()  # type: ignore[attr-defined]  # a proxy: the types see the app
    if "loket" not in site.extensions:
        raise click.ClickException("De inhoud heeft fouten en er is nog geen goede versie. Draai: flask content check")
    settings = from_environ()
    if target is not None:
        click.echo(f"{write_pages(site, target)} pagina's staan in {target}.")
        return
    with TemporaryDirectory() as data:
        old = _old(settings.content_dir, ref)
        tree = WorkingTree(site.extensions["loket"].content, settings.content_dir, Path(data), clock.today, old)
        tree.refresh()
        try:
            server = make_server("127.0.0.1", port, Preview(site, tree, ref), threaded=True, request_handler=_Quiet)
        except (OSError, SystemExit) as error:
            raise click.ClickException(f"Poort {port} is bezet. Kies een andere met --poort.") from error
        done = threading.Event()
        watcher = threading.Thread(target=_watch, args=(tree, done), daemon=True)
        watcher.start()
        click.echo(f"Voorbeeld: http://127.0.0.1:{port}  (stoppen: Ctrl-C)")
        try:
            server.serve_forever()
        finally:
            done.set()
            watcher.join(10)


def _old(content_dir: Path, ref: str) -> Catalogue | None:
    try:
        return catalogue_at(content_dir, ref)
    except NoVersion as error:
        click.echo(f"{error} Het voorbeeld laat niet zien wat gewijzigd is.", err=True)
        return None


def _watch(tree: WorkingTree, done: threading.Event) -> None:
    while not done.wait(0.5):
        if tree.refresh():
            for problem in tree.errors:
                click.echo(str(problem), err=True)
            click.echo(f"Opnieuw gemaakt ({len(tree.errors)} fouten).")


def write_pages(site: Flask, target: Path) -> int:
    """Every page as a file in ``target``, with what it needs beside it; returns how many pages."""
    catalogue: Catalogue = site.extensions["loket"].content.catalogue
    client = site.test_client()
    paths = list(_paths(catalogue))
    for path in paths:
        folder = target / path.strip("/")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "index.html").write_bytes(client.get(path).data)
    shutil.copytree(ROOT / "app/static", target / "static", dirs_exist_ok=True)
    (target / "merk.css").write_bytes(client.get("/merk.css").data)
    for image in catalogue.images.values():
        for address in (image.address(width, kind) for width in image.widths for kind in KINDS):
            answer = client.get(address)
            if answer.status_code == 200:
                file = target / address.strip("/")
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(answer.data)
    return len(paths)


def _paths(catalogue: Catalogue) -> Iterator[str]:
    yield from ("/", "/regelingen", "/artikelen", "/begrippen", "/succesverhalen")
    for shelf in (*catalogue.pages.values(), *catalogue.translations.values()):
        yield from (path_of(page) for page in shelf.values())
