"""Forms of signing in and of the own account. Pasting and password managers work everywhere."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField, StringField

from app.accounts.passwords import LONGEST, SHORTEST
from app.web.forms import Form, at_most, one_line, required

PASSWORD_HELP = _l(
    "Van %(kort)d tot en met %(lang)d tekens. Vier woorden achter elkaar zijn sterk en makkelijk te onthouden.",
    kort=SHORTEST,
    lang=LONGEST,
)


class SignInForm(Form):
    """E-mail and password."""

    email = StringField(
        _l("E-mailadres"), filters=[one_line], validators=[required(_l("Vul uw e-mailadres in.")), at_most(254)]
    )
    wachtwoord = PasswordField(_l("Wachtwoord"), validators=[required(_l("Vul uw wachtwoord in.")), at_most(200)])


class CodeForm(Form):
    """Six digits of the app."""

    code = StringField(_l("Code uit uw app"), validators=[required(_l("Vul de code in.")), at_most(20)])


class RecoveryForm(Form):
    """One of the codes that somebody wrote down."""

    code = StringField(_l("Herstelcode"), validators=[required(_l("Vul een herstelcode in.")), at_most(40)])


class OfferForm(CodeForm):
    """The first code of a new app; ``aanbod`` holds the secret, sealed."""

    aanbod = HiddenField()


class ForgotForm(Form):
    """Where to send the link."""

    email = StringField(
        _l("E-mailadres"), filters=[one_line], validators=[required(_l("Vul uw e-mailadres in.")), at_most(254)]
    )


class ChooseForm(Form):
    """A new password."""

    nieuw = PasswordField(_l("Nieuw wachtwoord"), validators=[required(_l("Vul een wachtwoord in.")), at_most(200)])


class OwnPasswordForm(ChooseForm):
    """A new password, with the present one."""

    wachtwoord = PasswordField(
        _l("Wachtwoord van nu"), validators=[required(_l("Vul uw wachtwoord van nu in.")), at_most(200)]
    )
