"""Forms on the page of a request. ``versie`` is what the colleague saw; ``sleutel`` makes sending twice harmless."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField, SelectField, StringField, TextAreaField

from app.contact.queries import Colleague
from app.contact.request_facts import LONGEST_TEXT
from app.contact.services import LONGEST_REASON, LONGEST_REFERRAL
from app.web.forms import Form, OnceForm, ValidationError, at_most, many_lines, one_line, required

DESK = "loket"
CHOOSE = _l("Kies een collega")


class VersionForm(Form):
    """A button that changes a request."""

    versie = HiddenField()

    @property
    def version(self) -> int:
        """The version the colleague saw; 0 (never right) when it was tampered with."""
        text = str(self.versie.data or "")
        return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0


class KeyedForm(VersionForm, OnceForm):
    """A message: also with a key."""


class AnswerForm(KeyedForm):
    """An answer to the werkgever."""

    antwoord = TextAreaField(
        _l("Uw antwoord"),
        filters=[many_lines],
        validators=[required(_l("Schrijf eerst een antwoord.")), at_most(LONGEST_TEXT)],
    )
    invoegen = SelectField(_l("Zet iets in uw antwoord"), choices=[], validate_choice=False)
    uitgelegd = BooleanField(_l("Dit moest ik uitleggen"))
    uitlegpagina = SelectField(_l("Welke pagina was niet duidelijk?"), choices=[], validate_choice=False)


class CallLogForm(KeyedForm):
    """A call about this request."""

    gesprek = TextAreaField(
        _l("Wat besprak u?"),
        filters=[many_lines],
        validators=[required(_l("Schrijf kort wat u besprak.")), at_most(LONGEST_TEXT)],
    )
    beantwoord = BooleanField(_l("Hiermee is de vraag beantwoord"))


class NoteForm(KeyedForm):
    """An internal note."""

    notitie = TextAreaField(
        _l("Notitie voor collega's"),
        filters=[many_lines],
        validators=[required(_l("Schrijf eerst een notitie.")), at_most(LONGEST_TEXT)],
    )


class AssignForm(VersionForm):
    """Give the request to a colleague with a reason."""

    collega = SelectField(_l("Collega"))
    reden = StringField(
        _l("Reden"),
        filters=[one_line],
        validators=[required(_l("Schrijf waarom u dit verzoek overdraagt.")), at_most(LONGEST_REASON)],
    )

    def __init__(self, colleagues: Sequence[Colleague], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        people = [(str(c.id), f"{c.naam} ({c.open_load} open)") for c in colleagues]
        self.collega.choices = [("", str(CHOOSE)), *people, (DESK, str(_l("Het loket")))]

    def validate_collega(self, field: Field) -> None:
        """Somebody must be chosen."""
        if not field.data:
            raise ValidationError(_l("Kies een collega of het loket."))

    def without(self, owner: int | None) -> None:
        """Do not offer who has the request already (None: the desk)."""
        now = DESK if owner is None else str(owner)
        self.collega.choices = [choice for choice in self.collega.choices if choice[0] != now]

    @property
    def to(self) -> int | None:
        """The id of the colleague; None for the desk."""
        return None if self.collega.data == DESK else int(self.collega.data)


class ReferForm(VersionForm):
    """Close the request because somebody else helps the werkgever."""

    naar = StringField(
        _l("Naar wie verwijst u door?"),
        filters=[one_line],
        validators=[required(_l("Vul in naar wie u de werkgever doorverwijst.")), at_most(LONGEST_REFERRAL)],
    )


class EmailForm(VersionForm):
    """The e-mail address of a werkgever that had none."""

    email = StringField(
        _l("E-mailadres"), filters=[one_line], validators=[required(_l("Vul het e-mailadres in.")), at_most(254)]
    )


class InviteForm(Form):
    """Ask somebody into this one request."""

    gast = SelectField(_l("Collega"))

    def __init__(self, people: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.gast.choices = [("", str(CHOOSE)), *((str(number), naam) for number, naam in people)]

    def validate_gast(self, field: Field) -> None:
        """Somebody must be chosen."""
        if not field.data:
            raise ValidationError(CHOOSE)
