"""Links by e-mail to choose a password: invitations and forgotten passwords."""

from __future__ import annotations

from datetime import datetime, timedelta
from statistics import median
from time import perf_counter

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Accountlink, Medewerker
from app.core import clock
from app.core.audit import AuditEntry
from app.core.db import Database
from app.web.auth.forgotten import LEAST
from tests.support.actors import Collega, Visitor
from tests.support.factories import leaves, mails
from tests.support.second import Telefoon, sets_up, shown_secret

NEW = "fiets maan kruik zeven"


def link_in(db: Database, kind: str) -> str:
    """The link in the newest mail of this kind."""
    text = mails(db, kind)[-1].text
    return next(word for word in text.split() if "/wachtwoord/" in word)


def forgets(visitor: Visitor, email: str) -> str:
    """Ask for a link; what the page says."""
    visitor.opent("/wachtwoord-vergeten")
    visitor.verstuurt("", email=email)
    return visitor.ziet


def test_a_forgotten_password_is_chosen_anew_and_the_app_stays_needed(
    app: Flask, aida: Collega, loket_db: Database, tuesday: datetime
) -> None:
    phone, _codes = sets_up(aida)
    elsewhere = Collega(app, aida.actor).is_binnen()
    visitor = Collega(app, aida.actor, aida.email)
    forgets(visitor, " AIDA@loket.example")
    link = link_in(loket_db, "account-herstel")
    for _ in range(2):
        visitor.opent(link)  # a mail filter looks too
    assert "aida@loket.example" in visitor.ziet
    visitor.verstuurt("", 422, nieuw="kort")
    assert visitor.fout_bij("nieuw") == "Kies een wachtwoord van 15 tot en met 128 tekens."
    visitor.verstuurt("", nieuw=NEW)
    assert visitor.address == "/inloggen" and "Uw wachtwoord is bewaard" in visitor.ziet
    elsewhere.opent("/werkplek")
    assert elsewhere.address == "/inloggen"
    visitor.opent(link, 410)
    with clock.pinned(tuesday + timedelta(minutes=1)):
        visitor.logt_in(status=401)
        visitor.logt_in(NEW)
        assert visitor.address == "/inloggen/code"
        visitor.verstuurt("", code=phone.code())
        assert visitor.address == "/werkplek"
    assert len(mails(loket_db, "account-wachtwoord")) == 1
    with loket_db.reading() as session:
        done = session.scalars(select(AuditEntry.action)).all()
    assert {"herstel-gevraagd", "wachtwoord-gewijzigd"} <= set(done)


def test_known_unknown_closed_and_too_often_get_the_same_page(
    app: Flask, aida: Collega, beheerder: Collega, loket_db: Database
) -> None:
    visitor = Visitor(app)
    seen = {forgets(visitor, aida.email) for _ in range(7)}
    assert len(mails(loket_db, "account-herstel")) == 5
    seen.add(forgets(visitor, "niemand@loket.example"))
    seen.add(forgets(visitor, "bo@loket.example"))  # has no password
    leaves(loket_db, aida.actor)
    with clock.pinned(clock.now() + timedelta(days=2)):
        seen.add(forgets(visitor, aida.email))
    assert len(seen) == 1
    assert len(mails(loket_db, "account-herstel")) == 5


def test_an_unknown_address_takes_as_long_as_a_known_one_because_both_wait(app: Flask, aida: Collega) -> None:
    visitor = Visitor(app)

    def seconds(email: str) -> float:
        times = []
        for number in range(5):
            began = perf_counter()
            forgets(visitor, email.replace("@", f"{number}@") if "niemand" in email else email)
            times.append(perf_counter() - began)
        return median(times)

    assert seconds("niemand@loket.example") > LEAST
    assert seconds(aida.email) > LEAST


