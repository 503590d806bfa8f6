"""Sends requests over a few kept-open connections and measures the answers; a process of its own.

Reads a plan as JSON on stdin and writes what it saw as JSON on stdout. plan: port, connections, seconds, requests
(text; ``@@@@@@@@`` becomes a number that is never the same), status (what each answer must say), rate (requests per
second that are sent whatever the answers do, so that waiting counts; null: the next as soon as an answer is there).
"""

from __future__ import annotations

import itertools
import json
import selectors
import socket
import sys
import time
from collections import deque
from typing import Any

HOLE = b"@@@@@@@@"


class Connection:
    """One connection with at most one request on its way."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.socket = self._open()
        self.since = 0.0
        self.buffer = bytearray()
        self.length = -1

    def _open(self) -> socket.socket:
        made = socket.create_connection(("127.0.0.1", self._port))
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made

    def again(self) -> None:
        """The server closed: connect anew."""
        self.socket.close()
        self.socket = self._open()
        self.buffer.clear()

    def send(self, data: bytes, since: float) -> None:
        self.since = since
        self.buffer.clear()
        self.length = -1
        self.socket.sendall(data)

    def receive(self) -> bytes | None:
        """The status line of a whole answer; None while it is not whole. b"" when the server closed."""
        part = self.socket.recv(262_144)
        if not part:
            return b""
        self.buffer += part
        if self.length < 0:
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                return None
            head = bytes(self.buffer[:end]).lower()
            at = head.find(b"content-length:")
            size = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            self.length = end + 4 + size
        return bytes(self.buffer[9:12]) if len(self.buffer) >= self.length else None


def run(plan: dict[str, Any]) -> dict[str, Any]:
    """Carry out a plan. Times in milliseconds, sorted."""
    requests = [text.encode("latin-1") for text in plan["requests"]]
    numbers = itertools.count(int(time.time() * 1000) % 10_000_000 * 10)
    turn = itertools.cycle(requests)
    wanted = str(plan["status"]).encode()
    connections = [Connection(plan["port"]) for _ in range(plan["connections"])]
    selector = selectors.EpollSelector()
    for connection in connections:
        selector.register(connection.socket, selectors.EVENT_READ, connection)
    idle, times, wrong, size = deque(connections), [], 0, 0
    rate, began = plan["rate"], time.perf_counter()
    until, sent = began + plan["seconds"], 0

    def begin(connection: Connection, since: float) -> None:
        text = next(turn)
        if HOLE in text:
            text = text.replace(HOLE, b"%08d" % (next(numbers) % 100_000_000))
        connection.send(text, since)

    while True:
        now = time.perf_counter()
        while idle and now < until:
            due = began + sent / rate if rate else now
            if due > now:
                break
            begin(idle.popleft(), due)
            sent += 1
        if now >= until and len(idle) == len(connections):
            break
        if now > until + 20:
            wrong += len(connections) - len(idle)
            break
        wait = max(0.0, min(began + sent / rate - now, 0.05)) if rate and idle and now < until else 0.05
        for key, _mask in selector.select(wait):
            connection = key.data
            status = connection.receive()
            if status is None:
                continue
            if status == b"":
                selector.unregister(connection.socket)
                connection.again()
                selector.register(connection.socket, selectors.EVENT_READ, connection)
                wrong += 1
            else:
                times.append((time.perf_counter() - connection.since) * 1000)
                wrong += status != wanted
                size = connection.length
            idle.append(connection)
    times.sort()
    return {"times": times, "wrong": wrong, "size": size, "seconds": time.perf_counter() - began}


if __name__ == "__main__":
    json.dump(run(json.load(sys.stdin)), sys.stdout)
