"""How fast is the site, beside a bare Flask handler on the same machine? Run: ``python bench/snelheid.py``.

Every scene is served by the same gunicorn (gthread, two workers, one core) as a bare Flask handler that returns a
constant of the same size; the load comes from another core. Both are measured in turn, several rounds, and the middle
counts. Figures are requests for one CPU second of the server, so the ratio holds on other machines too. It prints a
Markdown table (``--naar FILE`` writes it as well) and fails when a floor is not met. On a busy machine the ratios
hold within about a fifth; the waiting times do not.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode

import yaml
from _common import ALL_KINDS, CORES, ROOT, Load, Server, for_port, grow, request, say
from _site import COOKIE, contact_forms, database, published, site

from app.core import clock
from app.web.forms.guard import LEAST
from bench.zoeken import default_questions, read_questions

WARM_TIMES, WARM_AT_MOST = 8, 60.0
PAGES, LARGE, REQUESTS = 300, 10, 100_000
P99_MS, PRIVATE_MB, PRIVATE_LATER_MB, COLD_S = 50.0, 80.0, 130.0, 1.5
MOST_GROWTH = 1.5
GROWS = ("zoeken", "keuzehulp")
"""What shows or weighs more as there is more: searching, and a result with ten times the regelingen."""
CONCRETE = "v=1&situatie=kandidaat&groep=bijstand&loonwaarde=ja&register=ja&contract=vast&startdatum=2026-12-01&uren=24"
QUESTION = "v=1&situatie=kandidaat&groep=bijstand"
ONE_CORE = "één kern" if len(CORES) > 1 else "één kern, samen met de belasting"


@dataclass(frozen=True, slots=True)
class Scene:
    """What is asked, and how fast it must at least be: a share of the bare handler (None: only shown)."""

    name: str
    requests: tuple[str, ...]
    floor: float | None = None
    status: int = 200
    clients: int = 8
    paced: bool = True


def gzip_of(paths: Sequence[str], **headers: str) -> tuple[str, ...]:
    """Requests as browsers make them."""
    return tuple(request(path, {"Accept-Encoding": "gzip, deflate, br", **headers}) for path in paths)


def plain(paths: Sequence[str], **headers: str) -> tuple[str, ...]:
    return tuple(request(path, headers) for path in paths)


def scenes(server: Server, folder: Path, token: str) -> list[Scene]:
    """Everything that is measured, on one site."""
    slugs = sorted(path.stem for path in (folder / "regelingen").glob("*.md"))
    pages = [f"/regelingen/{slug}" for slug in slugs]
    terms = {name: yaml.safe_load((folder / f"termen/{name}.yaml").read_text(encoding="utf-8")) for name in
             ("fasen", "doelgroepen")}  # fmt: skip
    facets = [f"/regelingen?fase={fase['slug']}" for fase in terms["fasen"]["termen"]]
    facets += [f"{one}&doelgroep={each['slug']}" for one in facets[:3] for each in terms["doelgroepen"]["termen"][:6]]
    asked = [str(item["q"]) for item in read_questions(default_questions())]
    typed = [
        part for word in ("loonkosten", "proefplaatsing", "no-risk", "wajong", "ziek") for part in (word[:3], word)
    ]
    return [
        Scene("voorpagina", plain(["/"]), 1.2),
        Scene("voorpagina, gzip", gzip_of(["/"]), 1.2),
        Scene("regeling (alle in beurt)", plain(pages), 1.2),
        Scene("regeling, gzip", gzip_of(pages), 1.2),
        Scene("regelingen met facetten", plain(facets), 1.2),
        Scene("regeling voor wie een sessie heeft (niet klaargezet)", plain(pages, Cookie="loket=x")),
        Scene("facetten, niet klaargezet", plain(facets, Cookie="loket=x")),
        Scene("zoeken", plain([f"/zoeken?q={quote(q)}" for q in asked]), 0.10),
        Scene("zoeken, nooit twee keer hetzelfde getypt", plain([f"/zoeken?q={quote(q)}" for q in retyped(asked)])),
        Scene("suggesties", plain([f"/zoeken/suggesties?q={quote(part)}" for part in typed])),
        Scene("keuzehulp: vraag", plain([f"/keuzehulp/vraag?{QUESTION}"])),
        Scene("keuzehulp: uitkomst", plain([f"/keuzehulp/uitkomst?{query}" for query in cases(folder)]), 0.08),
        Scene(
            "keuzehulp: uitkomst, elke keer andere datum en uren",
            plain([f"/keuzehulp/uitkomst?{query}" for query in with_new_dates(cases(folder))]),
        ),
        Scene("keuzehulp: uitkomst met alle bedragen", plain([f"/keuzehulp/uitkomst?{CONCRETE}"])),
        Scene("contact: formulier", plain(["/contact"])),
        Scene(f"inbox met {REQUESTS} verzoeken", plain(["/werkplek"], Cookie=f"{COOKIE}={token}"), 0.06),
        Scene("contact: versturen (duurzaam opgeslagen)", contact_forms(server), 0.10, 303, 16),
    ]


def retyped(asked: Sequence[str]) -> list[str]:
    """Every question in many spellings with the same answer, more than the search engine remembers."""
    chance = random.Random(1)
    return ["".join(chance.choice((c.lower(), c.upper())) for c in q) for _ in range(8) for q in asked]


def cases(folder: Path) -> list[str]:
    """The answers of all scenarios that the content describes, as addresses."""
    found = []
    for path in sorted((folder / "keuzehulp/scenarios").glob("*.yaml")):
        for case in yaml.safe_load(path.read_text(encoding="utf-8"))["scenarios"]:
            given = {name: ",".join(map(str, value)) if isinstance(value, list) else str(value)
                     for name, value in case["antwoorden"].items()}  # fmt: skip
            found.append(urlencode({"v": "1"} | given))
    return found


def with_new_dates(queries: Sequence[str]) -> list[str]:
    """The same cases, each with a start date, hours and a wage of its own: more of them than a process keeps."""
    chance, first, found = random.Random(1), clock.today(), []
    for query in [*queries] * 8:
        start = first + timedelta(chance.randrange(300))
        own = {"startdatum": str(start), "uren": str(chance.randint(8, 40)), "uurloon": str(chance.randint(15, 30))}
        found.append(urlencode(dict(parse_qsl(query)) | own))
    return found


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. best: the middle of the rounds."""

    scene: Scene
    bare: float
    ours: float
    free: Load
    busy: Load | None

    @property
    def ratio(self) -> float:
        return self.ours / self.bare


