"""How well and how fast does the search work, beside plain Whoosh? Run: ``python bench/zoeken.py [--vragen FILE]``.

FILE is JSON (a list of {"id", "soort", "q", "relevant": {page: 1..3}}) or YAML as tests/content/data/zoekvragen.yaml.
Without it bench/data/zoekvragen.json is used, or else the questions of the tests. A page judged 2 or 3 is right.
Every engine at every size runs in a process of its own; 20x adds pages made of sentences from the real ones.
"""

from __future__ import annotations

import argparse
import gc
import json
import math
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import yaml  # noqa: E402
from whoosh.analysis import LanguageAnalyzer  # noqa: E402
from whoosh.fields import ID, TEXT, Schema  # noqa: E402
from whoosh.index import create_in  # noqa: E402
from whoosh.qparser import MultifieldParser, OrGroup  # noqa: E402

from app.core import clock  # noqa: E402
from app.kennisbank.catalogue import load  # noqa: E402
from app.kennisbank.zoeken import Document, SearchEngine, documents_of, synonyms  # noqa: E402

CONTENT = ROOT / "content"
PASSES = 5
WORST = 10
Find = Callable[[str], list[str]]


def read_questions(path: Path) -> list[dict[str, Any]]:
    """The judged questions of a file, each with ``q`` and ``relevant``."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".json":
        found: list[dict[str, Any]] = json.loads(text)
        return found
    rows = yaml.safe_load(text)["vragen"]
    return [
        {**row, "relevant": {**dict.fromkeys(row.get("ook", ()), 2), **dict.fromkeys(row["goed"], 3)}} for row in rows
    ]


def default_questions() -> Path:
    own = ROOT / "bench" / "data" / "zoekvragen.json"
    return own if own.is_file() else ROOT / "tests" / "content" / "data" / "zoekvragen.yaml"


def filler(documents: Sequence[Document], times: int) -> list[Document]:
    """Pages that look like the real ones, made of their sentences; always the same ones."""
    chance = random.Random(20261122)
    sentences = [s for d in documents for s in re.split(r"(?<=[.?!])\s+|\n", d.tekst) if len(s) > 20]
    headings = [h for d in documents for h in (*d.koppen, *d.vragen)]
    made = []
    for number in range(len(documents) * (times - 1)):
        like = documents[number % len(documents)]
        made.append(
            replace(
                like,
                soort="artikel",
                slug=f"vulling-{number}",
                titel=f"{chance.choice(headings)} ({number})",
                lekentaal=(),
                namen=(),
                koppen=tuple(chance.sample(headings, 2)),
                vragen=tuple(chance.sample(headings, 2)),
                samenvatting=chance.choice(sentences),
                tekst="\n".join(chance.sample(sentences, 20)),
                belang=0,
            )
        )
    return made


def ours(documents: Sequence[Document], folder: Path) -> Find:
    words = synonyms.load(CONTENT)
    if not isinstance(words, synonyms.Synonyms):
        raise SystemExit("\n".join(map(str, words)))
    engine = SearchEngine(documents, words, folder, remember=0)
    return lambda q: [hit.id for hit in engine.search(q, limit=10).treffers]


def plain(documents: Sequence[Document], folder: Path) -> Find:
    """Whoosh as it comes: Dutch analyzer, three fields, any word may match."""
    analyzer = LanguageAnalyzer("nl")
    folder.mkdir()
    schema = Schema(
        id=ID(stored=True),
        titel=TEXT(analyzer, field_boost=4.0),
        leken=TEXT(analyzer, field_boost=2.5),
        tekst=TEXT(analyzer),
    )
    index = create_in(str(folder), schema)
    writer = index.writer()
    for document in documents:
        text = " ".join((document.samenvatting, *document.koppen, *document.vragen, document.tekst))
        writer.add_document(id=document.id, titel=document.titel, leken=" . ".join(document.lekentaal), tekst=text)
    writer.commit()
    searcher = index.searcher()
    parser = MultifieldParser(["titel", "leken", "tekst"], schema, group=OrGroup)

    def find(q: str) -> list[str]:
        typed = " ".join(word for word in re.findall(r"\w+", q) if word not in ("AND", "OR", "NOT", "TO"))
        return [str(hit["id"]) for hit in searcher.search(parser.parse(typed), limit=10)]

    return find


ENGINES: dict[str, Callable[[Sequence[Document], Path], Find]] = {"Werkgeversloket": ours, "Whoosh kaal": plain}


def gain(relevant: Mapping[str, int], found: Sequence[str]) -> float:
    """nDCG of the first ten: graded, discounted, 1 for the best order there is."""

    def summed(grades: Sequence[int]) -> float:
        return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades[:10]))

    return summed([relevant.get(page, 0) for page in found]) / (summed(sorted(relevant.values(), reverse=True)) or 1)


def memory() -> float:
    """Memory of this process now, in MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def measure(name: str, times: int, questions: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Everything about one engine at one size, in this process."""
    catalogue, problems = load(CONTENT)
    if catalogue is None:
        raise SystemExit("\n".join(map(str, problems)))
    documents = documents_of(catalogue, clock.today())
    documents += filler(documents, times)
    gc.collect()
    before = memory()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "index"
        start = time.process_time()
        find = ENGINES[name](documents, folder)
        build = time.process_time() - start
        disk = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        cold, rows = [], []
        for question in questions:
            started = time.process_time()
            found = find(question["q"])
            cold.append(time.process_time() - started)
            right = [place for place, page in enumerate(found, 1) if question["relevant"].get(page, 0) >= 2]
            rows.append((question, found, right[0] if right else 0))
        cpu, wall = [], []
        for _ in range(PASSES):
            for question in questions:
                w, c = time.perf_counter(), time.process_time()
                find(question["q"])
                cpu.append(time.process_time() - c)
                wall.append(time.perf_counter() - w)
    ranks = [rank for _, _, rank in rows]
    return {
        "documenten": len(documents),
        "s1": sum(rank == 1 for rank in ranks) / len(ranks),
        "s3": sum(0 < rank <= 3 for rank in ranks) / len(ranks),
        "mrr": statistics.fmean(1 / rank if rank else 0.0 for rank in ranks),
        "ndcg": statistics.fmean(gain(q["relevant"], found) for q, found, _ in rows),
        "leeg": sum(not found for _, found, _ in rows),
        "cpu": [at(cpu, 0.5), at(cpu, 0.99)],
        "wand": [at(wall, 0.5), at(wall, 0.99)],
        "koud": [at(cold, 0.5), at(cold, 0.99)],
        "bouw": build,
        "schijf": disk / 1e6,
        "geheugen": memory() - before,
        "slechtste": [
            {
                "q": q["q"],
                "plaats": rank,
                "gevonden": found[:3],
                "goed": [p for p, g in q["relevant"].items() if g >= 2],
            }
            for q, found, rank in sorted(
                rows, key=lambda row: (1 / row[2] if row[2] else 0.0, gain(row[0]["relevant"], row[1]))
            )
        ][:WORST],
    }


def at(values: Sequence[float], share: float) -> float:
    """A percentile in milliseconds."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] * 1000


def show(name: str, times: int, found: Mapping[str, Any]) -> None:
    numbers = [f"{found['s1']:.0%}", f"{found['s3']:.0%}", f"{found['mrr']:.3f}", f"{found['ndcg']:.3f}", found["leeg"]]
    numbers += [f"{a:.2f}/{b:.2f}" for a, b in (found["cpu"], found["wand"], found["koud"])]
    numbers += [f"{found['bouw']:.2f}", f"{found['schijf']:.2f}", f"{found['geheugen']:.0f}"]
    print(f"| {name} | {times}x ({found['documenten']}) | " + " | ".join(map(str, numbers)) + " |")


def main() -> None:
    parser = argparse.ArgumentParser(description="Meet het zoeken.")
    parser.add_argument("--vragen", type=Path, default=None, help="bestand met beoordeelde vragen (json of yaml)")
    parser.add_argument("--maal", type=int, nargs="+", default=[1, 20], help="hoe vaak de inhoud (standaard 1 en 20)")
    parser.add_argument("--een", choices=ENGINES, help=argparse.SUPPRESS)
    options = parser.parse_args()
    path: Path = options.vragen or default_questions()
    if options.een:
        print(json.dumps(measure(options.een, options.maal[0], read_questions(path))))
        return
    print(f"{len(read_questions(path))} vragen uit {path.name}; tijden p50/p99 in ms, bouw in s CPU, de rest in MB\n")
    heads = "zoeker|inhoud|s@1|s@3|MRR@10|nDCG@10|leeg|cpu|wand|eerste keer|bouw|schijf|geheugen"
    print("| " + heads.replace("|", " | ") + " |")
    print("|" + "---|" * 13)
    worst: list[dict[str, Any]] = []
    for times in options.maal:
        for name in ENGINES:
            command = [sys.executable, __file__, "--een", name, "--maal", str(times), "--vragen", str(path)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                raise SystemExit(done.stderr)
            found = json.loads(done.stdout)
            show(name, times, found)
            worst = worst or found["slechtste"]
    print(f"\nDe {WORST} slechtste vragen:")
    for row in worst:
        print(f"- {row['q']!r}: plaats {row['plaats'] or 'geen'}; gevonden {row['gevonden']}; goed {row['goed']}")


if __name__ == "__main__":
    main()
