"""The intake of a vacancy or of room for work; the answers go along with the request."""

from __future__ import annotations

from typing import Any

from flask import request
from wtforms import Form, RadioField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice

from app.behoud.intake import Gelezen, read, told, write
from app.behoud.schema import Intake, IntakeVraag
from app.web.behoud.area import behoud, contact_url, defined, show
from app.web.gate import public

SEE = "Mijn antwoorden op de vragen stuur ik mee."
"""Content and tools are Dutch, so the question that begins here is too."""
ELSEWHERE = "elders"
"""Who comes from the page about people who have to leave another employer asks about that: another team answers."""


def _field(question: IntakeVraag) -> Any:
    if question.soort == "tekst":
        return TextAreaField(question.tekst)
    kind = RadioField if question.soort == "keuze" else SelectMultipleField
    choices = [SelectChoice(each.id, each.tekst) for each in question.keuzes]
    return kind(question.tekst, choices=choices, validate_choice=False)


def _form(intake: Intake, found: Gelezen) -> Form:
    data = {
        question.id: list(given) if question.soort == "meerdere" else given[0]
        for question in intake.vragen
        if (given := found.antwoorden.get(question.id))
    }
    form = type("IntakeForm", (Form,), {each.id: _field(each) for each in intake.vragen})(data=data)
    for name, message in found.fouten.items():
        form[name].errors = [message]
    return form


@behoud.get("/vacature-intake")
@public
def vacature_intake() -> str:
    """The questions, and above them what goes along once something was answered without mistakes."""
    intake = defined(Intake)
    found = read(request.args.items(multi=True), intake)
    done = not found.leeg and not found.fouten
    subject = ELSEWHERE if request.args.get("via") == ELSEWHERE else "personeel"
    rows = [
        (each.tekst, told(each, found.antwoorden[each.id]), f"#{each.id}")
        for each in intake.vragen
        if each.id in found.antwoorden
    ]
    return show(
        "behoud/vacature-intake.html",
        intake,
        form=_form(intake, found),
        klaar=done,
        gegeven=rows,
        via=ELSEWHERE if subject == ELSEWHERE else None,
        contact=contact_url(subject, f"{intake.aanhef}. {SEE}", write(found, intake)),
    )
