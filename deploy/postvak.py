"""A mail server for the proof of the installation: takes everything on 127.0.0.1:2525 and keeps it in a Maildir.

python deploy/postvak.py MAP
"""

from __future__ import annotations

import mailbox
import socketserver
import sys


class Taker(socketserver.StreamRequestHandler):
    """Just enough SMTP to accept a message."""

    def handle(self) -> None:
        """One connection."""
        self._say("220 proef")
        while line := self.rfile.readline():
            command = line.decode("latin-1").strip().upper()
            if command.startswith("DATA"):
                self._say("354 ga door")
                self._keep()
                self._say("250 bewaard")
            elif command.startswith("QUIT"):
                self._say("221 dag")
                return
            else:
                self._say("250 proef")

    def _keep(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        mailbox.Maildir(sys.argv[1], create=True).add(b"".join(lines))

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


if __name__ == "__main__":
    socketserver.TCPServer.allow_reuse_address = True
    with socketserver.ThreadingTCPServer(("127.0.0.1", 2525), Taker) as server:
        server.serve_forever()
