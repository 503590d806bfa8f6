"""Visit a freshly installed site as an employer over https, and see the request stored and its mail leave.

    python deploy/bezoek.py NAAM CERTIFICAAT POSTMAP
    python deploy/bezoek.py NAAM CERTIFICAAT --bewaard [ZIN]

The name is asked at 127.0.0.1. POSTMAP is a Maildir that a mail server on this machine fills. With --bewaard: see that
nginx keeps a page, and that the sentence stands in it from the first answer. Standard library only.
"""

from __future__ import annotations

import http.client
import re
import socket
import ssl
import sys
import time
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

PAGES = ("/", "/regelingen", "/keuzehulp", "/zoeken?q=no-riskpolis", "/contact", "/inloggen", "/en/", "/gezondheid")
KEPT = "/regelingen/proefplaatsing"
WAIT = 60
FIELD = re.compile(r'<input[^>]*name="(csrf_token|sleutel|getoond)"[^>]*value="([^"]*)"')


class _Here(http.client.HTTPSConnection):
    """Connects to this machine, whatever the name says."""

    def connect(self) -> None:
        plain = socket.create_connection(("127.0.0.1", 443), 20)
        self.sock = self._context.wrap_socket(plain, server_hostname=self.host)  # type: ignore[attr-defined]


class Visitor:
    """One browser: keeps cookies."""

    def __init__(self, name: str, certificate: str) -> None:
        self.name = name
        self.context = ssl.create_default_context(cafile=certificate)
        self.cookies: dict[str, str] = {}

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, str, dict[str, str]]:
        """Status, page and headers."""
        connection = _Here(self.name, context=self.context, timeout=20)
        headers = {"Cookie": "; ".join(f"{key}={value}" for key, value in self.cookies.items())}
        if form is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"https://{self.name}{path}"}
        try:
            connection.request("GET" if form is None else "POST", path, urlencode(form) if form else None, headers)
            answer = connection.getresponse()
            page = answer.read().decode()
        finally:
            connection.close()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            key, _is, value = cookie.split(";")[0].partition("=")
            self.cookies[key] = value
        return answer.status, page, dict(answer.headers.items())


def _smuggles(name: str, context: ssl.SSLContext, header: str) -> bool:
    """Whether a request that hides a second one gets a second answer."""
    hidden = f"GET /gezondheid HTTP/1.1\r\nHost: {name}\r\n\r\n"
    head = f"POST /contact HTTP/1.1\r\nHost: {name}\r\nContent-Length: {len(hidden) + 5}\r\n{header}\r\n\r\n"
    got = b""
    with context.wrap_socket(socket.create_connection(("127.0.0.1", 443), 20), server_hostname=name) as line:
        line.sendall(f"{head}0\r\n\r\n{hidden}".encode())
        line.settimeout(3)
        try:
            while part := line.recv(65_536):
                got += part
        except TimeoutError:
            pass
    return len(re.findall(rb"^HTTP/1\.[01] ", got, re.M)) > 1


def _require(condition: object, text: str) -> None:
    if not condition:
        raise SystemExit(f"FOUT: {text}")
    print(f"  goed: {text}", flush=True)


def _see_kept(visitor: Visitor, sentence: str) -> None:
    """nginx sends the same page again by itself, and never one from before the last publication."""
    pages = [visitor.ask(KEPT) for _ in range(4)]
    how = [headers.get("X-Bewaard", "") for _status, _page, headers in pages]
    _require([page[0] for page in pages] == [200] * 4 and how[-1] == "HIT", f"nginx bewaart de pagina: {how}")
    _require(all(sentence in page for _status, page, _headers in pages), f"elke keer met de zin {sentence!r}")
    _status, _page, headers = visitor.ask("/contact")
    _require(headers.get("X-Bewaard") != "HIT", "een formulier bewaart nginx niet")
    visitor.cookies["loket"] = "x"
    _status, _page, headers = visitor.ask(KEPT)
    _require(headers.get("X-Bewaard") == "BYPASS", "wie een sessie heeft, krijgt een eigen pagina")


def main() -> None:
    """Every step, or stop with the one that failed."""
    name, certificate, post, *sentence = sys.argv[1:]
    visitor = Visitor(name, certificate)
    if post == "--bewaard":
        _see_kept(visitor, "".join(sentence))
        return
    until = time.monotonic() + WAIT
    while time.monotonic() < until:
        try:
            if visitor.ask("/gereed")[0] == 200:
                break
        except OSError:
            pass
        time.sleep(0.5)
    status, ready, _headers = visitor.ask("/gereed")
    _require(status == 200, f"/gereed: {ready.strip()[:300]}")
    for path in PAGES:
        status, page, headers = visitor.ask(path)
        _require(status == 200 and page, f"{path} geeft {status}")
        _require("max-age=63072000" in headers.get("Strict-Transport-Security", ""), f"{path} met HSTS")
    _require(visitor.ask("/metrics")[0] == 403, "/metrics is van buiten dicht")
    for header in ("Transfer-Encoding: chunked", "Transfer-Encoding: xchunked", "Transfer-Encoding : chunked"):
        _require(not _smuggles(name, visitor.context, header), f"geen antwoord op wat {header!r} verstopt")
    _status, page, _headers = visitor.ask("/contact")
    time.sleep(4)  # nobody fills in a form in less
    answers = {key: unescape(value) for key, value in FIELD.findall(page)}
    answers |= {
        "organisatie": "Proefbedrijf Voorbeeld",
        "naam": "Robin Voorbeeld",
        "email": "robin@proefbedrijf.example",
        "postcode": "6811 AB",
        "gemeente": "",
        "onderwerp": "personeel",
        "vraag": "Wij willen iemand met een beperking aannemen. Kunt u helpen?",
    }
    status, page, headers = visitor.ask("/contact", answers)
    _require(status in (302, 303), f"het formulier is aangenomen ({status})")
    status, page, _headers = visitor.ask(headers["Location"].removeprefix(f"https://{name}"))
    _require(status == 200 and "ontvangen" in page, "de bevestiging zegt dat de vraag ontvangen is")
    until = time.monotonic() + WAIT
    found = ""
    while time.monotonic() < until and "robin@proefbedrijf.example" not in found:
        found = "".join(file.read_text(errors="replace") for file in Path(post, "new").glob("*"))
        time.sleep(0.5)
    _require("robin@proefbedrijf.example" in found, "de e-mail aan de werkgever is bezorgd")


if __name__ == "__main__":
    main()
