"""Which passwords are good enough."""

from __future__ import annotations

import hashlib
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from zxcvbn.matching import RANKED_DICTIONARIES

from app.accounts.guessing import is_guessable
from app.accounts.passwords import EASY, SHORTEST, check_password, is_leaked
from app.contact.demo import DEMO_PASSWORD
from app.core.errors import DomainError
from app.settings import ROOT
from tests.support.factories import PASSWORD


@pytest.mark.parametrize(
    "password",
    ["fiets maan kruik zeven", "correct paard batterij nietje", "k8#vQz!2mWx@7pLr", "ééééé liever thee drinken",
     "9f3c81d2a7b64e05", DEMO_PASSWORD, PASSWORD],
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


def test_every_password_of_the_list_of_common_ones_that_is_long_enough_is_refused() -> None:
    common = [word for word in RANKED_DICTIONARIES["passwords"] if len(word) >= SHORTEST]
    assert len(RANKED_DICTIONARIES["passwords"]) > 3000
    assert len(common) > 20
    for password in (*common, *(word.upper() for word in common)):
        with pytest.raises(DomainError, match=EASY):
            check_password(password)


@pytest.mark.parametrize("password", ["mynameismichael1", "charlesmichael12", "qwertyuiop[]asdfg", "p4ssw0rdp4ssw0rd"])
def test_names_rows_and_signs_for_letters_are_guessed_too(password: str) -> None:
    with pytest.raises(DomainError, match=EASY):
        check_password(password)


@pytest.mark.parametrize("password", ["Renkumduiven12", "middengelderland", "Duiven2026Renkum", "Kringloop-Duiven"])
def test_names_that_everybody_here_knows_make_a_password_easy(password: str) -> None:
    check_password(password + "." * (SHORTEST - len(password)))
    with pytest.raises(DomainError, match=EASY):
        check_password(
            password + "." * (SHORTEST - len(password)), known=("Midden-Gelderland", "Duiven", "Renkum", "Kringloop")
        )


def test_words_about_one_person_are_gone_afterwards() -> None:
    check_password("fiets maan kruik zeven", own=("Aida Arnhem", "aida@loket.example"))
    assert "aida" not in RANKED_DICTIONARIES["user_inputs"]


def test_a_long_password_is_as_good_as_its_best_part() -> None:
    assert is_guessable("password" * 16, [])
    assert not is_guessable("password" * 8 + "fiets maan kruik zeven", [])
    assert not is_guessable("fiets maan kruik zeven" + "password" * 8, [])


def test_a_password_made_to_be_slow_is_judged_quickly() -> None:
    begun = time.process_time()
    is_guessable(("4@8({[<3691!|70$5+%2" * 7)[:128], [])
    assert time.process_time() - begun < 2.5


def test_the_site_starts_without_the_lists() -> None:
    code = "import sys, wsgi; print(sorted({'zxcvbn', 'app.accounts.passwords'} & set(sys.modules)))"
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True, timeout=60
    )
    assert found.stdout.strip() == "['app.accounts.passwords']"


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
