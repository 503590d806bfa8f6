"""What is different in the gemeente of the worker: asked on the page, kept in the address, stored nowhere."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from app.kennisbank.local import Verschil
from app.kennisbank.region import Gemeente
from app.kennisbank.schema import Regeling
from app.web.forms import Form
from app.web.state import loket

ELSEWHERE = "buiten"


class GemeenteForm(Form):
    """The one question; sent by GET, so without session or token."""

    gemeente = SelectField(_l("Waar woont uw werknemer?"), validate_choice=False)

    class Meta(Form.Meta):
        """No token: nothing changes."""

        csrf = False


@dataclass(frozen=True, slots=True)
class LocalPart:
    """What the page shows about gemeenten. ``chosen`` None and ``elsewhere`` False: nothing was asked yet."""

    form: GemeenteForm
    chosen: Gemeente | None
    elsewhere: bool
    differences: tuple[Verschil, ...]


def local_part(slug: str, meta: Regeling) -> LocalPart | None:
    """The part about gemeenten, or None for a regeling that is the same everywhere."""
    catalogue = loket().catalogue
    if not meta.gemeentelijk and not catalogue.local.gemeenten(slug):
        return None
    asked = request.args.get("gemeente", "")
    chosen = catalogue.region.gemeente(asked)
    form = GemeenteForm(formdata=None, gemeente=asked)
    form.gemeente.choices = [
        ("", _("Kies een gemeente")),
        *((gemeente.slug, gemeente.naam) for gemeente in catalogue.region.gemeenten),
        (ELSEWHERE, _("Een andere gemeente")),
    ]
    differences = catalogue.local.in_gemeente(slug, chosen.slug) if chosen else ()
    return LocalPart(form, chosen, asked == ELSEWHERE, differences)
