"""Forms of the werkgeverdossier."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, SelectField, StringField, TextAreaField

from app.contact.company import FACTS
from app.contact.dossier import Dossier, PlacementRow
from app.contact.dossier_models import Contactsoort
from app.contact.dossier_rights import Wisreden
from app.contact.followups import LONGEST_WHY
from app.contact.placements import LONGEST_JOB
from app.contact.request_facts import LONGEST_TEXT
from app.web.forms import Form, ValidationError, at_most, many_lines, one_line, required
from app.web.werkplek.forms import KeyedForm

ROWS = 4


def read_day(text: str | None) -> date | None:
    """A day out of a date field ("2026-11-24", or typed as "24-11-2026"), or None."""
    found = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text or "")
    parts = found.groups() if found else None
    if parts is None and (typed := re.fullmatch(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})", text or "")):
        parts = typed.groups()[::-1]
    try:
        return date(*map(int, parts)) if parts else None
    except ValueError:
        return None


def read_month(text: str | None) -> date | None:
    """The first day of a month out of a month field ("2026-11", or typed as "11-2026"), or None."""
    typed = re.fullmatch(r"(\d{1,2})[-/](\d{4})", text or "")
    return read_day(f"{typed[2]}-{typed[1]}-1" if typed else f"{text}-1")


def day_or_empty(_form: Form, field: Field) -> None:
    """A day, or nothing."""
    if field.data and read_day(field.data) is None:
        raise ValidationError(_("Vul een datum in, bijvoorbeeld 24-11-2026."))


def day_required(_form: Form, field: Field) -> None:
    """A day."""
    if read_day(field.data) is None:
        raise ValidationError(_("Vul een datum in, bijvoorbeeld 24-11-2026."))


def check_in_choices(emails: Sequence[str]) -> list[tuple[str, str]]:
    """Nobody, or one of the confirmed addresses of the werkgever."""
    return [("", _("Nee, ik bel zelf")), *((email, email) for email in emails)]


class PlacementForm(KeyedForm):
    """Somebody begins here: job, month, regelingen with the end of the decision."""

    functie = StringField(
        _l("Functie"), filters=[one_line], validators=[required(_l("Vul de functie in.")), at_most(LONGEST_JOB)]
    )
    startmaand = StringField(_l("Startmaand"), filters=[one_line])
    regeling1 = SelectField(_l("Regeling 1"), validate_choice=False)
    tot1 = StringField(_l("Einddatum regeling 1"), filters=[one_line], validators=[day_or_empty])
    regeling2 = SelectField(_l("Regeling 2"), validate_choice=False)
    tot2 = StringField(_l("Einddatum regeling 2"), filters=[one_line], validators=[day_or_empty])
    regeling3 = SelectField(_l("Regeling 3"), validate_choice=False)
    tot3 = StringField(_l("Einddatum regeling 3"), filters=[one_line], validators=[day_or_empty])
    regeling4 = SelectField(_l("Regeling 4"), validate_choice=False)
    tot4 = StringField(_l("Einddatum regeling 4"), filters=[one_line], validators=[day_or_empty])

    checkin_email = SelectField(_l("Check-in per e-mail op de vaste momenten?"), validate_choice=False)

    def __init__(self, regelingen: Sequence[tuple[str, str]], emails: Sequence[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.checkin_email.choices = check_in_choices(emails)
        for number in range(1, ROWS + 1):
            self[f"regeling{number}"].choices = [("", _("Geen regeling")), *regelingen]

    def validate_startmaand(self, field: Field) -> None:
        """A month."""
        if read_month(field.data) is None:
            raise ValidationError(_("Vul een maand in, bijvoorbeeld 11-2026."))

    @property
    def pairs(self) -> list[tuple[Field, Field]]:
        """Regeling and end date, side by side."""
        return [(self[f"regeling{n}"], self[f"tot{n}"]) for n in range(1, ROWS + 1)]

    @property
    def month(self) -> date:
        """The first day of the month; only after validation."""
        found = read_month(self.startmaand.data)
        assert found is not None  # noqa: S101 - validated
        return found

    @property
    def used(self) -> list[tuple[str, date | None]]:
        """What was chosen, each with the day of the decision."""
        return [(regeling.data, read_day(tot.data)) for regeling, tot in self.pairs if regeling.data]


def end_dates_form(placement: PlacementRow, titles: Mapping[str, str], **kwargs: Any) -> Form:
    """A day for every regeling of a placement; the names carry the placement, so that a page can hold several."""
    fields = {
        used.slug: StringField(
            _("Einddatum %(regeling)s", regeling=titles.get(used.slug, used.slug)),
            filters=[one_line],
            validators=[day_or_empty],
            default=used.tot.isoformat() if used.tot and used.besluit else "",
        )
        for used in placement.regelingen
    }
    made: Form = type("EndDatesForm", (Form,), fields)(prefix=f"p{placement.id}-", **kwargs)
    return made


class MomentForm(KeyedForm):
    """A moment of contact, or a note."""

    soort = SelectField(_l("Wat was het?"))
    dag = StringField(_l("Dag"), filters=[one_line], validators=[day_required])
    tekst = TextAreaField(
        _l("Wat wilt u onthouden?"),
        filters=[many_lines],
        validators=[required(_l("Schrijf wat u wilt onthouden.")), at_most(LONGEST_TEXT)],
    )

    def __init__(self, today: date, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.soort.choices = [(s.value, s.label) for s in Contactsoort]
        if not self.dag.data:
            self.dag.data = today.isoformat()


class CompanyForm(Form):
    """What we know of the company; every answer may stay open."""

    motief = SelectField(_l("Waarom wil de werkgever dit?"), validate_choice=False)
    ervaring = SelectField(_l("Heeft de werkgever ervaring?"), validate_choice=False)
    hr = SelectField(_l("Wie doet het personeelswerk?"), validate_choice=False)
    grootte = SelectField(_l("Hoeveel mensen werken er?"), validate_choice=False)

    def __init__(self, known: Dossier | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        for name, (_words, kind) in FACTS.items():
            self[name].choices = [("", _("Weet ik niet")), *((value.value, value.label) for value in kind)]
            if known is not None:
                self[name].data = getattr(known, name) or ""

    @property
    def company_facts(self) -> dict[str, str | None]:
        """What was chosen, by name; None for not known."""
        return {name: self[name].data or None for name in FACTS}


class FollowUpForm(KeyedForm):
    """A day to get back to the werkgever."""

    op = StringField(_l("Wanneer?"), filters=[one_line], validators=[day_required])
    waarom = StringField(
        _l("Waarom?"),
        filters=[one_line],
        validators=[required(_l("Schrijf waarom u terugkomt.")), at_most(LONGEST_WHY)],
    )


class CheckinAddressForm(Form):
    """Where the check-ins of the planned moments of one placement go; one form for each placement on the page."""

    checkin_email = SelectField(_l("Check-in per e-mail op de vaste momenten?"), validate_choice=False)

    def __init__(self, placement_id: int, emails: Sequence[str], chosen: str | None = None, **kwargs: Any) -> None:
        super().__init__(prefix=f"c{placement_id}-", **kwargs)
        self.checkin_email.choices = check_in_choices(emails)
        if chosen and not self.checkin_email.data:
            self.checkin_email.data = chosen


class CheckinForm(Form):
    """Ask by mail how it goes."""

    email = SelectField(_l("Naar welk adres?"), validate_choice=False)
    plaatsing = SelectField(_l("Waarover?"), validate_choice=False)

    def __init__(self, emails: Sequence[str], placements: Sequence[PlacementRow], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.email.choices = [(email, email) for email in emails]
        running = [(str(p.id), f"{p.functie} ({p.startmaand:%m-%Y})") for p in placements if p.beeindigd_op is None]
        self.plaatsing.choices = [*running, ("", _("In het algemeen"))]

    @property
    def placement(self) -> int | None:
        """The id of the placement; None for in general."""
        text = str(self.plaatsing.data or "")
        return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None


class AccessForm(Form):
    """Everything about a werkgever, as a file or to print."""

    vorm = SelectField(_l("Hoe wilt u het?"))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.vorm.choices = [("afdruk", _("Als pagina om te printen")), ("json", _("Als bestand (JSON)"))]


class EraseForm(Form):
    """Forget a werkgever."""

    reden = SelectField(_l("Waarom wist u deze werkgever?"), validate_choice=False)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.reden.choices = [("", _("Kies een reden")), *((r.value, r.label) for r in Wisreden)]

    def validate_reden(self, field: Field) -> None:
        """One of the list."""
        if field.data not in set(Wisreden):
            raise ValidationError(_("Kies een reden."))
