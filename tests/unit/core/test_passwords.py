"""Which passwords are good enough."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

import pytest

from app.accounts.passwords import EASY, check_password, is_leaked
from app.core.errors import DomainError


@pytest.mark.parametrize(
    "password",
    ["fiets maan kruik zeven", "correct paard batterij nietje", "k8#vQz!2mWx@7pLr", "ééééé liever thee drinken",
     "9f3c81d2a7b64e05"],
)  # fmt: skip
def test_long_and_your_own_is_good_enough(password: str) -> None:
    check_password(password, own=("Aida Arnhem", "aida@loket.example", "Werkgeversloket"))


@pytest.mark.parametrize(
    "password",
    ["aaaaaaaaaaaaaaaaaaaa", "123456789012345", "098765432109876543", "abcabcabcabcabcabc", "qwertyuiopasdfgh",
     "wachtwoordwachtwoord", "Welkom2026!Welkom", "passwordpassword123", "Werkgevers2026!!!", "iloveyouiloveyou1",
     "abcdefghijklmnopqrst", "!@#$%^&*()!@#$%^&*()", "Zomer2026Winter2026!",
     "qazqazqazqazqazqaz", "trustno1trustno1!!"],
)  # fmt: skip
def test_what_everybody_tries_first_is_refused_however_long(password: str) -> None:
    with pytest.raises(DomainError, match=EASY):
        check_password(password)


@pytest.mark.parametrize("password", ["Aida woont in een huis", "mijn loketje is open nu", "AIDA.B@heeft een fiets"])
def test_the_own_name_address_and_site_are_refused(password: str) -> None:
    with pytest.raises(DomainError, match="mag niet in het wachtwoord"):
        check_password(password, own=("Aida Bos", "aida.b@loket.example", "Mijn Loketje"))


@pytest.mark.parametrize("count", [1, 2, 3, 1000])
def test_a_leaked_password_is_found_in_the_list_and_another_is_not(tmp_path: Path, count: int) -> None:
    words = [f"gelekt wachtwoord nummer {number}" for number in range(count)]
    hashes = sorted(hashlib.sha1(word.encode(), usedforsecurity=False).hexdigest().upper() for word in words)
    listing = tmp_path / "gelekt.txt"
    listing.write_text("".join(f"{value}:{random.randrange(1, 9999)}\n" for value in hashes))
    assert all(is_leaked(word, listing) for word in words)
    assert not any(is_leaked(f"{word} niet", listing) for word in words)
    with pytest.raises(DomainError, match="ooit ergens gelekt"):
        check_password(words[0], leaked=listing)


def test_an_empty_list_knows_nothing_and_a_missing_one_says_so(tmp_path: Path) -> None:
    listing = tmp_path / "leeg.txt"
    listing.write_text("")
    assert not is_leaked("wat dan ook", listing)
    with pytest.raises(DomainError, match="niet te lezen"):
        is_leaked("wat dan ook", tmp_path / "weg.txt")
