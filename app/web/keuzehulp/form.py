"""The form of one question, sent with GET so that the answers stay in the address."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from wtforms import Form, RadioField, SelectMultipleField, StringField
from wtforms.fields import Field
from wtforms.fields.choices import SelectChoice

from app.core import clock
from app.kennisbank.facts import dutch_number
from app.kennisbank.questions import UNKNOWN, Vraag
from app.keuzehulp.answers import Value, write_value
from app.web.language import language
from app.web.state import loket


def worded(item: Any, name: str) -> str | None:
    """A text of the content in the language of the page; Dutch where there is no other."""
    own: str | None = getattr(item, name)
    text = (getattr(item, f"{name}_en", None) or own) if language() == "en" else own
    return loket().catalogue.facts.fill(text, clock.today()) if text and "[[" in text else text


def question_form(question: Vraag, given: Value | None, mistake: str | None, typed: str = "") -> Form:
    """A form with one field ``antwoord``, named after the question. ``typed`` is shown again after a mistake."""
    form = type("QuestionForm", (Form,), {"antwoord": _field(question)})(
        data={"antwoord": _data(question, given, typed)}
    )
    if mistake is not None:
        form.antwoord.errors = [mistake]
    return form


def _field(question: Vraag) -> Field:
    if question.soort in ("getal", "datum"):
        return StringField(worded(question, "kort") or worded(question, "tekst"), name=question.id, id="antwoord")
    choices = [SelectChoice(option.id, worded(option, "tekst")) for option in question.opties]
    choices.append(SelectChoice(UNKNOWN, _("Weet ik niet")))
    kind, label = (
        (RadioField, _("Kies één antwoord"))
        if question.soort == "keuze"
        else (SelectMultipleField, _("Kies alles wat past"))
    )
    return kind(label, choices=choices, name=question.id, id="antwoord", validate_choice=False)


def _data(question: Vraag, given: Value | None, typed: str) -> Any:
    if question.soort in ("getal", "datum"):
        return typed or (shown(question, given) if given is not None and given != UNKNOWN else "")
    if given is None:
        return None
    chosen = write_value(question, given).split(",")
    return chosen[0] if question.soort == "keuze" else chosen


def shown(question: Vraag, value: Value) -> str:
    """An answer as a person reads it."""
    if isinstance(value, str):
        return str(_("Weet ik niet"))
    if isinstance(value, frozenset):
        return ", ".join(worded(option, "tekst") or "" for option in question.opties if option.id in value)
    if isinstance(value, Decimal):
        return dutch_number(value)
    return f"{value.day}-{value.month}-{value.year}"
