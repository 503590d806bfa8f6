"""How values are shown in pages."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache

from flask import Flask
from flask_babel import format_date
from markupsafe import Markup, escape

from app.core.clock import AMSTERDAM
from app.web.language import language
from app.web.state import loket


def day(value: date | datetime) -> str:
    """maandag 23 november 2026 without the weekday: 23 november 2026."""
    return _written(_local(value), language())


@lru_cache(maxsize=1_000)
def _written(value: date, _language: str) -> str:
    return str(format_date(value, "d MMMM y"))


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
    return Markup(str(escape(value)).replace("\n", "<br>"))  # noqa: S704 - escaped


def with_own_links(value: str) -> Markup:
    """Plain text of a person, in which addresses of this site can be followed; everything else is escaped."""
    own = re.compile(re.escape(loket().settings.base_url) + r"/[\w/?=&%.#-]*[\w/]")
    parts, end = [], 0
    for match in own.finditer(value):
        link = Markup('<a class="nl-link" href="{0}">{0}</a>').format(match[0])
        parts += [escape(value[end : match.start()]), link]
        end = match.end()
    return Markup("").join([*parts, escape(value[end:])])


def _local(value: date | datetime) -> date:
    return value.astimezone(AMSTERDAM).date() if isinstance(value, datetime) else value


def install(app: Flask) -> None:
    """Register the filters."""
    app.jinja_env.filters.update(
        dag=day, maand=month, weekdag=weekday, moment=moment, regels=lines, met_links=with_own_links, zip=zip
    )
