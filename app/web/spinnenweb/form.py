"""The forms: one question per element as radio buttons, and the form that opens a groep."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, SelectField, StringField, TextAreaField
from wtforms import Form as PlainForm
from wtforms.fields.choices import SelectChoice

from app.kennisbank.terms import Tweetalig
from app.spinnenweb.definition import SCORES, Element, Spinnenweb
from app.spinnenweb.filled import NO_OPINION
from app.spinnenweb.models import Groep
from app.spinnenweb.services import LONGEST_NAME
from app.web.forms import Form, OnceForm, ValidationError, at_most, many_lines, one_line, required
from app.web.spinnenweb.area import worded

LONGEST_NOTE = 500


class ScoreForm(OnceForm):
    """All elements of one web; made with ``score_form``."""

    web: Spinnenweb

    def score_of(self, element: Element) -> Field:
        """The field with the score."""
        return self[f"score-{element.id}"]

    def note_of(self, element: Element) -> Field:
        """The field with the note."""
        return self[f"notitie-{element.id}"]

    @property
    def scores(self) -> dict[str, int | None]:
        """By element id; only after validation."""
        given = {element.id: self.score_of(element).data for element in self.web.elementen}
        return {name: None if mark == NO_OPINION else int(mark) for name, mark in given.items()}

    @property
    def notes(self) -> dict[str, str]:
        """What was written, by element id."""
        written = {element.id: self.note_of(element).data for element in self.web.elementen}
        return {name: text for name, text in written.items() if text}


def explained(element: Element) -> dict[str, str]:
    """What each score means, for beside the number."""
    return {str(score): worded(text) for score, text in zip(SCORES, element.zinnen, strict=True)}


def score_form(web: Spinnenweb, *, alone: bool) -> ScoreForm:
    """The form of a web. Alone: with notes, at least one score. With a groep: on whose behalf, and no free text."""
    fields: dict[str, Any] = {"web": web}
    for element in web.elementen:
        fields[f"score-{element.id}"] = _score(element.titel)
        if alone:
            fields[f"notitie-{element.id}"] = TextAreaField(
                _("Notitie bij: %(onderdeel)s", onderdeel=worded(element.titel)),
                filters=[many_lines],
                validators=[at_most(LONGEST_NOTE)],
            )
    if not alone:
        choices = [
            (Groep.WERKGEVERS.value, _("Een werkgever")),
            (Groep.PROFESSIONALS.value, _("Een gemeente, UWV, een school of een andere organisatie die helpt")),
        ]
        fields["groep"] = _radio(_("Voor wie vult u dit in?"), choices, _("Kies voor wie u dit invult."))
    form: ScoreForm = type("WebForm", (ScoreForm,), fields)()
    return form


def refuse_empty(form: ScoreForm) -> bool:
    """Whether there is nothing to show; then the form says so."""
    if any(score is not None for score in form.scores.values()):
        return False
    form.form_errors.append(_("Geef minstens één onderdeel een score. Anders is er niets te laten zien."))
    return True


def _score(title: Tweetalig) -> RadioField:
    choices = [*((str(score), str(score)) for score in SCORES), (NO_OPINION, _("Geen mening"))]
    message = _("Kies een score bij '%(onderdeel)s', of kies 'Geen mening'.", onderdeel=worded(title))
    return _radio(worded(title), choices, message)


def _radio(label: str, choices: list[tuple[str, str]], message: str) -> RadioField:
    def chosen(_form: Form, field: Field) -> None:
        if field.data not in dict(choices):
            raise ValidationError(message)

    options = [SelectChoice(value, text) for value, text in choices]
    return RadioField(label, choices=options, validators=[chosen], validate_choice=False)


class CodeForm(PlainForm):  # type: ignore[misc]  # the package has no types
    """Where a participant types the code; sent with GET."""

    code = StringField(_l("Code van de groep"))


class EarlierForm(PlainForm):  # type: ignore[misc]  # the package has no types
    """Where a visitor pastes the link of an earlier web; sent with GET."""

    eerder = StringField(_l("Of plak hier de link van een eerder web"))


class OpenForm(Form):
    """A new groep."""

    naam = StringField(
        _l("Naam van de groep of werkgever"),
        filters=[one_line],
        validators=[required(_l("Geef de groep een naam.")), at_most(LONGEST_NAME)],
    )
    kvk_nummer = StringField(_l("KvK-nummer van de werkgever"), filters=[one_line])
    web = SelectField(_l("Welk web?"), validate_choice=True)

    def __init__(self, webs: tuple[Spinnenweb, ...], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.web.choices = [(web.web, f"{worded(web.titel)}: {worded(web.voor).lower()}") for web in webs]
        if not self.web.data and webs:
            self.web.data = webs[0].web

    def validate_kvk_nummer(self, field: Field) -> None:
        """Eight digits, or empty."""
        field.data = re.sub(r"[ .]", "", field.data or "")
        if field.data and not re.fullmatch(r"[0-9]{8}", field.data):
            raise ValidationError(_("Een KvK-nummer heeft 8 cijfers. Controleer het nummer of laat het veld leeg."))