def measure(ours: Server, scene: Scene, rounds: int, seconds: float) -> Row:
    """Ours and the bare handler in turn."""
    requests = for_port(scene.requests, ours.port)
    seen, until = 0, time.monotonic() + WARM_AT_MOST
    while seen < WARM_TIMES * len(requests) and time.monotonic() < until:  # each worker makes each page once
        warm = ours.load(requests, 2.0, connections=scene.clients, status=scene.status)
        seen += len(warm.times)
    if warm.wrong or not warm.times:
        raise SystemExit(f"{scene.name}: {warm.wrong} van {len(warm.times)} antwoorden waren niet {scene.status}")
    size = max(200, warm.size - 900)
    bare_rates, our_rates, last = [], [], warm
    with Server("bench._bare:app", {"BENCH_MATEN": str(size)}) as bare:
        constant = for_port([request(f"/{size}")], bare.port)
        bare.load(constant, 0.5, connections=scene.clients)
        for _ in range(rounds):
            bare_rates.append(bare.load(constant, seconds, connections=scene.clients).per_cpu)
            last = ours.load(requests, seconds, connections=scene.clients, status=scene.status)
            our_rates.append(last.per_cpu)
            if last.wrong:
                raise SystemExit(f"{scene.name}: {last.wrong} antwoorden waren niet {scene.status}")
    busy = None
    if scene.paced:
        busy = ours.load(requests, seconds * 2, connections=64, rate=last.rate * 0.6, status=scene.status)
    row = Row(scene, statistics.median(bare_rates), statistics.median(our_rates), last, busy)
    waited = f", p99 bij 60% {busy.at(0.99):.0f} ms" if busy else ""
    say(f"  {scene.name}: {row.ours:,.0f} per CPU-seconde, {row.ratio:.0%} van kaal{waited}")
    return row


