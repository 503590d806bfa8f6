"""The self-scan: a form and its result, both in the address."""

from __future__ import annotations

from typing import Any

from flask import redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import Form, RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice

from app.behoud.schema import Zelfscan
from app.behoud.zelfscan import FIELD, Antwoorden, evaluate, read, write
from app.web.behoud.area import behoud, contact_url, defined, show
from app.web.gate import public
from app.web.language import prefix

QUESTION = "Ik vulde de zelfscan over begeleiding in. Ik wil graag bespreken wat de eerste stap is."
"""Content and tools are Dutch, so the question that begins here is too."""


def _form(scan: Zelfscan, answers: Antwoorden) -> Form:
    keys = {rol.id: rol.sleutel for rol in scan.rollen}
    fields: dict[str, Any] = {
        f"{FIELD}{task.code}": SelectMultipleField(
            task.tekst, choices=[SelectChoice(rol.sleutel, rol.naam) for rol in scan.rollen], validate_choice=False
        )
        for task in scan.taken
    }
    fields["wil"] = RadioField(
        _("Wilt u dit, en wil uw team het ook?"),
        choices=[
            SelectChoice("ja", _("Ja")),
            SelectChoice("deels", _("Ik twijfel")),
            SelectChoice("nee", _("Nog niet")),
        ],
    )
    fields["kan"] = RadioField(
        _("Kunt u dit, met de tijd en de kennis die er nu is?"),
        choices=[SelectChoice("ja", _("Ja")), SelectChoice("deels", _("Voor een deel")), SelectChoice("nee", _("Nee"))],
    )
    data: dict[str, Any] = {f"{FIELD}{task.code}": [keys[rol] for rol in answers.of(task.code)] for task in scan.taken}
    return type("ScanForm", (Form,), fields)(data=data | {"wil": answers.wil, "kan": answers.kan})


@behoud.get("/zelfscan")
@public
def zelfscan() -> str:
    """The form; an address with answers fills it in again."""
    scan = defined(Zelfscan)
    found = read(request.args.items(multi=True), scan)
    return show(
        "behoud/zelfscan.html",
        scan,
        form=_form(scan, found.antwoorden),
        veld=lambda task: f"{FIELD}{task.code}",
        meldingen=found.meldingen,
    )


@behoud.get("/zelfscan/uitkomst")
@public
def zelfscan_uitkomst() -> str | Response:
    """The role table and the first steps. What the form sends is written shorter first."""
    scan = defined(Zelfscan)
    found = read(request.args.items(multi=True), scan)
    if not found.ingevuld:
        return redirect(f"{prefix()}/zelfscan")
    query = write(found.antwoorden, scan)
    if not found.meldingen and request.query_string.decode("ascii", "ignore") != query:
        return redirect(f"{prefix()}/zelfscan/uitkomst?{query}")
    return show(
        "behoud/zelfscan-uitkomst.html",
        scan,
        uitkomst=evaluate(scan, found.antwoorden),
        meldingen=found.meldingen,
        wijzig=f"{prefix()}/zelfscan?{query}",
        contact=contact_url("begeleiding", QUESTION, f"/zelfscan/uitkomst?{query}"),
    )
