"""For people who run the site: health, readiness and the mail viewer of a development machine."""

from app.web.ops.views import ops

__all__ = ["ops"]
