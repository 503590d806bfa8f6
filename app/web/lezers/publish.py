"""The message of the forge that there is new content: checked, queued and answered at once."""

from __future__ import annotations

import hashlib
import hmac
import re
import subprocess
import sys
from threading import Thread

from flask import Response, abort, jsonify, make_response, request

from app.settings import ROOT
from app.web.gate import public
from app.web.lezers.area import lezers
from app.web.security import csrf
from app.web.state import loket

SIGNATURES = ("X-Hub-Signature-256", "X-Forgejo-Signature", "X-Gitea-Signature")
_COMMIT = re.compile(r"[0-9a-f]{40}")


def signed(body: bytes, secret: str, given: str) -> bool:
    """Whether ``given`` is the HMAC-SHA256 of the body, with or without "sha256=" before it."""
    wanted = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(wanted.encode(), given.removeprefix("sha256=").encode())


@lezers.post("/publiceer")
@public
def publiceer() -> Response:
    """202 when a commit is going to be published; 204 for another branch; 403 without a good signature.

    An old message sent again changes nothing, also after a roll-back: a commit that is older than what is served, or
    was served before, is refused.
    """
    settings = loket().settings
    if not settings.publish_secret:
        abort(404)
    given = next((request.headers[name] for name in SIGNATURES if name in request.headers), "")
    if not signed(request.get_data(), settings.publish_secret, given):
        abort(403)
    message = request.get_json(silent=True)
    if not isinstance(message, dict):
        abort(400)
    if message.get("ref", f"refs/heads/{settings.publish_branch}") != f"refs/heads/{settings.publish_branch}":
        return make_response("", 204)
    commit = message.get("after") or message.get("commit")
    if not isinstance(commit, str) or not _COMMIT.fullmatch(commit):
        abort(400)
    _start(commit)
    return make_response(jsonify(commit=commit, stand="in de wacht"), 202)


csrf.exempt(publiceer)


def _start(commit: str) -> None:
    """In a process of its own, so that no visitor waits; one publication at a time, the others queue."""
    command = [sys.executable, "-m", "app.cli", "publiceer", commit, "--alleen-nieuwer", "--door", "webhook"]
    process = subprocess.Popen(command, cwd=ROOT, start_new_session=True)  # noqa: S603 - no shell, checked name
    Thread(target=process.wait, daemon=True).start()
