"""The own account: password, second factor, where you are signed in."""

from __future__ import annotations

from flask import make_response, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from app.accounts import mails, organisation, second_factor, sign_in
from app.accounts.services import get_medewerker, hash_password, set_password
from app.core import clock
from app.core.errors import DomainError, Unavailable
from app.web.auth.area import auth
from app.web.auth.forms import PASSWORD_HELP, OfferForm, OwnPasswordForm
from app.web.auth.qr import qr_code
from app.web.auth.second import offer_for
from app.web.desk import sender
from app.web.gate import requires
from app.web.recent import is_really
from app.web.staff import current_actor, set_cookie
from app.web.state import loket

PATH = "/werkplek/account"


@auth.get(PATH)
@requires()
def account() -> Response:
    """How you sign in, and where you are signed in."""
    return _page(OwnPasswordForm(formdata=None))


@auth.post(f"{PATH}/wachtwoord")
@requires()
def eigen_wachtwoord() -> Response:
    """Change the own password; other sessions end, this one gets a new token."""
    with loket().db.reading() as session:
        if get_medewerker(session, current_actor().id).wachtwoord_hash is None:
            raise DomainError("U hebt hier geen wachtwoord. Uw organisatie regelt hoe u inlogt.")
    form = OwnPasswordForm()
    if not form.validate_on_submit():
        return _page(form, 422)
    if not is_really(form.wachtwoord.data):
        form.wachtwoord.errors = ["Dit wachtwoord klopt niet. Probeer het opnieuw of wacht een kwartier."]
        return _page(form, 422)
    number, now, hashed = current_actor().id, clock.now(), hash_password(form.nieuw.data)
    try:
        with loket().db.transaction() as session:
            set_password(
                session,
                medewerker_id=number,
                password=form.nieuw.data,
                hashed=hashed,
                now=now,
                by=str(number),
                site=loket().region.site,
                known=loket().region.known_words,
                leaked=loket().settings.leaked_passwords,
            )
            mails.password_changed(session, sender(), get_medewerker(session, number), now)
            token = sign_in.start_session(session, medewerker_id=number, now=now, methode=current_user.methode)
    except Unavailable:
        raise
    except DomainError as error:
        form.nieuw.errors = [str(error)]
        return _page(form, 422)
    return _back(token, "wachtwoord")


@auth.route(f"{PATH}/tweede-factor", methods=["GET", "POST"])
@requires(recent=True)
def eigen_tweede_factor() -> Response:
    """Put an app into use, or another one."""
    number, now = current_actor().id, clock.now()
    form = OfferForm()
    offer = offer_for(number, form)
    if form.validate_on_submit():
        drawn = second_factor.draw_codes()
        try:
            with loket().db.transaction() as session:
                codes = second_factor.accept_offer(
                    session,
                    medewerker_id=number,
                    offer=offer,
                    code=form.code.data,
                    secrets=loket().settings.secrets,
                    drawn=drawn,
                    now=now,
                )
                mails.second_factor_changed(session, sender(), get_medewerker(session, number), now, "ingesteld")
                token = sign_in.start_session(session, medewerker_id=number, now=now, methode=sign_in.WITH_CODE)
            return _codes(codes, token)
        except Unavailable:
            raise
        except DomainError as error:
            form.code.errors = [str(error)]
    status = 422 if request.method == "POST" else 200
    page = render_template("auth/andere-app.html", form=form, aanbod=offer, qr=qr_code(offer.address))
    return make_response(page, status)


@auth.post(f"{PATH}/herstelcodes")
@requires(recent=True)
def eigen_herstelcodes() -> Response:
    """New recovery codes; the earlier ones stop working."""
    number, now, drawn = current_actor().id, clock.now(), second_factor.draw_codes()
    with loket().db.transaction() as session:
        if not second_factor.has_second_factor(session, number):
            return redirect(PATH)
        codes = second_factor.keep_codes(session, medewerker_id=number, drawn=drawn, now=now)
        mails.second_factor_changed(session, sender(), get_medewerker(session, number), now, "herstelcodes")
    return _codes(codes, None)


@auth.post(f"{PATH}/uitloggen")
@requires(recent=True)
def elders_uitloggen() -> Response:
    """Sign out everywhere but here."""
    with loket().db.transaction() as session:
        sign_in.end_other_sessions(session, current_actor().id, current_user.token)
    return redirect(f"{PATH}?gedaan=elders", 303)


def _page(form: OwnPasswordForm, status: int = 200) -> Response:
    actor = current_actor()
    with loket().db.reading() as session:
        person = get_medewerker(session, actor.id)
        page = render_template(
            "auth/account.html",
            form=form,
            email=person.email,
            heeft_wachtwoord=person.wachtwoord_hash is not None,
            heeft_app=second_factor.has_second_factor(session, actor.id),
            codes_over=second_factor.count_recovery_codes(session, actor.id),
            gekoppeld=organisation.is_linked(session, actor.id),
            sessies=sign_in.list_sessions(session, actor, now=clock.now(), own=True),
            uitleg=PASSWORD_HELP,
            gedaan=request.args.get("gedaan", "") if request.method == "GET" else "",
        )
    return make_response(page, status)


def _codes(codes: list[str], token: str | None) -> Response:
    response = make_response(render_template("auth/herstelcodes.html", codes=codes, verder=PATH))
    if token:
        set_cookie(response, token)
    return response


def _back(token: str, done: str) -> Response:
    response = make_response(redirect(f"{PATH}?gedaan={done}", 303))
    set_cookie(response, token)
    return response