def table(rows: Sequence[Row]) -> list[str]:
    lines = [
        "| wat | kB | per CPU-seconde | kaal | verhouding | bodem | p50/p99 ms, vol | p50/p99 ms, 60% |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for row in rows:
        floor = f"{row.scene.floor:.0%}" if row.scene.floor else "-"
        busy = f"{row.busy.at(0.5):.1f} / {row.busy.at(0.99):.1f}" if row.busy else "-"
        lines.append(
            f"| {row.scene.name} | {row.free.size / 1000:.1f} | {row.ours:,.0f} | {row.bare:,.0f} | {row.ratio:.0%} | "
            f"{floor} | {row.free.at(0.5):.1f} / {row.free.at(0.99):.1f} | {busy} |"
        )
    return lines


def below(rows: Sequence[Row]) -> list[str]:
    """Floors that are not met."""
    wrong = [f"{r.scene.name}: {r.ratio:.0%}, bodem {r.scene.floor:.0%}" for r in rows
             if r.scene.floor and r.ratio < r.scene.floor]  # fmt: skip
    return wrong + [
        f"{r.scene.name}: p99 {r.busy.at(0.99):.0f} ms" for r in rows if r.busy and r.busy.at(0.99) > P99_MS
    ]


def flood(data: Path, folder: Path, url: str, rounds: int, seconds: float) -> Row:
    """Questions of one place, with the limits on: nearly all of them are counted and wait for a person."""
    with site(data, folder, url, guard=True) as server:
        forms = contact_forms(server)
        time.sleep(LEAST + 1)
        scene = Scene("contact: stortvloed, geteld en naar de quarantaine", forms, status=303, clients=16)
        return measure(server, scene, rounds, seconds)


def read_everything(server: Server, folder: Path) -> None:
    """Every page once, in both languages, so that memory is what it is after a day."""
    paths = [f"/{path.parent.name}/{path.stem}" for kind in ("regelingen", "artikelen", "begrippen", "succesverhalen")
             for path in (folder / kind).glob("*.md")]  # fmt: skip
    for _worker in server.workers * 2:
        server.load(for_port(gzip_of([*paths, *(f"/en{path}" for path in paths)]), server.port), 3.0)


def publication(server: Server, data: Path, folder: Path, seconds: float) -> tuple[list[str], list[str]]:
    """Publish a change while people read and search; memory before and after. Lines, and floors not met."""
    read_everything(server, folder)
    before = server.private()
    page = folder / "regelingen/proefplaatsing.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n\nDeze zin is nieuw.\n", encoding="utf-8")
    paths = ["/", "/regelingen/no-riskpolis", "/zoeken?q=ziek", "/regelingen"]
    rate = 0.6 * server.load(for_port(plain(paths), server.port), 2.0).rate
    command = [sys.executable, str(ROOT / "bench/snelheid.py"), "--publiceer", str(data), str(folder)]
    other = {CORES[-1]}
    began = time.perf_counter()
    publisher = subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(ROOT)},
                                 preexec_fn=lambda: os.sched_setaffinity(0, other))  # fmt: skip
    waits: list[float] = []
    wrong = 0
    while publisher.poll() is None or time.perf_counter() - began < seconds:
        seen = server.load(for_port(plain(paths), server.port), 1.0, connections=64, rate=rate)
        waits += seen.times
        wrong += seen.wrong
    waits.sort()
    took = time.perf_counter() - began
    read_everything(server, folder)
    after = server.private()
    found = Load(waits, wrong, 0, took)
    lines = [
        f"| eigen geheugen per worker, {PAGES} pagina's, gelezen | {max(before):.0f} MB | < {PRIVATE_MB:.0f} MB |",
        f"| na een publicatie, alles opnieuw gelezen | {max(after):.0f} MB | < {PRIVATE_LATER_MB:.0f} MB |",
        f"| tijdens een publicatie bij 60%: verzoeken, mislukt, p50, p99, langste | {len(waits)}, {wrong}, "
        f"{found.at(0.5):.1f} ms, {found.at(0.99):.0f} ms, {found.at(1.0):.0f} ms | geen mislukt |",
    ]
    missed = [
        f"geheugen: {max(each):.0f} MB, bodem {floor:.0f} MB"
        for each, floor in ((before, PRIVATE_MB), (after, PRIVATE_LATER_MB))
        if max(each) >= floor
    ]
    return lines, missed + ([f"publicatie: {wrong} verzoeken mislukt"] if wrong else [])


def growth(
    small: Server, big: Server, few: Server, many: Server, tokens: tuple[str, str], seconds: float
) -> tuple[list[str], list[str]]:
    """How the cost of a page changes with ten times the content, and of the inbox with ten times the requests.

    Lines, and what grew that may not grow.
    """
    outcome = f"/keuzehulp/uitkomst?{CONCRETE}"
    content = [
        ("voorpagina", plain(["/"])),
        ("regeling", plain(["/regelingen/no-riskpolis"])),
        ("regeling, niet klaargezet", plain(["/regelingen/no-riskpolis"], Cookie="loket=x")),
        ("zoeken", plain(["/zoeken?q=proefplaatsing"])),
        ("keuzehulp: uitkomst", plain([outcome])),
    ]
    changes = [
        (f"{name}, {LARGE}x de inhoud", cost(small, asked, seconds), cost(big, asked, seconds))
        for name, asked in content
    ]
    inbox = [plain(["/werkplek"], Cookie=f"{COOKIE}={token}") for token in tokens]
    fewer, more = cost(few, inbox[0], seconds), cost(many, inbox[1], seconds)
    changes.append((f"inbox, {REQUESTS // LARGE} -> {REQUESTS} verzoeken", fewer, more))
    lines = [
        f"| {what} | {before:.2f} -> {after:.2f} ms CPU | {after / before:.2f} |" for what, before, after in changes
    ]
    grown = [
        f"{what}: {after / before:.2f} keer zo duur"
        for what, before, after in changes
        if not what.startswith(GROWS) and after > MOST_GROWTH * before
    ]
    return lines, grown


