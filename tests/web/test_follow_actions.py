"""Volg uw vraag: withdraw, solved or not, two questions after closing, and a day to be called."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.accounts.permissions import Actor
from app.core.db import Database
from tests.support.actors import Collega, Werkgever, values_of
from tests.support.personas import Team
from tests.web.test_follow_link import mailed_link

SignedIn = Callable[[Actor], Collega]


@pytest.fixture
def answered(werkgever: Werkgever, loket_db: Database, team: Team, collega: SignedIn) -> str:
    """The mailed link of a request that was answered."""
    seen = werkgever.stelt_een_vraag()
    collega(team.arnhem).antwoordt(seen.referentie, "Zo doet u dat.")
    return mailed_link(loket_db, "antwoord")


def forms(werkgever: Werkgever) -> set[str]:
    """The last part of the address of every form on the page."""
    found = [form.get("action", "") for form in werkgever.page.all("form") if form.get("method") == "post"]
    return {action.rpartition("/")[2] for action in found if "/contact/volg/" in action} & {
        "intrekken", "opgelost", "nog-niet", "beoordeling", "bellen",
    }  # fmt: skip


def test_withdrawing_takes_one_button_and_can_be_undone_by_writing(
    werkgever: Werkgever, loket_db: Database, team: Team, collega: SignedIn
) -> None:
    seen = werkgever.stelt_een_vraag()
    link = mailed_link(loket_db)
    werkgever.opent(link)
    assert forms(werkgever) == {"intrekken", "bellen"}
    werkgever.verstuurt("/intrekken")
    assert "U hebt uw vraag ingetrokken" in werkgever.ziet
    assert "Ingetrokken" in werkgever.ziet
    assert forms(werkgever) == set()
    aida = collega(team.arnhem)
    assert aida.postvak("nieuw") == []
    assert seen.referentie in aida.postvak("afgerond")
    assert "Ingetrokken" in aida.ziet
    werkgever.reageert(link, "Toch graag antwoord.")
    assert aida.postvak("wacht-op-mij") == [seen.referentie]


def test_opening_the_page_changes_nothing(werkgever: Werkgever, answered: str, loket_db: Database) -> None:
    for action in ("", "/intrekken", "/opgelost", "/nog-niet", "/beoordeling", "/bellen"):
        assert werkgever.client.get(answered + action).status_code == (200 if not action else 405)
    werkgever.opent(answered)
    assert forms(werkgever) == {"intrekken", "opgelost", "nog-niet", "bellen"}


def test_solved_asks_two_questions_once(werkgever: Werkgever, answered: str) -> None:
    werkgever.opent(answered)
    werkgever.verstuurt("/opgelost")
    assert "Fijn dat uw vraag is opgelost" in werkgever.ziet
    werkgever.verstuurt("/beoordeling", 422)
    assert werkgever.fouten() == ["Kies een antwoord.", "Kies een antwoord."]
    werkgever.verstuurt("/beoordeling", 422, geholpen="ja", tevreden="9")
    assert werkgever.fout_bij("tevreden") == "Kies een antwoord."
    second = values_of(
        werkgever.page, next(f for f in werkgever.page.all("form") if "beoordeling" in f.get("action", ""))
    )
    werkgever.verstuurt("/beoordeling", geholpen="ja", tevreden="4")
    assert "Dank u wel" in werkgever.ziet
    assert forms(werkgever) == set()
    again = werkgever.client.post(f"{answered}/beoordeling", data=second | {"geholpen": "nee", "tevreden": "1"})
    assert again.status_code == 422
    assert "U gaf uw mening al" in again.text


def test_not_solved_yet_puts_the_question_back(
    werkgever: Werkgever, answered: str, team: Team, collega: SignedIn
) -> None:
    werkgever.opent(answered)
    werkgever.verstuurt("/nog-niet")
    assert "Wij gaan verder met uw vraag" in werkgever.ziet
    assert "Wij zijn ermee bezig" in werkgever.ziet
    assert len(collega(team.arnhem).postvak("wacht-op-mij")) == 1


def test_a_day_to_be_called_comes_from_the_working_days_and_is_shown(werkgever: Werkgever, answered: str) -> None:
    page = werkgever.opent(answered)
    options = [o.get("value") for o in page.all("option")]
    assert options[:3] == ["", "2026-11-25/ochtend", "2026-11-25/middag"]
    werkgever.verstuurt("/bellen", 422, moment="2030-01-01/ochtend", telefoon="x")
    assert werkgever.fouten() == [
        "Kies een moment uit de lijst.",
        "Vul een telefoonnummer in, bijvoorbeeld 026 123 45 67.",
    ]
    werkgever.verstuurt("/bellen", moment="2026-11-25/middag", telefoon="026 000 00 09")
    assert (
        "Wij bellen u op woensdag 25 november 2026, tussen 13.00 en 17.00 uur, op nummer 026 000 00 09."
        in werkgever.ziet
    )


def test_before_the_mailed_link_is_used_the_page_offers_nothing(werkgever: Werkgever) -> None:
    seen = werkgever.stelt_een_vraag()
    werkgever.opent(seen.link)
    assert forms(werkgever) == set()
    token = {"csrf_token": werkgever.ingevuld("csrf_token")}
    for action in ("intrekken", "opgelost", "nog-niet", "bellen"):
        response = werkgever.client.post(f"{seen.link}/{action}", data=token)
        assert response.status_code in (403, 422), action
    werkgever.opent(seen.link)
    assert "Ontvangen" in werkgever.ziet


def test_a_link_that_was_changed_does_nothing(werkgever: Werkgever, answered: str) -> None:
    werkgever.opent(answered)
    token = {"csrf_token": werkgever.ingevuld("csrf_token")}
    for action in ("intrekken", "opgelost", "nog-niet", "bellen", "beoordeling"):
        response = werkgever.client.post(f"{answered[:-1]}/{action}", data=token)
        assert response.status_code == 400, action


def test_health_words_in_a_message_are_sent_with_a_gentle_warning(werkgever: Werkgever, answered: str) -> None:
    werkgever.reageert(answered, "Hij heeft een burn-out gehad.")
    assert "Ging uw bericht over iemands gezondheid?" in werkgever.ziet
    assert "Hij heeft een burn-out gehad." in werkgever.ziet
