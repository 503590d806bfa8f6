"""Fields that the library has only with English messages."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _
from wtforms import DateField, IntegerField
from wtforms.widgets import NumberInput


class DayField(DateField):  # type: ignore[misc]  # the package has no types
    """A day; empty gives None."""

    data: Any

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what the browser sent: 2026-11-24."""
        self.raw_data = valuelist
        text = str(valuelist[0]).strip() if valuelist else ""
        self.data = None
        if text:
            try:
                self.data = date.fromisoformat(text)
            except ValueError:
                raise ValueError(_("Vul een datum in, bijvoorbeeld 24-11-2026.")) from None


class NumberField(IntegerField):  # type: ignore[misc]  # the package has no types
    """A whole number; empty gives None."""

    data: Any
    widget = NumberInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what the browser sent."""
        text = str(valuelist[0]).strip() if valuelist else ""
        self.data = None
        if text:
            if not text.isdecimal() or len(text) > 6:
                raise ValueError(_("Vul een heel getal in."))
            self.data = int(text)