def cost(server: Server, asked: Sequence[str], seconds: float) -> float:
    """Milliseconds of CPU for one answer."""
    requests = for_port(asked, server.port)
    server.load(requests, 1.0)
    seen = server.load(requests, seconds)
    if seen.wrong or not seen.times:
        raise SystemExit(f"{asked[0].split(' ')[1]}: {seen.wrong} van {len(seen.times)} antwoorden waren niet 200")
    return 1000 / seen.per_cpu


def main() -> int:
    """Measure everything and print the tables; 1 when a floor is not met."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rondes", type=int, default=5)
    parser.add_argument("--seconden", type=float, default=3.0)
    parser.add_argument("--alleen", default="", help="alleen scènes waar dit in de naam staat")
    parser.add_argument("--kort", action="store_true", help="zonder geheugen, publicatie en groei")
    parser.add_argument("--naar", type=Path, help="schrijf de tabellen ook hierheen")
    parser.add_argument("--publiceer", nargs=2, type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.publiceer:
        published(*options.publiceer)
        return 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the servers stop too
    temporary = Path(tempfile.mkdtemp(prefix="snelheid-"))
    try:
        return measure_all(temporary, options)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def measure_all(temporary: Path, options: argparse.Namespace) -> int:
    data, folder = temporary / "data", temporary / "inhoud"
    data.mkdir()
    pages = grow(folder, PAGES)
    say(f"{pages} pagina's publiceren ...")
    published(data, folder)
    say(f"{REQUESTS} verzoeken klaarzetten ...")
    url, token = database(temporary / "veel.sqlite3", REQUESTS)
    untouched = f"sqlite:///{shutil.copy(temporary / 'veel.sqlite3', temporary / 'groei.sqlite3')}"
    out, wrong = [], []
    with ExitStack() as running:
        server = running.enter_context(site(data, folder, url))
        chosen = [scene for scene in scenes(server, folder, token) if options.alleen in scene.name]
        say(f"{len(chosen)} scènes, {options.rondes} rondes van {options.seconden} s, {ONE_CORE}:")
        rows = [measure(server, scene, options.rondes, options.seconden) for scene in chosen]
    if "contact" in options.alleen or not options.alleen:
        rows.append(flood(data, folder, url, options.rondes, options.seconden))
    out += table(rows)
    wrong += below(rows)
    say("\n".join(out))
    if not options.kort:
        say("Opstarten, geheugen en een publicatie ...")
        cold = []
        for _ in range(3):
            with site(data, folder, url) as server:
                cold.append(server.started_in)
        out += ["", "| maat | gemeten | bodem |", "|---|--:|--:|"]
        out.append(f"| opstarten tot het eerste antwoord, {pages} pagina's | {min(cold):.2f} s | < {COLD_S} s |")
        wrong += [f"opstarten: {min(cold):.2f} s, bodem {COLD_S} s"] if min(cold) >= COLD_S else []
        with site(data, folder, url) as server:
            lines, missed = publication(server, data, folder, 6.0)
        out, wrong = out + lines, wrong + missed
        say("\n".join(lines))
        say(f"{LARGE}x zoveel inhoud, {LARGE}x zo weinig verzoeken ...")
        larger, large_data = temporary / "veel-inhoud", temporary / "veel-data"
        large_data.mkdir()
        grow(larger, PAGES * LARGE, ALL_KINDS)
        published(large_data, larger)
        less, other = database(temporary / "weinig.sqlite3", REQUESTS // LARGE)
        with (
            site(data, folder, untouched) as small,
            site(large_data, larger, untouched) as big,
            site(data, folder, less) as few,
        ):
            out += ["", "| groei | kosten | factor |", "|---|--:|--:|"]
            lines, missed = growth(small, big, few, small, (other, token), options.seconden)
        out, wrong = out + lines, wrong + missed
    text = "\n".join(out)
    print(text)
    if options.naar:
        options.naar.write_text(text + "\n", encoding="utf-8")
    for line in wrong:
        say(f"Onder de bodem: {line}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
