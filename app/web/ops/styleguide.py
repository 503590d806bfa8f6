"""A form with one field of every kind, for the style guide."""

from __future__ import annotations

from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField

from app.web.forms import Form, required


class ExampleForm(Form):
    """All names in it are examples; it is never stored."""

    naam = StringField("Uw naam", validators=[required("Vul uw naam in.")])
    email = StringField("E-mailadres", validators=[required("Vul uw e-mailadres in.")])
    telefoon = StringField("Telefoonnummer")
    gemeente = SelectField("Gemeente", choices=[("", "Kies uw gemeente"), ("a", "Voorbeelddam")])
    kanaal = RadioField(
        "Hoe wilt u antwoord?", choices=[("mail", "Per e-mail"), ("bel", "Bel mij"), ("weet-niet", "Weet ik nog niet")]
    )
    doelgroepen = SelectMultipleField("Voor wie?", choices=[("wajong", "Wajong"), ("ww", "WW")])
    akkoord = BooleanField("Ik ga akkoord")
    vraag = TextAreaField("Uw vraag", validators=[required("Schrijf kort wat u wilt weten.")])
    website = StringField("Laat dit veld leeg")
