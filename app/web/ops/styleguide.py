"""A form with one field of every kind, for the style guide."""

from __future__ import annotations

from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from app.web.forms import Form, required


class ExampleForm(Form):
    """All names in it are examples; it is never stored."""

    naam = StringField("Uw naam", validators=[required("Vul uw naam in.")])
    email = StringField("E-mailadres", validators=[required("Vul uw e-mailadres in.")])
    telefoon = StringField("Telefoonnummer")
    gemeente = SelectField(
        "Gemeente", choices=[SelectChoice("", "Kies uw gemeente"), SelectChoice("a", "Voorbeelddam")]
    )
    kanaal = RadioField(
        "Hoe wilt u antwoord?",
        choices=[
            SelectChoice("mail", "Per e-mail"),
            SelectChoice("bel", "Bel mij"),
            SelectChoice("weet-niet", "Weet ik nog niet"),
        ],
    )
    doelgroepen = SelectMultipleField("Voor wie?", choices=[SelectChoice("wajong", "Wajong"), SelectChoice("ww", "WW")])
    akkoord = BooleanField("Ik ga akkoord")
    vraag = TextAreaField("Uw vraag", validators=[required("Schrijf kort wat u wilt weten.")])
    website = StringField("Laat dit veld leeg")
