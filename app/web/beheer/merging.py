"""Two entries of one werkgever become one."""

from __future__ import annotations

from flask import make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from app.contact.merging import find_werkgevers, get_pair, merge_werkgevers
from app.core import clock
from app.core.errors import DomainError, NotFound, Unavailable
from app.core.text import clean_line
from app.web.beheer.area import LEAD, beheer, done
from app.web.desk import desk
from app.web.gate import requires
from app.web.staff import current_actor
from app.web.state import loket


def _chosen(name: str) -> int | None:
    text = request.args.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


@beheer.get("/beheer/samenvoegen")
@requires(*LEAD)
def samenvoegen() -> str:
    """Search, and choose the entry that stays and the one that goes."""
    q, keep = clean_line(request.args.get("q", ""))[:200], _chosen("blijft")
    with loket().db.reading() as session:
        rows = find_werkgevers(session, current_actor(), q)
    return render_template("beheer/samenvoegen.html", q=q, rijen=rows, blijft=keep, gedaan=done())


def _page(keep: int, gone: int, fault: str = "", status: int = 200) -> Response:
    with loket().db.reading() as session:
        stays, goes = get_pair(session, current_actor(), keep, gone)
    return make_response(render_template("beheer/paar.html", blijft=stays, verdwijnt=goes, fout=fault), status)


@beheer.get("/beheer/samenvoegen/<int:keep>/<int:gone>")
@requires(*LEAD)
def paar(keep: int, gone: int) -> Response:
    """Both side by side before anything changes."""
    return _page(keep, gone)


@beheer.post("/beheer/samenvoegen/<int:keep>/<int:gone>")
@requires(*LEAD)
def paar_samenvoegen(keep: int, gone: int) -> Response:
    """Merge them."""
    try:
        with loket().db.transaction() as session:
            merge_werkgevers(session, desk=desk(), actor=current_actor(), keep_id=keep, gone_id=gone, now=clock.now())
    except NotFound:
        raise
    except DomainError as error:
        return _page(keep, gone, str(error), 503 if isinstance(error, Unavailable) else 422)
    return redirect("/beheer/samenvoegen?gedaan=samengevoegd", 303)
