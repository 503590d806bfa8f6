"""``make vertalingen``: bring the message catalogues up to date with the texts in ``app/``.

Dutch is the source: its catalogue is filled in here. What has no English yet is listed, and then the exit status is 1.
Compiled catalogues are not kept in git; ``make run`` and ``make test`` make them.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = "nl"
LANGUAGES = ("nl", "en")
METHODS = [("templates/**.html", "jinja2"), ("templates/**.txt", "jinja2"), ("**.py", "python")]
OPTIONS = {"**.html": {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}}
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2), "lazy_ngettext": (1, 2)}
HEADERS_KEPT = (b'"Language:', b'"Plural-Forms:', b'"MIME-Version:', b'"Content-')


def catalogue_path(language: str) -> Path:
    """Where the catalogue of a language stands."""
    return ROOT / "translations" / language / "LC_MESSAGES" / "messages.po"


def extract() -> Catalog:
    """Every text in the Python files and templates."""
    found = Catalog(fuzzy=False)
    rows = extract_from_dir(ROOT / "app", METHODS, OPTIONS, KEYWORDS)
    for _name, _line, message, _comments, context in rows:
        found.add(message, context=context)
    return found


def read(language: str) -> Catalog:
    """The catalogue as it stands, empty when there is none yet."""
    path = catalogue_path(language)
    if not path.exists():
        return Catalog(locale=language, fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def messages(catalogue: Catalog) -> dict[str | tuple[str, ...], Message]:
    """The messages by id, without the header."""
    return {message.id: message for message in catalogue if message.id}


def updated(language: str, found: Catalog) -> Catalog:
    """The texts found now, with the translations that were there."""
    old = messages(read(language))
    new = Catalog(locale=language, fuzzy=False, header_comment="")
    for key, message in messages(found).items():
        kept = old[key].string if key in old else ""
        # A text that gained or lost its plural starts again.
        if isinstance(kept, tuple) != isinstance(key, tuple):
            kept = ""
        new.add(key, key if language == SOURCE else kept, flags=message.flags)
    return new


def untranslated(catalogue: Catalog) -> list[str]:
    """Texts without a translation, or with one of the plural forms missing."""
    return [
        " / ".join(as_tuple(message.id))
        for message in messages(catalogue).values()
        if len(as_tuple(message.string)) != len(as_tuple(message.id)) or not all(as_tuple(message.string))
    ]


def as_tuple(text: str | Iterable[str]) -> tuple[str, ...]:
    """One text, or the forms of a plural."""
    return (text,) if isinstance(text, str) else tuple(text)


def as_po(catalogue: Catalog) -> bytes:
    """The file: sorted, without places and dates, so that it changes only when a text does."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=120, sort_output=True, no_location=True)
    header, _blank, body = buffer.getvalue().lstrip().partition(b"\n\n")
    kept = [line for line in header.splitlines() if not line.startswith(b'"') or line.startswith(HEADERS_KEPT)]
    return b"\n".join(kept) + b"\n\n" + body


def main() -> int:
    """Update both files; 1 when a translation is missing."""
    found = extract()
    missing = 0
    for language in LANGUAGES:
        catalogue = updated(language, found)
        path = catalogue_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(as_po(catalogue))
        gaps = untranslated(catalogue)
        print(f"{path.relative_to(ROOT)}: {len(catalogue)} teksten, {len(gaps)} zonder vertaling")
        for text in gaps:
            print(f"  ontbreekt: {text}")
        missing += len(gaps)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
