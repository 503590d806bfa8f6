"""What all forms share: cleaning, Dutch messages, error prefix."""

from __future__ import annotations

import re
import secrets
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, ValidationError
from wtforms.csrf.core import CSRFTokenField
from wtforms.validators import DataRequired, Length

from app.core.text import clean_line, clean_text

_KEY = re.compile(r"[\w-]{16,64}")


class _Sentences:
    """Stands where the library looks for its own messages, which do not say what to do."""

    def gettext(self, message: str) -> str:
        """A sentence of ours."""
        if "choice" in message.lower():
            return str(_("Kies een van de mogelijkheden."))
        return str(_("Controleer wat u hier invulde."))

    def ngettext(self, singular: str, _plural: str, _number: int) -> str:
        """The same for messages with a number."""
        return self.gettext(singular)


_SENTENCES = _Sentences()


class _LateToken(CSRFTokenField):  # type: ignore[misc]  # the package has no types
    """Makes its token when it is shown: a form that is only read needs none."""

    def process(self, *args: Any, **kwargs: Any) -> None:
        """As any hidden field."""
        HiddenField.process(self, *args, **kwargs)

    def _value(self) -> str:
        token: str = self.csrf_impl.generate_csrf_token(self)
        return token


class _Csrf(FlaskForm.Meta.csrf_class):  # type: ignore[misc]  # the package has no types
    field_class = _LateToken


class Form(FlaskForm):  # type: ignore[misc]  # the package has no types
    """Base of all forms; the standard messages of the library are never shown."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # the package has no types
        """Every rule here carries its own sentence; ``_Sentences`` has one for what the library refuses by itself."""

        csrf_class = _Csrf

        def get_translations(self, _form: Any) -> _Sentences:
            """Our sentences."""
            return _SENTENCES

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """The field as it was made for the first form, for this one: only its own value is new.

            What a field is made of is shared by all forms, so replace a label or validator, never change it.
            """
            kept = unbound_field.__dict__.setdefault("kept", {})
            name = options["name"], options["prefix"]
            if name not in kept:
                kept[name] = super().bind_field(form, unbound_field, options).__dict__
            field = object.__new__(unbound_field.field_class)
            field.__dict__ |= kept[name] | {"meta": self, "_form": form}
            return field


class OnceForm(Form):
    """A form that counts once: ``sleutel`` is made when it is shown and makes sending it twice harmless."""

    sleutel = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.sleutel.data or not _KEY.fullmatch(self.sleutel.data):
            self.sleutel.data = secrets.token_urlsafe(18)


def required(message: Any) -> DataRequired:
    """The field must be filled in, with more than spaces; ``message`` says what to do."""
    return DataRequired(message=message)


def at_most(count: int) -> Length:
    """No more than ``count`` characters."""
    return Length(max=count, message=_l("Maak deze tekst korter. Er passen %(max)d tekens in.", max=count))


def one_line(value: str | None) -> str:
    """Filter for a text field."""
    return clean_line(value or "")


def many_lines(value: str | None) -> str:
    """Filter for a text area."""
    return clean_text(value or "")


__all__ = ["Form", "OnceForm", "ValidationError", "at_most", "many_lines", "one_line", "required"]
