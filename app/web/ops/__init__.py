"""For people who run the site: health, readiness, figures and the mail viewer of a development machine."""

from app.web.ops import metrics
from app.web.ops.views import ops

__all__ = ["metrics", "ops"]
