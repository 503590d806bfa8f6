"""People: roles, working days, hours, territory, load, and accounts."""

from __future__ import annotations

from flask import make_response, redirect, render_template
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.accounts.access import ways_of
from app.accounts.links import invite, list_uninvited
from app.accounts.permissions import Rol, can_manage_accounts
from app.contact.departure import close_account, list_blockers, reopen_account
from app.contact.people import Person, add_person, change_account, change_work, list_people
from app.contact.staffing import WORKING_ROLES
from app.core import clock
from app.core.errors import DomainError, NotFound, Unavailable
from app.web.beheer.area import ACCOUNTS, TEAM, beheer, carry_out, done
from app.web.beheer.forms import AccountForm, WorkForm
from app.web.desk import sender
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
    with loket().db.reading() as session:
        waiting = list_uninvited(session, now=clock.now())
    return render_template(
        "beheer/mensen.html",
        mensen=everybody(),
        wachten=waiting,
        verlopen=sum(until is None for until in waiting.values()),
        gedaan=done(),
        beheert=can_manage_accounts(current_actor()),
    )


def _person_page(number: int, status: int = 200, fault: str = "", **forms: object) -> Response:
    people = everybody()
    person = find_person(people, number)
    colleagues = [(p.id, p.naam) for p in people if p.actief and WORKING_ROLES & set(p.rollen)]
    with loket().db.reading() as session:
        blockers = list_blockers(session, medewerker_id=number, today=clock.today())
        ways = ways_of(session, number)
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
        fout=next(iter(forms.values()), None),
        melding=fault,
        redenen=blockers,
        inloggen=ways,
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
@requires(*ACCOUNTS, recent=True)
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


@beheer.post("/beheer/mensen/<int:number>/sluiten")
@requires(*ACCOUNTS, recent=True)
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
@requires(*ACCOUNTS, recent=True)
def mens_openen(number: int) -> Response:
    """Open the account again, without password."""
    with loket().db.transaction() as session:
        reopen_account(session, actor=current_actor(), medewerker_id=number, now=clock.now())
    return redirect(f"/beheer/mensen/{number}?gedaan=geopend", 303)


def _add(session: Session, form: AccountForm) -> None:
    """Make the account and mail the invitation, together or not at all."""
    made = add_person(
        session,
        actor=current_actor(),
        naam=form.naam.data,
        email=form.email.data,
        rollen=form.rollen.data or (),
        organisatie=form.organisatie.data or "",
        now=clock.now(),
    )
    invite(session, medewerker_id=made, sender=sender(), now=clock.now(), by=current_actor().audit_name)


def _new_page(form: AccountForm, status: int = 200) -> Response:
    return make_response(render_template("beheer/nieuw.html", form=form), status)


@beheer.get("/beheer/mensen/nieuw")
@requires(*ACCOUNTS, recent=True)
def nieuw() -> Response:
    """The form for a new account."""
    return _new_page(AccountForm())


@beheer.post("/beheer/mensen/nieuw")
@requires(*ACCOUNTS, recent=True)
def nieuw_bewaren() -> Response:
    """Make the account."""
    form = AccountForm()
    return carry_out(
        form,
        lambda session: _add(session, form),
        "/beheer?gedaan=nieuw",
        lambda status: _new_page(form, status),
    )
