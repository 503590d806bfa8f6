"""Referenties that can be read over the phone, and links that open one request."""

from __future__ import annotations

import pytest

from app.contact.links import Links
from app.contact.references import PATTERN, new_reference, normal_reference
from app.core.tokens import LinkInvalid

LINKS = Links("https://loket.example", "een geheim dat lang genoeg is")


def token(address: str) -> str:
    return address.rsplit("/", 1)[1]


def test_a_new_referentie_has_no_letters_that_look_like_digits() -> None:
    made = {new_reference() for _ in range(200)}
    assert len(made) == 200
    assert all(PATTERN.match(reference) for reference in made)


@pytest.mark.parametrize("typed", ["WL-7K3M-2P", "wl-7k3m-2p", " wl 7k3m 2p", "7K3M2P"])
def test_a_referentie_is_recognised_however_it_is_typed(typed: str) -> None:
    assert normal_reference(typed) == "WL-7K3M-2P"


@pytest.mark.parametrize("typed", ["bakkerij", "WL-7K3M", "WL-7K3M-0O", ""])
def test_other_words_are_no_referentie(typed: str) -> None:
    assert normal_reference(typed) is None


def test_a_mailed_link_proves_the_mailbox_and_a_link_on_the_page_does_not() -> None:
    mailed = LINKS.read(token(LINKS.mailed("WL-7K3M-2P")))
    on_page = LINKS.read(token(LINKS.on_page("WL-7K3M-2P")))
    assert (mailed.referentie, mailed.mailed) == ("WL-7K3M-2P", True)
    assert (on_page.referentie, on_page.mailed) == ("WL-7K3M-2P", False)


def test_a_changed_link_opens_nothing() -> None:
    good = token(LINKS.mailed("WL-7K3M-2P"))
    with pytest.raises(LinkInvalid):
        LINKS.read(good[:-9] + ("A" if good[-9] != "A" else "B") + good[-8:])
    with pytest.raises(LinkInvalid):
        LINKS.read_expired("onzin")


def test_a_link_of_another_installation_opens_nothing() -> None:
    other = Links("https://loket.example", "een ander geheim van gelijke lengte")
    with pytest.raises(LinkInvalid):
        LINKS.read(token(other.mailed("WL-7K3M-2P")))
