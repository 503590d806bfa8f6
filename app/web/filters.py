"""How values are shown in pages."""

from __future__ import annotations

from datetime import date, datetime

from flask import Flask
from flask_babel import format_date
from markupsafe import Markup, escape

from app.core.clock import AMSTERDAM


def day(value: date | datetime) -> str:
    """maandag 23 november 2026 without the weekday: 23 november 2026."""
    return str(format_date(_local(value), "d MMMM y"))


def month(value: date) -> str:
    """november 2026."""
    return str(format_date(value, "LLLL y"))


def weekday(value: date | datetime) -> str:
    """dinsdag 24 november."""
    return str(format_date(_local(value), "EEEE d MMMM"))


def moment(value: datetime) -> str:
    """23 november 2026, 14.05 uur, in Amsterdam."""
    local = value.astimezone(AMSTERDAM)
    return f"{format_date(local.date(), 'd MMMM y')}, {local:%H.%M} uur"


def lines(value: str) -> Markup:
    """Plain text of a person with its line breaks; everything else is escaped."""
    return Markup("<br>").join(escape(line) for line in value.split("\n"))


def _local(value: date | datetime) -> date:
    return value.astimezone(AMSTERDAM).date() if isinstance(value, datetime) else value


def install(app: Flask) -> None:
    """Register the filters."""
    app.jinja_env.filters.update(dag=day, maand=month, weekdag=weekday, moment=moment, regels=lines, zip=zip)