def test_the_link_ends_after_an_hour_and_when_a_newer_one_is_asked(
    app: Flask, aida: Collega, loket_db: Database, tuesday: datetime
) -> None:
    visitor = Visitor(app)
    forgets(visitor, aida.email)
    first = link_in(loket_db, "account-herstel")
    forgets(visitor, aida.email)
    second = link_in(loket_db, "account-herstel")
    visitor.opent(first, 410)
    visitor.opent(second)
    with clock.pinned(tuesday + timedelta(minutes=61)):
        visitor.verstuurt("", 410, nieuw=NEW)
        assert "Deze link is verlopen." in visitor.ziet
    visitor.opent("/wachtwoord/verzonnen", 410)
    with loket_db.reading() as session:
        stored = session.scalars(select(Accountlink.token_hash)).one()
    assert stored not in second


def test_a_new_colleague_is_invited_chooses_a_password_and_sets_up_an_app(
    app: Flask, beheerder: Collega, loket_db: Database
) -> None:
    beheerder.opent("/beheer/mensen/nieuw")
    beheerder.stuurt("/beheer/mensen/nieuw", naam="Noor Nieuw", email="noor@loket.example", rollen=["loket"])
    assert "de uitnodiging is gemaild" in beheerder.ziet and "Nog niet ingelogd" in beheerder.ziet
    visitor = Collega(app, beheerder.actor, "noor@loket.example")
    visitor.opent(link_in(loket_db, "account-uitnodiging"))
    assert "Noor Nieuw" in visitor.ziet
    visitor.verstuurt("", nieuw=NEW)
    visitor.logt_in(NEW)
    assert visitor.address == "/inloggen/instellen"
    visitor.verstuurt("", code=Telefoon(shown_secret(visitor)).code())
    visitor.opent("/werkplek")
    assert visitor.address == "/werkplek"
    beheerder.opent("/beheer")
    assert "Nog niet ingelogd" not in beheerder.ziet


def test_expired_invitations_are_renewed_together(
    app: Flask, beheerder: Collega, loket_db: Database, tuesday: datetime
) -> None:
    for name in ("Noor", "Nils"):
        beheerder.opent("/beheer/mensen/nieuw")
        beheerder.stuurt("/beheer/mensen/nieuw", naam=name, email=f"{name.lower()}@loket.example", rollen=["redacteur"])
    old = link_in(loket_db, "account-uitnodiging")
    with clock.pinned(tuesday + timedelta(days=3, hours=1)):
        beheerder.is_binnen().opent("/beheer")
        assert beheerder.ziet.count("Uitnodiging verlopen") == 3  # the two, and the beheerder without password
        Visitor(app).opent(old, 410)
        beheerder.verstuurt("/beheer/uitnodigingen")
        assert "Uitnodiging verlopen" not in beheerder.ziet
        assert len(mails(loket_db, "account-uitnodiging")) == 5
        Visitor(app).opent(link_in(loket_db, "account-uitnodiging"))


def test_a_changed_address_makes_links_to_the_old_one_worthless(
    app: Flask, aida: Collega, beheerder: Collega, loket_db: Database
) -> None:
    forgets(Visitor(app), aida.email)
    link = link_in(loket_db, "account-herstel")
    address = f"/beheer/mensen/{aida.actor.id}"
    beheerder.opent(address)
    beheerder.stuurt(f"{address}/account", naam="Aida", email="aida@elders.example", rollen=["coordinator"])
    Visitor(app).opent(link, 410)


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("aida-arnhem-2026-x", "Uw naam of e-mailadres mag niet in het wachtwoord staan."),
        ("welkomwelkomwelkom1!", "Dit wachtwoord is te makkelijk te raden."),
        ("qwertyuiopasdfghjkl", "Dit wachtwoord is te makkelijk te raden."),
        ("x" * 129, "Kies een wachtwoord van 15 tot en met 128 tekens."),
        ("", "Vul een wachtwoord in."),
    ],
)
def test_a_weak_password_is_refused_with_what_to_do(
    app: Flask, aida: Collega, loket_db: Database, password: str, sentence: str
) -> None:
    visitor = Visitor(app)
    forgets(visitor, aida.email)
    visitor.opent(link_in(loket_db, "account-herstel"))
    visitor.verstuurt("", 422, nieuw=password)
    assert visitor.fout_bij("nieuw").startswith(sentence)
    with loket_db.reading() as session:
        assert session.get_one(Medewerker, aida.actor.id).wachtwoord_hash
