"""The contact form: asks little, keeps what was typed, and says at the field what to do."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField, SelectField, StringField, TextAreaField

from app.contact.request_facts import LONGEST_TEXT, RequestFacts
from app.contact.sizes import Grootte
from app.contact.subjects import BY_ID, ONDERWERPEN
from app.kennisbank.catalogue import Catalogue
from app.kennisbank.derived import Derived
from app.kennisbank.region import locate, parse_postcode
from app.web.forms import ValidationError, at_most, many_lines, one_line, required
from app.web.forms.guard import GuardedForm
from app.web.language import LANGUAGES, language

ELSEWHERE = "buiten"
_ORDINARY = re.compile(r"[A-Za-z0-9_+-]+(\.[A-Za-z0-9_+-]+)*")
_PHONE = re.compile(r"^[+\d][\d ()-]{7,24}$")


def is_address(text: str) -> bool:
    """Whether mail can be sent to it. Of addresses with an ordinary name only the domain is looked at, once."""
    name, _at, domain = text.rpartition("@")
    return _is_domain(domain) if len(text) <= 254 and _ORDINARY.fullmatch(name) else _is_valid(text)


@lru_cache(maxsize=1000)
def _is_domain(domain: str) -> bool:
    return _is_valid(f"naam@{domain}")


def _is_valid(text: str) -> bool:
    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


def _choices(catalogue: Catalogue) -> dict[str, list[tuple[str, str]]]:
    """What can be chosen in each list, in the language of this request."""
    sectors = catalogue.terms["sectoren"].values()
    return {
        "sector": [("", _("Kies een sector")), *((term.slug, getattr(term.label, language())) for term in sectors)],
        "grootte": [("", _("Kies een aantal")), *((g.value, str(g.label)) for g in Grootte)],
        "gemeente": [
            ("", _("Kies uw gemeente")),
            *((g.slug, g.naam) for g in catalogue.region.gemeenten),
            (ELSEWHERE, _("Een andere gemeente")),
        ],
        "onderwerp": [
            ("", _("Kies een onderwerp")),
            *((o.id, o.naam if language() == "nl" else o.naam_en) for o in ONDERWERPEN),
        ],
    }


_CHOICES = {name: Derived(_choices) for name in LANGUAGES}


class ContactForm(GuardedForm):
    """One question of one werkgever. ``sleutel`` makes sending it twice harmless."""

    onderwerp = SelectField(_l("Waar gaat uw vraag over?"), validate_choice=False)
    vraag = TextAreaField(
        _l("Uw vraag"),
        filters=[many_lines],
        validators=[required(_l("Schrijf kort wat u wilt weten.")), at_most(LONGEST_TEXT)],
    )
    organisatie = StringField(
        _l("Naam van uw organisatie"),
        filters=[one_line],
        validators=[required(_l("Vul de naam van uw organisatie in.")), at_most(200)],
    )
    kvk_nummer = StringField(_l("KvK-nummer"), filters=[one_line])
    postcode = StringField(_l("Postcode van uw bedrijf"), filters=[one_line])
    gemeente = SelectField(_l("Gemeente van uw bedrijf"), validate_choice=False)
    naam = StringField(_l("Uw naam"), filters=[one_line], validators=[required(_l("Vul uw naam in.")), at_most(120)])
    email = StringField(_l("E-mailadres"), filters=[one_line], validators=[required(_l("Vul uw e-mailadres in."))])
    telefoon = StringField(_l("Telefoonnummer"), filters=[one_line])
    sector = SelectField(_l("Sector"), validate_choice=False)
    grootte = SelectField(_l("Hoeveel mensen werken er bij u?"), validate_choice=False)
    keuzehulp_mee = BooleanField(_l("Stuur de uitkomst van de keuzehulp mee"))
    keuzehulp = HiddenField()
    bijlage_mee = BooleanField(_l("Stuur dit mee met mijn vraag"))
    bijlage = HiddenField()

    def __init__(self, catalogue: Catalogue, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._region = catalogue.region
        for name, choices in _CHOICES[language()].of(catalogue).items():
            self[name].choices = choices
        self._gemeente: str | None = None

    def validate_kvk_nummer(self, field: Field) -> None:
        """Eight digits, or empty."""
        digits = re.sub(r"[ .]", "", field.data)
        if digits and not re.fullmatch(r"[0-9]{8}", digits):
            raise ValidationError(_("Een KvK-nummer heeft 8 cijfers. Controleer het nummer of laat het veld leeg."))

    def validate_email(self, field: Field) -> None:
        """An address that mail can reach."""
        if not is_address(field.data):
            raise ValidationError(_("Vul een e-mailadres in, bijvoorbeeld naam@bedrijf.nl."))

    def validate_telefoon(self, field: Field) -> None:
        """A phone number, or empty."""
        if field.data and not _PHONE.match(field.data):
            raise ValidationError(_("Vul een telefoonnummer in, bijvoorbeeld 026 123 45 67. Of laat het veld leeg."))

    def validate_onderwerp(self, field: Field) -> None:
        """One of the list."""
        if field.data not in BY_ID:
            raise ValidationError(_("Kies waar uw vraag over gaat."))

    def validate_postcode(self, field: Field) -> None:
        """Needed only when no gemeente is chosen; a shared postcode asks for the gemeente."""
        four = parse_postcode(field.data) if field.data else None
        if field.data and four is None:
            raise ValidationError(_("Vul een postcode in met 4 cijfers en 2 letters, bijvoorbeeld 6811 AB."))
        if self.gemeente.data == ELSEWHERE:
            return
        if self.gemeente.data:
            self._gemeente = self.gemeente.data
        elif four is None:
            raise ValidationError(_("Vul uw postcode in, of kies hieronder uw gemeente."))
        else:
            place = locate(self._region, four)
            self._gemeente = place.zeker.slug if place.zeker else None

    def validate_gemeente(self, field: Field) -> None:
        """One of the list; asked for when the postcode belongs to more than one gemeente."""
        if field.data not in dict(field.choices):
            raise ValidationError(_("Kies een van de mogelijkheden."))
        four = parse_postcode(self.postcode.data or "")
        if not field.data and four and locate(self._region, four).mogelijk:
            raise ValidationError(_("Deze postcode hoort bij meer dan een gemeente. Kies uw gemeente."))

    def facts(self, keuzehulp: dict[str, Any] | None, bijlage: dict[str, Any] | None = None) -> RequestFacts:
        """What the service needs; only after validation."""
        subject = BY_ID[self.onderwerp.data]
        return RequestFacts(
            key=self.sleutel.data,
            organisatie=self.organisatie.data,
            naam=self.naam.data,
            email=self.email.data,
            onderwerp=subject.naam,
            vraag=self.vraag.data,
            gemeente=self._gemeente,
            plaats=(self.postcode.data or None) if self._gemeente is None else None,
            kvk_nummer=self.kvk_nummer.data or None,
            telefoon=self.telefoon.data or None,
            keuzehulp=keuzehulp,
            bijlage=bijlage,
            spoed=subject.spoed,
            sector=self._listed(self.sector),
            grootte=self._listed(self.grootte),
        )

    @staticmethod
    def _listed(field: Field) -> str | None:
        """What was chosen from the list; anything else counts as nothing, because the field is not required."""
        return field.data if field.data and field.data in dict(field.choices) else None
