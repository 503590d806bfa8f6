"""What the benches share: servers of their own with CPU time and memory from /proc, load, and content that grows."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
TICK = os.sysconf("SC_CLK_TCK")
CORES = sorted(os.sched_getaffinity(0))
ALL_KINDS = ("regelingen", "artikelen", "begrippen", "succesverhalen")
AROUND = ("artikelen", "begrippen", "succesverhalen")
"""What a site gets more of as the years go by: there are as many regelingen as the law has."""


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def say(text: str) -> None:
    """Progress, not part of the report."""
    print(text, file=sys.stderr, flush=True)


@dataclass
class Load:
    """What a load saw: sorted times in milliseconds, and the CPU seconds of the server."""

    times: list[float]
    wrong: int
    size: int
    seconds: float
    cpu: float = 0.0

    @property
    def per_cpu(self) -> float:
        """Requests for one CPU second of the server."""
        return len(self.times) / self.cpu if self.cpu else 0.0

    @property
    def rate(self) -> float:
        return len(self.times) / self.seconds

    def at(self, share: float) -> float:
        """A percentile in milliseconds."""
        return self.times[min(len(self.times) - 1, int(len(self.times) * share))] if self.times else 0.0


@dataclass
class Server:
    """gunicorn with ``target`` on the first core, as ``app.server`` sets it; the load comes from the last core."""

    target: str
    environment: dict[str, str] = field(default_factory=dict)
    log: Path | None = None

    def __enter__(self) -> Server:
        self.port = free_port()
        environment = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
        environment |= {"LANG": "C.UTF-8", "PYTHONPATH": str(ROOT), "BASE_URL": f"http://127.0.0.1:{self.port}"}
        command = [
            sys.executable, "-m", "gunicorn", "--config", "python:app.server", "--bind", f"127.0.0.1:{self.port}",
            self.target,
        ]  # fmt: skip
        output = self.log.open("ab") if self.log else subprocess.DEVNULL
        began = time.perf_counter()
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment | self.environment, stdout=output, stderr=output
        )
        os.sched_setaffinity(self.process.pid, {CORES[0]})
        self._wait()
        self.started_in = time.perf_counter() - began
        return self

    def __exit__(self, *_error: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _wait(self) -> None:
        until = time.monotonic() + 120
        while self.process.poll() is None and time.monotonic() < until:
            try:
                self.get("/gezondheid")
                return
            except OSError:
                time.sleep(0.01)
        said = self.log.read_text(errors="replace")[-3000:] if self.log else ""
        raise SystemExit(f"{self.target} start niet (status {self.process.poll()})\n{said}")

    @property
    def workers(self) -> list[int]:
        """Process numbers of the workers."""
        pid = self.process.pid
        return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def cpu(self) -> float:
        """CPU seconds of all workers together."""
        total = 0
        for pid in self.workers:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
        return total / TICK

    def private(self) -> list[float]:
        """Memory that each worker shares with nobody, in MB."""
        found = []
        for pid in self.workers:
            text = Path(f"/proc/{pid}/smaps_rollup").read_text()
            found.append(sum(int(n) for n in re.findall(r"^Private_(?:Clean|Dirty):\s+(\d+)", text, re.M)) / 1000)
        return found

    def get(self, path: str, headers: dict[str, str] | None = None) -> tuple[int, dict[str, str], bytes]:
        """One answer: status, headers, body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", path, headers=headers or {})
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def load(
        self, requests: Sequence[str], seconds: float, *, connections: int = 8, rate: float | None = None,
        status: int = 200,
    ) -> Load:  # fmt: skip
        """Send ``requests`` in turn for some seconds."""
        plan = {
            "port": self.port, "requests": list(requests), "connections": connections, "seconds": seconds,
            "rate": rate, "status": status,
        }  # fmt: skip
        before = self.cpu()
        done = subprocess.run(
            [sys.executable, str(ROOT / "bench/_load.py")], input=json.dumps(plan), capture_output=True, text=True,
            check=False, preexec_fn=lambda: os.sched_setaffinity(0, {CORES[-1]}),
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(done.stderr)
        return Load(**json.loads(done.stdout), cpu=self.cpu() - before)


def request(path: str, headers: dict[str, str] | None = None, body: str | None = None) -> str:
    """One request as it goes over the line; ``Host`` is filled in by ``for_port``."""
    lines = [f"{'GET' if body is None else 'POST'} {path} HTTP/1.1", "Host: @HOST@"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if body is not None:
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return "\r\n".join(lines) + "\r\n\r\n" + (body or "")


def for_port(requests: Sequence[str], port: int) -> list[str]:
    """The requests with the address of a server in them."""
    return [text.replace("@HOST@", f"127.0.0.1:{port}") for text in requests]


def grow(target: Path, pages: int, kinds: Sequence[str] = AROUND) -> int:
    """The real content with copies of pages of ``kinds`` until there are at least ``pages``; returns how many."""
    shutil.copytree(ROOT / "content", target)
    files = [path for kind in kinds for path in sorted((target / kind).glob("*.md"))]
    total = sum(len(list((target / kind).glob("*.md"))) for kind in ALL_KINDS)
    number = 0
    while total < pages:
        source = files[number % len(files)]
        copy = source.with_name(f"{source.stem}-{number}.md")
        text = source.read_text(encoding="utf-8")
        copy.write_text(re.sub(r"^titel: \"?([^\"\n]*)\"?$", rf'titel: "\1 {number}"', text, count=1, flags=re.M))
        total, number = total + 1, number + 1
    return total
