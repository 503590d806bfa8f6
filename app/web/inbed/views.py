"""The page for gemeenten and brancheorganisaties, and the script for their pages."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from app.web.embed import PREFIX
from app.web.gate import public
from app.web.pagecache import cached
from app.web.pages import STATIC
from app.web.state import loket

inbed = Blueprint("inbed", __name__)
DAY = 86_400


@inbed.get("/overal-te-gebruiken")
@public
@cached()
def uitleg() -> str:
    """What can be shown elsewhere, with the lines to copy."""
    return render_template(
        "inbed/uitleg.html", code=lines_for, voorbeeld=loket().catalogue.of_kind("regelingen")[0].slug
    )


def lines_for(title: str, path: str, height: int) -> str:
    """What somebody copies into a page: the frame, a link that always works, and the script."""
    base = loket().settings.base_url
    frame = f'<iframe src="{base}{PREFIX}{path}" title="{title}" width="100%" height="{height}"></iframe>'
    link = f'<p><a href="{base}{path}">{title}</a></p>'
    return f'{frame}\n{link}\n<script src="{base}/inbed.js" async></script>'


@inbed.get("/inbed.js")
@public
def script() -> Response:
    """The script for the page around the frame; any site may load it."""
    response = Response((STATIC / "inbed.js").read_bytes(), mimetype="text/javascript")
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Cache-Control"] = f"public, max-age={DAY}"
    return response
