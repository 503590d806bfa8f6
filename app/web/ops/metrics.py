"""``/metrics``: figures for whoever watches the machine, in the format of Prometheus. Only with ``METRICS_TOKEN``.

Requests are counted per view and status in this process; with ``PROMETHEUS_MULTIPROC_DIR`` set the library adds up all
processes. The rest is read from the database and the disk at the moment of asking.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from hmac import compare_digest

from flask import Response, abort, request
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.contact.models import Contactverzoek
from app.contact.states import ON_US, OPEN
from app.core import clock, outbox, worker
from app.core.errors import Unavailable
from app.kennisbank import versions
from app.web.gate import public
from app.web.journal import own_counts
from app.web.ops.views import ops
from app.web.state import Loket, loket

FORMAT = "text/plain; version=0.0.4; charset=utf-8"


class State(Collector):
    """What stands in the database and on the disk now."""

    def __init__(self, parts: Loket) -> None:
        self._parts = parts

    def collect(self) -> Iterable[Metric]:
        """The figures; without a database only what can be known without it."""
        yield from self._content_and_disk()
        try:
            with self._parts.db.reading() as session:
                figures = dict(self._work(session))
        except Unavailable:
            figures = {"loket_database_bereikbaar": ("1 als de database antwoordt", 0.0)}
        for name, (explanation, value) in figures.items():
            yield GaugeMetricFamily(name, explanation, value)

    def _content_and_disk(self) -> Iterable[Metric]:
        settings, content = self._parts.settings, self._parts.content
        version = GaugeMetricFamily("loket_inhoud", "De versie die deze site toont", labels=["versie"])
        version.add_metric([content.catalogue.version], 1)
        yield version
        refused = len(content.problems) + len(versions.refused(settings.data_dir).get("fouten", ()))
        yield GaugeMetricFamily("loket_inhoud_fouten", "Fouten in geweigerde nieuwere inhoud", refused)
        if settings.data_dir.is_dir():
            free = shutil.disk_usage(settings.data_dir).free
            yield GaugeMetricFamily("loket_schijf_vrij_bytes", "Vrije ruimte waar DATA_DIR staat", free)

    def _work(self, session: Session) -> Iterable[tuple[str, tuple[str, float]]]:
        now = clock.now()
        mail, seen = outbox.state(session), worker.last_heartbeat(session)
        open_now, late = session.execute(
            select(
                func.count(),
                func.count().filter(Contactverzoek.status.in_(ON_US), Contactverzoek.beloofd_op < clock.today()),
            ).where(Contactverzoek.status.in_(OPEN))
        ).one()
        oldest = (now - mail.oldest).total_seconds() if mail.oldest else 0
        yield "loket_database_bereikbaar", ("1 als de database antwoordt", 1)
        yield "loket_open_verzoeken", ("Open contactverzoeken", open_now)
        yield "loket_late_verzoeken", ("Open contactverzoeken waarvan de beloofde dag voorbij is", late)
        yield "loket_mail_wacht", ("E-mail die nog bezorgd moet worden", mail.waiting)
        yield "loket_mail_oudste_seconden", ("Hoe lang de oudste e-mail wacht", oldest)
        yield "loket_mail_mislukt", ("E-mail die niet bezorgd kon worden", mail.dead)
        if seen is not None:
            yield "loket_worker_gezien_seconden", ("Hoe lang geleden de worker werkte", (now - seen).total_seconds())


@ops.get("/metrics")
@public
def metrics() -> Response:
    """All figures, for who sends ``Authorization: Bearer METRICS_TOKEN``."""
    parts = loket()
    token = parts.settings.metrics_token
    if not token:
        abort(404)
    if not compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode()):
        abort(403)
    registry = CollectorRegistry()
    if parts.settings.metrics_dir:
        MultiProcessCollector(registry, path=parts.settings.metrics_dir)  # type: ignore[no-untyped-call]  # the package has no types
    state = CollectorRegistry()
    state.register(State(parts))
    body = generate_latest(registry if parts.settings.metrics_dir else own_counts) + generate_latest(state)
    return Response(body, headers={"Content-Type": FORMAT, "Cache-Control": "no-store"})
