"""Every request reads one edition of the content from beginning to end: the newest one that was published."""

from __future__ import annotations

from flask import Flask, g, request

from app.web.state import loket


def install(app: Flask) -> None:
    """Before everything else: notice a publication, then hold on to the edition until the answer is made."""

    @app.before_request
    def follow() -> None:
        if request.endpoint != "static":
            content = loket().content
            content.follow()
            g.edition = content.pin()

    @app.teardown_request
    def let_go(_error: BaseException | None) -> None:
        token = g.pop("edition", None)
        if token is not None:
            loket().content.unpin(token)
