"""The second factor at signing in: a code of the app, a recovery code, or putting an app into use the first time."""

from __future__ import annotations

from flask import make_response, redirect, render_template, request
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from app.accounts import mails, second_factor, sign_in
from app.accounts.second_factor import WRONG_CODE, Offer
from app.accounts.services import get_medewerker
from app.core import clock
from app.core.errors import DomainError
from app.web.auth.area import auth, clear_step, current_step
from app.web.auth.forms import CodeForm, OfferForm, RecoveryForm
from app.web.auth.qr import qr_code
from app.web.desk import sender
from app.web.gate import public
from app.web.staff import set_cookie
from app.web.state import loket

WRONG_RECOVERY = _l("Deze herstelcode klopt niet of is al gebruikt. Probeer een andere, of wacht een kwartier.")


@auth.route("/inloggen/code", methods=["GET", "POST"])
@public
def code() -> Response:
    """The six digits."""
    half = current_step()
    if half is None:
        return redirect("/inloggen?gedaan=verlopen")
    step, token = half
    form = CodeForm()
    if form.validate_on_submit():
        right = second_factor.check_code(
            loket().db,
            medewerker_id=step.medewerker_id,
            code=form.code.data,
            secret_key=loket().settings.secret_key,
            secrets=loket().settings.secrets,
            now=clock.now(),
        )
        if right:
            return _enter(step, token)
        form.code.errors = [WRONG_CODE]
    return _page("auth/code.html", form)


@auth.route("/inloggen/herstelcode", methods=["GET", "POST"])
@public
def herstelcode() -> Response:
    """A recovery code, when the phone is gone."""
    half = current_step()
    if half is None:
        return redirect("/inloggen?gedaan=verlopen")
    step, token = half
    form = RecoveryForm()
    if form.validate_on_submit():
        right = second_factor.check_recovery_code(
            loket().db,
            medewerker_id=step.medewerker_id,
            code=form.code.data,
            secret_key=loket().settings.secret_key,
            now=clock.now(),
        )
        if right:
            return _enter(step, token, "herstelcode")
        form.code.errors = [WRONG_RECOVERY]
    return _page("auth/herstelcode.html", form)


@auth.route("/inloggen/instellen", methods=["GET", "POST"])
@public
def instellen() -> Response:
    """The first time: put an app into use, then inside."""
    half = current_step()
    if half is None:
        return redirect("/inloggen?gedaan=verlopen")
    step, token = half
    with loket().db.reading() as session:
        if second_factor.has_second_factor(session, step.medewerker_id):
            return redirect("/inloggen/code")
    form = OfferForm()
    offer = offer_for(step.medewerker_id, form)
    if form.validate_on_submit():
        try:
            codes, fresh = _take_into_use(step, token, offer, form.code.data)
        except DomainError as error:
            form.code.errors = [str(error)]
        else:
            if fresh is None:
                return redirect("/inloggen?gedaan=verlopen")
            page = render_template("auth/herstelcodes.html", codes=codes, verder=step.verder)
            response = make_response(page, 200, {"Cache-Control": "no-store"})
            set_cookie(response, fresh)
            clear_step(response)
            return response
    return _page("auth/instellen.html", form, aanbod=offer, qr=qr_code(offer.address))


def offer_for(medewerker_id: int, form: OfferForm) -> Offer:
    """The secret that this form is about: the one that was shown, or a new one."""
    with loket().db.reading() as session:
        person = get_medewerker(session, medewerker_id)
        offer = second_factor.make_offer(
            person, site=loket().region.site, secrets=loket().settings.secrets, sealed=form.aanbod.data or ""
        )
    form.aanbod.data = offer.sealed
    return offer


def _take_into_use(step: sign_in.Step, token: str, offer: Offer, typed: str) -> tuple[list[str], str | None]:
    """(recovery codes, session token), in one transaction; without token when the half-way state was used already."""
    now, drawn = clock.now(), second_factor.draw_codes()
    with loket().db.transaction() as session:
        if not sign_in.end_step(session, token):
            return [], None
        codes = second_factor.accept_offer(
            session,
            medewerker_id=step.medewerker_id,
            offer=offer,
            code=typed,
            secrets=loket().settings.secrets,
            drawn=drawn,
            now=now,
        )
        person = get_medewerker(session, step.medewerker_id)
        mails.second_factor_changed(session, sender(), person, now, "ingesteld")
        fresh = sign_in.start_session(session, medewerker_id=person.id, now=now, methode=sign_in.WITH_CODE)
    return codes, fresh


def _enter(step: sign_in.Step, token: str, recovery: str = "") -> Response:
    now = clock.now()
    with loket().db.transaction() as session:
        if not sign_in.end_step(session, token):
            return redirect("/inloggen?gedaan=verlopen")
        if recovery:
            person = get_medewerker(session, step.medewerker_id)
            mails.second_factor_changed(session, sender(), person, now, recovery)
        fresh = sign_in.start_session(session, medewerker_id=step.medewerker_id, now=now, methode=sign_in.WITH_CODE)
    response = make_response(redirect("/werkplek/account?gedaan=herstelcode" if recovery else step.verder, 303))
    set_cookie(response, fresh)
    clear_step(response)
    return response


def _page(template: str, form: CodeForm | RecoveryForm, **context: object) -> Response:
    wrong = bool(form.errors) or bool(form.code.errors)
    status = 422 if request.method == "POST" and wrong else 200
    return make_response(render_template(template, form=form, **context), status, {"Cache-Control": "no-store"})
