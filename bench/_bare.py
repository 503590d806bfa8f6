"""What everything is measured against: a bare Flask handler that returns a constant of a given size."""

from __future__ import annotations

import os

from flask import Flask

app = Flask(__name__, static_folder=None)


def _add(size: int) -> None:
    text = "x" * size

    def constant() -> str:
        return text

    app.add_url_rule(f"/{size}", f"constant{size}", constant)


for _size in {int(part) for part in os.environ["BENCH_MATEN"].split(",")}:
    _add(_size)
