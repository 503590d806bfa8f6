"""Forms of the coördinator and the beheerder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)

from app.accounts.permissions import Rol
from app.accounts.services import LONGEST_PASSWORD, SHORTEST_PASSWORD, WERKDAGEN
from app.contact.handover import LONGEST_REASON, LONGEST_SUMMARY
from app.contact.people import Person
from app.contact.rules import RuleFacts
from app.contact.sizes import Grootte
from app.kennisbank.region import Regio
from app.web.forms import Form, at_most, many_lines, one_line, required
from app.web.forms.fields import NumberField

DAYS = (_l("maandag"), _l("dinsdag"), _l("woensdag"), _l("donderdag"), _l("vrijdag"))
BY_RULES = "regels"


class WorkForm(Form):
    """Working days, hours, territory and standing vervanger of one colleague."""

    telefoon = StringField(_l("Telefoonnummer"), filters=[one_line], validators=[at_most(20)])
    werkdagen = SelectMultipleField(_l("Werkdagen"))
    uren = NumberField(_l("Uren per week"), validators=[required(_l("Vul het aantal uren in."))])
    vol = BooleanField(_l("Zit vol: nu geen nieuwe werkgevers"))
    vervanger = SelectField(_l("Vaste vervanger"))
    gemeenten = SelectMultipleField(_l("Neemt nieuwe werkgevers aan in"))

    def __init__(self, region: Regio, person: Person, colleagues: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        given = {
            "telefoon": person.telefoon or "",
            "werkdagen": list(person.werkdagen),
            "uren": person.uren,
            "vol": person.vol,
            "vervanger": str(person.vervanger_id or ""),
            "gemeenten": list(person.gemeenten),
        }
        super().__init__(data=given, **kwargs)
        self.werkdagen.choices = [(day, str(name)) for day, name in zip(WERKDAGEN, DAYS, strict=True)]
        others = [(str(i), naam) for i, naam in colleagues if i != person.id]
        self.vervanger.choices = [("", _("Geen: het loket springt in")), *others]
        self.gemeenten.choices = [(g.slug, g.naam) for g in region.gemeenten]


class AccountForm(Form):
    """Name, address and roles."""

    naam = StringField(_l("Naam"), filters=[one_line], validators=[required(_l("Vul een naam in.")), at_most(120)])
    email = StringField(
        _l("E-mailadres"), filters=[one_line], validators=[required(_l("Vul een e-mailadres in.")), at_most(254)]
    )
    rollen = SelectMultipleField(_l("Rollen"))
    organisatie = StringField(_l("Organisatie"), filters=[one_line], validators=[at_most(120)])

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.rollen.choices = [(rol.value, rol.label) for rol in Rol]


class PasswordForm(Form):
    """A new password for somebody."""

    wachtwoord = PasswordField(_l("Nieuw wachtwoord"), validators=[required(_l("Vul een wachtwoord in."))])


class NewPersonForm(AccountForm):
    """A new account with its first password."""

    wachtwoord = PasswordField(_l("Eerste wachtwoord"), validators=[required(_l("Vul een wachtwoord in."))])


class DepartureForm(Form):
    """Hand over everything of somebody who leaves."""

    naar = SelectField(_l("Naar wie?"))
    reden = StringField(
        _l("Reden"), filters=[one_line], validators=[required(_l("Schrijf waarom.")), at_most(LONGEST_REASON)]
    )
    samenvatting = TextAreaField(
        _l("Samenvatting voor de collega's"),
        filters=[many_lines],
        validators=[required(_l("Schrijf wat de collega's moeten weten.")), at_most(LONGEST_SUMMARY)],
    )
    voorstel = HiddenField()

    def __init__(self, colleagues: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.naar.choices = [
            (BY_RULES, _("Verdeel volgens de regels")),
            *((str(number), naam) for number, naam in colleagues),
        ]

    @property
    def to(self) -> int | None:
        """The chosen colleague; None means divide by the rules."""
        return None if self.naar.data == BY_RULES else int(self.naar.data)


class RuleForm(Form):
    """One rule, and an example to try it on."""

    naam = StringField(
        _l("Naam van de regel"), filters=[one_line], validators=[required(_l("Geef de regel een naam.")), at_most(120)]
    )
    volgorde = NumberField(_l("Volgorde"), validators=[required(_l("Vul een getal in."))])
    gemeenten = SelectMultipleField(_l("Gemeenten"))
    sectoren = SelectMultipleField(_l("Sectoren"))
    groottes = SelectMultipleField(_l("Grootte"))
    medewerkers = SelectMultipleField(_l("Gaat naar een van deze collega's"))
    proef_gemeente = SelectField(_l("Gemeente van het voorbeeld"))
    proef_sector = SelectField(_l("Sector van het voorbeeld"))
    proef_grootte = SelectField(_l("Grootte van het voorbeeld"))

    def __init__(
        self,
        region: Regio,
        sectors: Sequence[tuple[str, str]],
        colleagues: Sequence[tuple[int, str]],
        rule: RuleFacts | None = None,
        **kwargs: Any,
    ) -> None:
        given: dict[str, Any] = {"volgorde": 100}
        if rule is not None:
            given = {
                "naam": rule.naam,
                "volgorde": rule.volgorde,
                "gemeenten": list(rule.gemeenten),
                "sectoren": list(rule.sectoren),
                "groottes": list(rule.groottes),
                "medewerkers": [str(number) for number in rule.medewerkers],
            }
        super().__init__(data=given, **kwargs)
        places = [(g.slug, g.naam) for g in region.gemeenten]
        sizes = [(size.value, size.label) for size in Grootte]
        unknown = ("", _("Onbekend"))
        self.gemeenten.choices, self.sectoren.choices, self.groottes.choices = places, list(sectors), sizes
        self.medewerkers.choices = [(str(number), naam) for number, naam in colleagues]
        self.proef_gemeente.choices = places
        self.proef_sector.choices, self.proef_grootte.choices = [unknown, *sectors], [unknown, *sizes]

    def facts(self) -> RuleFacts:
        """What was filled in."""
        return RuleFacts(
            naam=self.naam.data or "",
            volgorde=self.volgorde.data or 0,
            gemeenten=tuple(self.gemeenten.data or ()),
            sectoren=tuple(self.sectoren.data or ()),
            groottes=tuple(self.groottes.data or ()),
            medewerkers=tuple(int(number) for number in self.medewerkers.data or ()),
        )


PASSWORD_HELP = _l("Van %(kort)d tot en met %(lang)d tekens.", kort=SHORTEST_PASSWORD, lang=LONGEST_PASSWORD)
