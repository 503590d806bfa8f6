"""CPU of the keuzehulp over the real content: ``python bench/keuzehulp.py``. Fails above the budget."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.kennisbank.catalogue import load  # noqa: E402 - the path must be set first
from app.keuzehulp.answers import EMPTY, Answers  # noqa: E402
from app.keuzehulp.engine import Engine, engine_for  # noqa: E402
from app.keuzehulp.outcome import advise  # noqa: E402
from app.keuzehulp.route import route  # noqa: E402

BUDGET_MS = 2.0
"""A full evaluation of all regelingen, in milliseconds of CPU."""
ROUNDS = 200
DAY = date(2026, 11, 24)
CONCRETE = Answers(
    MappingProxyType(
        {
            "situatie": frozenset(("kandidaat",)),
            "groep": frozenset(("bijstand",)),
            "loonwaarde": frozenset(("ja",)),
            "register": frozenset(("ja",)),
            "contract": frozenset(("vast",)),
            "startdatum": date(2026, 12, 1),
            "uren": Decimal(24),
        }
    )
)


def cpu(work: Callable[[], object], rounds: int = ROUNDS) -> list[float]:
    """Milliseconds of CPU of each round."""
    found = []
    for _ in range(rounds):
        begin = time.process_time_ns()
        work()
        found.append((time.process_time_ns() - begin) / 1e6)
    return found


def main() -> int:
    """Measure and print; 1 when the evaluation is over budget."""
    catalogue, problems = load(ROOT / "content")
    if catalogue is None:
        print(*problems, sep="\n")
        return 1
    engine = engine_for(catalogue)
    worst = 0.0
    print(f"{len(engine.rules)} regelingen, {sum(len(c) for _, c in engine.rules)} voorwaarden")
    for name, answers in (("niets bekend", EMPTY), ("concrete kandidaat", CONCRETE)):
        outcome = engine.evaluate(answers, DAY)
        fresh = [Engine(engine.catalogue, engine.questions, engine.rules) for _ in range(ROUNDS)]
        rows: tuple[tuple[str, Callable[[], object]], ...] = (
            ("evaluate", lambda a=answers, f=fresh: f.pop().evaluate(a, DAY)),
            ("opnieuw", lambda a=answers: engine.evaluate(a, DAY)),
            ("route", lambda o=outcome: route(engine, o)),
            ("advise", lambda o=outcome: advise(engine, o)),
        )
        for part, work in rows:
            times = sorted(cpu(work))
            median, high = statistics.median(times), times[int(len(times) * 0.99)]
            print(f"{name:20} {part:10} mediaan {median:6.2f} ms  p99 {high:6.2f} ms")
            if part == "evaluate":
                worst = max(worst, median)
    print(f"budget evaluate: {BUDGET_MS} ms; gemeten {worst:.2f} ms")
    return 0 if worst < BUDGET_MS else 1


if __name__ == "__main__":
    sys.exit(main())
