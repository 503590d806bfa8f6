"""How gunicorn serves the site: ``make run`` uses this, and so does ``gunicorn --config python:app.server wsgi:app``.

The application is built once, before the workers start, so that they share its memory; what is built is kept out of
the garbage collector, because looking at it would make every worker a copy of its own.
"""

from __future__ import annotations

import gc
from typing import Any

from app.kennisbank import versions

workers = 2
threads = 4
worker_class = "gthread"
preload_app = True
timeout = 30
graceful_timeout = 5
keepalive = 5
accesslog = None
loglevel = "warning"
proc_name = "werkgeversloket"
control_socket_disable = True


def when_ready(server: Any) -> None:
    """The site is loaded and nothing runs yet: what is there now stays, and is shared."""
    loket = server.app.wsgi().extensions.get("loket")
    if loket is not None:
        versions.renew_key(loket.settings.data_dir)
    gc.collect()
    gc.freeze()


def post_worker_init(worker: Any) -> None:
    """A worker has its own connections, and takes part in publications from its start."""
    loket = worker.wsgi.extensions.get("loket")  # absent when the content was refused
    if loket is not None:
        loket.db.dispose()
        loket.content.attend()
