"""People: roles, working days, hours, territory, load, and accounts."""

from __future__ import annotations

from flask import make_response, redirect, render_template
from werkzeug.wrappers import Response

from app.accounts.permissions import Rol, can_manage_accounts
from app.contact.departure import close_account, list_blockers, reopen_account
from app.contact.people import Person, add_person, change_account, change_work, give_password, list_people
from app.contact.staffing import WORKING_ROLES
from app.core import clock
from app.core.errors import DomainError, NotFound, Unavailable
from app.web.beheer.area import ACCOUNTS, TEAM, beheer, carry_out, done
from app.web.beheer.forms import PASSWORD_HELP, AccountForm, NewPersonForm, PasswordForm, WorkForm
from app.web.gate import requires
from app.web.staff import current_actor
from app.web.state import loket


def everybody() -> tuple[Person, ...]:
    """All colleagues, for lists and choices."""
    with loket().db.reading() as session:
        return list_people(session, current_actor(), today=clock.today())


def accountmanagers(people: tuple[Person, ...]) -> list[tuple[int, str]]:
    """(id, name) of working accountmanagers."""
    return [(p.id, p.naam) for p in people if p.actief and Rol.ACCOUNTMANAGER in p.rollen]


def find_person(people: tuple[Person, ...], number: int) -> Person:
    """One of them; raises NotFound."""
    found = next((p for p in people if p.id == number), None)
    if found is None:
        raise NotFound("Deze medewerker bestaat niet (meer).")
    return found


@beheer.get("/beheer")
@requires(*TEAM)
def mensen() -> str:
    """Everybody with load, days and absence."""
    return render_template(
        "beheer/mensen.html",
        mensen=everybody(),
        gedaan=done(),
        beheert=can_manage_accounts(current_actor()),
    )


def _person_page(number: int, status: int = 200, fault: str = "", **forms: object) -> Response:
    people = everybody()
    person = find_person(people, number)
    colleagues = [(p.id, p.naam) for p in people if p.actief and WORKING_ROLES & set(p.rollen)]
    with loket().db.reading() as session:
        blockers = list_blockers(session, medewerker_id=number, today=clock.today())
    account = {
        "naam": person.naam,
        "email": person.email,
        "rollen": [rol.value for rol in person.rollen],
        "organisatie": person.organisatie or "",
    }
    page = render_template(
        "beheer/mens.html",
        mens=person,
        werk=forms.get("werk") or WorkForm(loket().region, person, colleagues, formdata=None),
        account=forms.get("account") or AccountForm(formdata=None, data=account),
        wachtwoord=forms.get("wachtwoord") or PasswordForm(formdata=None),
        fout=next(iter(forms.values()), None),
        melding=fault,
        redenen=blockers,
        uitleg_wachtwoord=PASSWORD_HELP,
        beheert=can_manage_accounts(current_actor()),
        gedaan=done(),
    )
    return make_response(page, status)


@beheer.get("/beheer/mensen/<int:number>")
@requires(*TEAM)
def mens(number: int) -> Response:
    """One colleague."""
    return _person_page(number)


@beheer.post("/beheer/mensen/<int:number>/werk")
@requires(*TEAM)
def mens_werk(number: int) -> Response:
    """Change working days, hours, territory and vervanger."""
    people = everybody()
    colleagues = [(p.id, p.naam) for p in people if p.actief and WORKING_ROLES & set(p.rollen)]
    form = WorkForm(loket().region, find_person(people, number), colleagues)
    return carry_out(
        form,
        lambda session: change_work(
            session,
            region=loket().region,
            actor=current_actor(),
            medewerker_id=number,
            telefoon=form.telefoon.data or "",
            werkdagen=form.werkdagen.data or (),
            werktijden=form.werktijden,
            uren=form.uren.data or 0,
            vol=form.vol.data,
            vervanger_id=int(form.vervanger.data) if form.vervanger.data else None,
            gemeenten=form.gemeenten.data or (),
            now=clock.now(),
        ),
        f"/beheer/mensen/{number}?gedaan=bewaard",
        lambda status: _person_page(number, status, werk=form),
    )


@beheer.post("/beheer/mensen/<int:number>/account")
@requires(*ACCOUNTS)
def mens_account(number: int) -> Response:
    """Change name, address and roles."""
    form = AccountForm()
    return carry_out(
        form,
        lambda session: change_account(
            session,
            actor=current_actor(),
            medewerker_id=number,
            naam=form.naam.data,
            email=form.email.data,
            rollen=form.rollen.data or (),
            organisatie=form.organisatie.data or "",
            now=clock.now(),
        ),
        f"/beheer/mensen/{number}?gedaan=bewaard",
        lambda status: _person_page(number, status, account=form),
    )


@beheer.post("/beheer/mensen/<int:number>/wachtwoord")
@requires(*ACCOUNTS)
def mens_wachtwoord(number: int) -> Response:
    """A new password; signed out everywhere."""
    form = PasswordForm()
    return carry_out(
        form,
        lambda session: give_password(
            session,
            actor=current_actor(),
            medewerker_id=number,
            password=form.wachtwoord.data,
            now=clock.now(),
        ),
        f"/beheer/mensen/{number}?gedaan=wachtwoord",
        lambda status: _person_page(number, status, wachtwoord=form),
    )


@beheer.post("/beheer/mensen/<int:number>/sluiten")
@requires(*ACCOUNTS)
def mens_sluiten(number: int) -> Response:
    """Close the account; refused while something depends on it."""
    try:
        with loket().db.transaction() as session:
            close_account(session, actor=current_actor(), medewerker_id=number, now=clock.now())
    except NotFound:
        raise
    except DomainError as error:
        return _person_page(number, 503 if isinstance(error, Unavailable) else 422, str(error))
    return redirect("/beheer?gedaan=gesloten", 303)


@beheer.post("/beheer/mensen/<int:number>/openen")
@requires(*ACCOUNTS)
def mens_openen(number: int) -> Response:
    """Open the account again, without password."""
    with loket().db.transaction() as session:
        reopen_account(session, actor=current_actor(), medewerker_id=number, now=clock.now())
    return redirect(f"/beheer/mensen/{number}?gedaan=geopend", 303)


def _new_page(form: NewPersonForm, status: int = 200) -> Response:
    return make_response(render_template("beheer/nieuw.html", form=form, uitleg_wachtwoord=PASSWORD_HELP), status)


@beheer.get("/beheer/mensen/nieuw")
@requires(*ACCOUNTS)
def nieuw() -> Response:
    """The form for a new account."""
    return _new_page(NewPersonForm())


@beheer.post("/beheer/mensen/nieuw")
@requires(*ACCOUNTS)
def nieuw_bewaren() -> Response:
    """Make the account."""
    form = NewPersonForm()
    return carry_out(
        form,
        lambda session: add_person(
            session,
            actor=current_actor(),
            naam=form.naam.data,
            email=form.email.data,
            rollen=form.rollen.data or (),
            organisatie=form.organisatie.data or "",
            password=form.wachtwoord.data,
            now=clock.now(),
        ),
        "/beheer?gedaan=nieuw",
        lambda status: _new_page(form, status),
    )
