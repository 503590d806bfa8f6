"""Commands for people who run and edit the site; one click group per file."""

from __future__ import annotations

from flask import Flask

from app.cli.content import content


def install(app: Flask) -> None:
    """Register every group."""
    for group in (content,):
        app.cli.add_command(group)
