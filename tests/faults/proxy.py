"""A TCP proxy in front of the database that can cut, silence and slow down the line."""

from __future__ import annotations

import select
import socket
import struct
import threading
import time
from contextlib import suppress

from tests.support.postgres import free_port


class FaultyProxy:
    """``mode``: pass, silent (accepts, forwards nothing) or away (cuts at once). ``delay``: seconds per piece."""

    def __init__(self, target_port: int) -> None:
        self.port = free_port()
        self.mode = "pass"
        self.delay = 0.0
        self._target = target_port
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._stop = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", self.port), backlog=64)
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Reset every connection there is, in the middle of whatever it does."""
        pairs, self._pairs = self._pairs, []
        for pair in pairs:
            for end in pair:
                _reset(end)

    def close(self) -> None:
        """Stop for good."""
        self._stop.set()
        self._listener.close()
        self.cut()

    def _accept(self) -> None:
        while not self._stop.is_set():
            try:
                client, _address = self._listener.accept()
            except OSError:
                return
            if self.mode == "away":
                _reset(client)
                continue
            try:
                server = socket.create_connection(("127.0.0.1", self._target))
            except OSError:  # the database is away, so this end is too
                _reset(client)
                continue
            self._pairs.append((client, server))
            threading.Thread(target=self._carry, args=(client, server), daemon=True).start()

    def _carry(self, client: socket.socket, server: socket.socket) -> None:
        other = {client: server, server: client}
        with suppress(OSError, ValueError):
            while not self._stop.is_set():
                readable, _writable, _broken = select.select([client, server], [], [], 0.2)
                if self.mode == "silent":
                    time.sleep(0.05)
                    continue
                for end in readable:
                    data = end.recv(65536)
                    if not data:
                        raise OSError("closed")
                    if self.delay:
                        time.sleep(self.delay)
                    other[end].sendall(data)
        for end in (client, server):
            with suppress(OSError):
                end.close()


def _reset(end: socket.socket) -> None:
    with suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        end.close()
