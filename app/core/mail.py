"""E-mail texts from templates: ``templates/email/<message>/{subject,text,html}``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

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


def compose(message: str, *, to: str, reply_to: str, headers: Mapping[str, str] | None = None, **context: Any) -> Mail:
    """The mail ``message`` filled in; a missing value is an error here, not an empty spot at the reader."""
    env = _environment()
    subject = " ".join(env.get_template(f"{message}/subject.txt").render(context).split())
    return Mail(
        to=to,
        subject=subject,
        text=env.get_template(f"{message}/text.txt").render(context).strip() + "\n",
        html=env.get_template(f"{message}/html.html").render(context),
        reply_to=reply_to,
        kind=message,
        headers=headers or {},
    )
