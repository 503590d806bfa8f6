"""What a werkgever can send from the page of an own question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, SelectField, StringField, TextAreaField

from app.accounts.hours import time_in_words
from app.contact.call_moments import Belkeuze
from app.contact.request_facts import LONGEST_TEXT
from app.web.forms import Form, OnceForm, ValidationError, at_most, many_lines, one_line, required

_PHONE = re.compile(r"^[+\d][\d ()-]{7,24}$")


class ReplyForm(OnceForm):
    """A message of the werkgever in the conversation."""

    bericht = TextAreaField(
        _l("Uw bericht"),
        filters=[many_lines],
        validators=[required(_l("Schrijf eerst een bericht.")), at_most(LONGEST_TEXT)],
    )


class RateForm(Form):
    """Two questions after closing; both are asked once."""

    geholpen = RadioField(_l("Bent u geholpen?"), validate_choice=False)
    tevreden = RadioField(_l("Hoe tevreden bent u over het contact?"), validate_choice=False)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.geholpen.choices = [("ja", _("Ja")), ("deels", _("Een beetje")), ("nee", _("Nee"))]
        self.tevreden.choices = [
            ("5", _("Heel tevreden")),
            ("4", _("Tevreden")),
            ("3", _("Niet tevreden, niet ontevreden")),
            ("2", _("Ontevreden")),
            ("1", _("Heel ontevreden")),
        ]

    @property
    def score(self) -> int:
        """From 1 to 5; 0 (never right) for anything else."""
        return int(self.tevreden.data) if self.tevreden.data in dict(self.tevreden.choices) else 0

    def _one_of(self, field: Field) -> None:
        if field.data not in dict(field.choices):
            raise ValidationError(_("Kies een antwoord."))

    validate_geholpen = validate_tevreden = _one_of


class CallForm(Form):
    """When the contact person may call."""

    moment = SelectField(_l("Wanneer mogen wij bellen?"), validate_choice=False)
    telefoon = StringField(_l("Op welk nummer?"), filters=[one_line])

    def __init__(self, moments: Sequence[Belkeuze], telefoon: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        offered = [
            (
                f"{moment.dag.isoformat()}/{moment.dagdeel.value}",
                _(
                    "%(dag)s, tussen %(van)s en %(tot)s uur",
                    dag=format_date(moment.dag, "EEEE d MMMM"),
                    van=time_in_words(moment.uren.start),
                    tot=time_in_words(moment.uren.end),
                ),
            )
            for moment in moments
        ]
        self.moment.choices = [("", _("Kies een moment")), *offered]
        if not self.telefoon.data:
            self.telefoon.data = telefoon

    @property
    def choice(self) -> tuple[date, str]:
        """The day and the part of it; the first day there is (never right) for anything that is not in the list."""
        chosen = str(self.moment.data)
        day, _slash, part = chosen.partition("/")
        return (date.fromisoformat(day), part) if chosen and chosen in dict(self.moment.choices) else (date.min, "")

    def validate_moment(self, field: Field) -> None:
        """One of the list."""
        if not field.data or field.data not in dict(field.choices):
            raise ValidationError(_("Kies een moment uit de lijst."))

    def validate_telefoon(self, field: Field) -> None:
        """A phone number."""
        if not _PHONE.match(field.data or ""):
            raise ValidationError(_("Vul een telefoonnummer in, bijvoorbeeld 026 123 45 67."))
