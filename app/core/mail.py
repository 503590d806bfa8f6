"""E-mail texts from templates: ``templates/email/<message>/{subject,text,html}``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import escape

FILES = ("subject.txt", "text.txt", "html.html")
MARK = "\x02"
"""Stands around the name of a value in a mail that is kept; no text of ours holds this character."""
TEMPLATES = Path(__file__).resolve().parent.parent / "templates" / "email"


@dataclass(frozen=True, slots=True)
class Mail:
    """One message to one person. ``reply_to`` is a mailbox that people watch; ``headers``: extra ones."""

    to: str
    subject: str
    text: str
    html: str
    reply_to: str
    kind: str
    headers: Mapping[str, str] = field(default_factory=dict)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=select_autoescape(enabled_extensions=("html",), default_for_string=False, default=False),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def compose(
    message: str,
    *,
    to: str,
    reply_to: str,
    headers: Mapping[str, str] | None = None,
    shown: Mapping[str, str | None] | None = None,
    **context: Any,
) -> Mail:
    """The mail ``message`` filled in; a missing value is an error here, not an empty spot at the reader.

    shown: values that the templates only show, or leave out when there is none. A mail is kept without those, so then
    what stands in ``context`` must be hashable.
    """
    if shown is None:
        subject, text, html = _rendered(message, context)
    else:
        given = {name: value for name, value in shown.items() if value}
        absent = tuple((name, value) for name, value in shown.items() if not value)
        in_subject, in_text, in_html = _pieces(message, tuple(given), absent, tuple(context.items()))
        subject, text = _filled(in_subject, given), _filled(in_text, given)
        html = _filled(in_html, {name: escape(value) for name, value in given.items()})
    return Mail(
        to=to,
        subject=" ".join(subject.split()),
        text=text.strip() + "\n",
        html=html,
        reply_to=reply_to,
        kind=message,
        headers=headers or {},
    )


def _rendered(message: str, context: Mapping[str, Any]) -> tuple[str, str, str]:
    """Subject, text and HTML."""
    env = _environment()
    subject, text, html = (env.get_template(f"{message}/{name}").render(context) for name in FILES)
    return subject, text, html


@lru_cache(maxsize=256)
def _pieces(
    message: str,
    given: tuple[str, ...],
    absent: tuple[tuple[str, str | None], ...],
    context: tuple[tuple[str, Any], ...],
) -> tuple[list[str], ...]:
    """Subject, text and HTML in pieces: between every two stands the name of a value."""
    marked = {name: f"{MARK}{name}{MARK}" for name in given}
    return tuple(text.split(MARK) for text in _rendered(message, {**dict(context), **dict(absent), **marked}))


def _filled(pieces: list[str], values: Mapping[str, str]) -> str:
    found = pieces.copy()
    found[1::2] = [values[name] for name in pieces[1::2]]
    return "".join(found)
