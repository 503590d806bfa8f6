"""Forms of the coördinator and the beheerder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)

from app.accounts.hours import Hours, parse_hours, parse_time
from app.accounts.permissions import Rol
from app.accounts.services import WERKDAGEN
from app.contact.handover import LONGEST_REASON, LONGEST_SUMMARY
from app.contact.people import Person
from app.contact.rules import LONGEST_TEAM, RuleFacts
from app.contact.sizes import Grootte
from app.contact.subjects import ONDERWERPEN
from app.core.errors import DomainError
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
        for day, text in person.werktijden.items():
            hours = parse_hours(text)
            given |= {f"{day}_van": f"{hours.start:%H:%M}", f"{day}_tot": f"{hours.end:%H:%M}"}
        super().__init__(data=given, **kwargs)
        self.werkdagen.choices = [(day, str(name)) for day, name in zip(WERKDAGEN, DAYS, strict=True)]
        others = [(str(i), naam) for i, naam in colleagues if i != person.id]
        self.vervanger.choices = [("", _("Geen: het loket springt in")), *others]
        self.gemeenten.choices = [(g.slug, g.naam) for g in region.gemeenten]

    @property
    def hours(self) -> list[Field]:
        """The fields from and until of every day, Monday first."""
        return [self[f"{day}_{end}"] for day in WERKDAGEN for end in ("van", "tot")]

    @property
    def werktijden(self) -> dict[str, str]:
        """Per day "9.00-17.00"; only after validation."""
        own = {day: (self[f"{day}_van"].data, self[f"{day}_tot"].data) for day in WERKDAGEN}
        return {day: str(Hours(parse_time(van), parse_time(tot))) for day, (van, tot) in own.items() if van and tot}

    def validate(self, extra_validators: Any = None) -> bool:
        """A day has both times, the last one later, or neither."""
        right = bool(super().validate(extra_validators))
        for day in WERKDAGEN:
            begin, end = self[f"{day}_van"], self[f"{day}_tot"]
            if not begin.data and not end.data:
                continue
            try:
                Hours(parse_time(begin.data), parse_time(end.data))
            except DomainError as error:
                wrong = begin if not _is_time(begin.data) else end
                wrong.errors = [*wrong.errors, str(error)]
                right = False
        return right


def _is_time(text: str) -> bool:
    try:
        parse_time(text)
    except DomainError:
        return False
    return True


for _day, _name in zip(WERKDAGEN, DAYS, strict=True):
    setattr(WorkForm, f"{_day}_van", StringField(_l("%(dag)s van", dag=_name), filters=[one_line]))
    setattr(WorkForm, f"{_day}_tot", StringField(_l("%(dag)s tot", dag=_name), filters=[one_line]))


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
    onderwerpen = SelectMultipleField(_l("Onderwerpen"))
    team = StringField(_l("Naam van het team"), filters=[one_line], validators=[at_most(LONGEST_TEAM)])
    medewerkers = SelectMultipleField(_l("Gaat naar een van deze collega's"))
    proef_onderwerp = SelectField(_l("Onderwerp van het voorbeeld"), default="")
    proef_eigen = SelectField(_l("Vaste contactpersoon van het voorbeeld"), default="")
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
                "onderwerpen": list(rule.onderwerpen),
                "team": rule.team,
            }
        super().__init__(data=given, **kwargs)
        places = [(g.slug, g.naam) for g in region.gemeenten]
        sizes = [(size.value, size.label) for size in Grootte]
        unknown = ("", _("Onbekend"))
        self.gemeenten.choices, self.sectoren.choices, self.groottes.choices = places, list(sectors), sizes
        self.medewerkers.choices = [(str(number), naam) for number, naam in colleagues]
        subjects = [(o.id, o.naam) for o in ONDERWERPEN]
        self.onderwerpen.choices, self.proef_onderwerp.choices = subjects, [("", _("Iets anders")), *subjects]
        self.proef_eigen.choices = [("", _("Nog geen: een nieuwe werkgever")), *self.medewerkers.choices]
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
            onderwerpen=tuple(self.onderwerpen.data or ()),
            team=self.team.data or "",
        )
