"""Werkgevers who send forms over real HTTP, and what they were told."""

from __future__ import annotations

import http.client
import re
import secrets
import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode

HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"')
PATIENCE = 40.0


@dataclass(frozen=True)
class Answer:
    """What came back; status 0 means that the line broke."""

    status: int
    text: str = ""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Ledger:
    """Per key: the references that were confirmed. refused: keys that got "niet ontvangen". broken: no answer."""

    acked: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    email: dict[str, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    other: list[Answer] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def references(self) -> set[str]:
        return {reference for found in self.acked.values() for reference in found}


class Visitor:
    """Somebody with a browser. ``read_reference`` gets the reference out of the address of the confirmation."""

    def __init__(self, port: int, ledger: Ledger, read_reference: Callable[[str], str]) -> None:
        self.port = port
        self.ledger = ledger
        self._read_reference = read_reference
        self._hidden: dict[str, str] = {}
        self._cookie = ""

    def get(self, path: str) -> Answer:
        """One page."""
        return self._ask("GET", path, None)

    def opens_the_form(self) -> None:
        """Get the token and the cookie that every form needs."""
        answer = self.get("/contact")
        assert answer.status == 200, answer
        self._hidden = {unescape(name): unescape(value) for name, value in HIDDEN.findall(answer.text)}
        self._cookie = answer.headers.get("set-cookie", "").partition(";")[0]

    def new_key(self) -> str:
        """What a fresh form would carry."""
        return secrets.token_urlsafe(18)

    def fields(self, key: str, who: str = "") -> dict[str, str]:
        """A form that is filled in right."""
        return self._hidden | {
            "sleutel": key,
            "onderwerp": "personeel",
            "vraag": f"Wat moet ik regelen voor medewerker {key}?",
            "organisatie": f"Bakkerij {key}",
            "naam": "Robin Voorbeeld",
            "email": f"{who or key.lower()}@bakkerij.example".replace("_", "x").replace("-", "y"),
            "postcode": "1111 AB",
            "gemeente": "",
        }

    def sends(self, key: str | None = None, who: str = "") -> Answer:
        """Send a form once and write down what was confirmed."""
        key = key or self.new_key()
        fields = self.fields(key, who)
        answer = self._ask("POST", "/contact", urlencode(fields))
        with self.ledger.lock:
            self.ledger.email[key] = fields["email"]
            if answer.status == 303:
                self.ledger.acked[key].add(self._read_reference(answer.headers["location"]))
            elif answer.status == 503:
                self.ledger.refused.append(key)
            elif answer.status == 0:
                self.ledger.broken.append(key)
            else:
                self.ledger.other.append(answer)
        return answer

    def insists(self, key: str | None = None) -> Answer:
        """Send the same form until it is confirmed, as people do."""
        key = key or self.new_key()
        for _ in range(60):
            answer = self.sends(key)
            if answer.status == 303:
                return answer
            threading.Event().wait(0.25)
        raise AssertionError(f"never confirmed: {answer}")

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {"Cookie": self._cookie} if self._cookie else {}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            got = connection.getresponse()
            text = got.read().decode("utf-8", "replace")
            return Answer(got.status, text, {name.lower(): value for name, value in got.getheaders()})
        except (OSError, http.client.HTTPException):
            return Answer(0)
        finally:
            connection.close()
