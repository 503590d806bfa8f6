"""The icons that stand in the pages, drawn in 24 by 24; ``scripts/vendor_css.py`` writes them.

They are in the page and not in a file beside it: Chromium lets two frames that draw from one file wait for it for ever
now and then, and the page of somebody else around our frames would never have been loaded.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).resolve().parent / "icons.json"


@lru_cache(maxsize=1)
def drawings() -> dict[str, str]:
    """The lines of each icon, as SVG, by its name in ``static/src/iconen.txt``."""
    found: dict[str, str] = json.loads(FILE.read_text(encoding="utf-8"))
    return found
