"""A mail that is kept without its values gives every reader their own, and only theirs."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from app.core.mail import Mail, compose


class Loket(SimpleNamespace):
    """A desk; the same one every time, so that mails are kept."""

    __hash__ = object.__hash__


THE_DESK = Loket(naam="Loket & Co", tel="0200000000", telefoon="020 000 00 00")


def received(shown: dict[str, str | None], *, buiten_regio: bool = False, kept: bool = True) -> Mail:
    values = {"referentie": "WL-2222-22", "beloofd_op": "dinsdag 24 november", "link": "https://loket.example/?a=1&b=2"}
    context = {"site": "Het loket", "loket": THE_DESK, "buiten_regio": buiten_regio}
    if kept:
        return compose("ontvangst", to="a@b.example", reply_to="c@d.example", shown=values | shown, **context)
    return compose("ontvangst", to="a@b.example", reply_to="c@d.example", **context, **values, **shown)


@pytest.mark.parametrize("buiten_regio", [False, True])
@pytest.mark.parametrize(
    "shown",
    [
        {"contactpersoon": "Aïsha <b>& zn</b>", "contact_telefoon": "026 000 00 00"},
        {"contactpersoon": "{{ referentie }}", "contact_telefoon": None},
        {"contactpersoon": None, "contact_telefoon": None},
        {"contactpersoon": "\x02link\x02", "contact_telefoon": ""},
    ],
)
def test_it_is_the_mail_that_the_templates_make(shown: dict[str, str | None], buiten_regio: bool) -> None:
    first, plain = received(shown, buiten_regio=buiten_regio), received(shown, buiten_regio=buiten_regio, kept=False)
    assert first == plain
    assert received(shown, buiten_regio=buiten_regio) == plain, "and the second time too"


def test_one_reader_never_gets_what_was_for_another() -> None:
    received({"contactpersoon": "Aïsha", "contact_telefoon": "026 111 11 11"})
    other = received({"contactpersoon": "Bram", "contact_telefoon": "026 222 22 22"})
    for text in (other.subject, other.text, other.html):
        assert "Aïsha" not in text
        assert "111" not in text
    assert "Bram" in other.text
    assert "026 222 22 22" in other.html
