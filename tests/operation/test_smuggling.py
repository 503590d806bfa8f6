"""A request that hides a second one is refused whole: the hidden one is never answered, and the line is cut.

nginx stands in front (deploy/nginx.conf) and refuses most of these itself; ``deploy/bezoek.py`` asks it. This is what
gunicorn, as ``app.server`` sets it, does with what would come through.
"""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator

import pytest

from tests.support.postgres import free_port
from tests.support.processes import environment, web

HIDDEN = b"GET /gezondheid HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
BODY = b"0\r\n\r\n" + HIDDEN


def post(*headers: bytes, body: bytes = BODY) -> bytes:
    """A question with these headers; one of them says something odd about where it ends."""
    lines = [
        b"POST /contact HTTP/1.1",
        b"Host: 127.0.0.1",
        b"Content-Type: application/x-www-form-urlencoded",
        *headers,
    ]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


LENGTH = b"Content-Length: %d" % len(BODY)
CHUNKED = b"Transfer-Encoding: chunked"
ODD = {
    "length and chunks": post(LENGTH, CHUNKED),
    "chunks and a short length": post(CHUNKED, b"Content-Length: 5"),
    "two lengths": post(b"Content-Length: 5", LENGTH),
    "two lengths in one": post(b"Content-Length: 5, 5"),
    "a length with a sign": post(b"Content-Length: +5"),
    "a length below zero": post(b"Content-Length: -5"),
    "a length that is no number": post(b"Content-Length: 0x5"),
    "chunks that are not chunks": post(b"Transfer-Encoding: xchunked", b"Content-Length: 5"),
    "chunks that end in something else": post(b"Transfer-Encoding: chunked, identity", b"Content-Length: 5"),
    "a space before the colon": post(b"Transfer-Encoding : chunked", b"Content-Length: 5"),
    "a header on two lines": post(b"X-Proef: een", b" Transfer-Encoding: chunked", b"Content-Length: 5"),
    "a header with a null": post(b"X-Proef: een\x00", b"Content-Length: 5"),
    "a chunk with a strange size": post(CHUNKED, body=b"0x5\r\nabcde\r\n" + BODY),
    "a chunk that is longer than it says": post(CHUNKED, body=b"3\r\nabcdef\r\n" + BODY),
    "old HTTP with chunks": post(CHUNKED).replace(b"HTTP/1.1", b"HTTP/1.0", 1),
}


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A site as it runs in production, without anything in front."""
    folder = tmp_path_factory.mktemp("smokkel")
    number = free_port()
    with web(number, environment(f"sqlite:///{folder / 'loket.sqlite3'}", folder), folder / "web.log"):
        yield number


def answers(port: int, data: bytes) -> tuple[list[int], bool]:
    """The status of every answer on one line, and whether the site hung up."""
    got, closed = b"", False
    with socket.create_connection(("127.0.0.1", port), 10) as line:
        line.sendall(data)
        line.settimeout(1.0)
        until = time.monotonic() + 10
        while time.monotonic() < until:
            try:
                part = line.recv(65_536)
            except TimeoutError:
                break
            except ConnectionResetError:
                closed = True
                break
            if not part:
                closed = True
                break
            got += part
    return [int(code) for code in re.findall(rb"^HTTP/1\.[01] (\d{3}) ", got, re.M)], closed


@pytest.mark.parametrize("name", ODD)
def test_what_hides_a_second_request_gets_no_second_answer(port: int, name: str) -> None:
    found, closed = answers(port, ODD[name])
    assert len(found) <= 1
    assert not found or 400 <= found[0] < 600
    assert closed


def test_two_honest_requests_on_one_line_get_two_answers(port: int) -> None:
    found, _closed = answers(port, HIDDEN + HIDDEN)
    assert found == [200, 200]
