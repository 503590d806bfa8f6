"""Which passwords are good enough: long, and not made of what everybody tries first.

There are no rules about kinds of characters (OWASP ASVS 5.0, 6.2.5). Our own rule knows Dutch: repetitions, rows of the
keyboard and everyday words. ``guessing`` knows the common passwords of others. ``leaked`` looks in the list of leaked
passwords that a manager may put beside the site.
"""

from __future__ import annotations

import hashlib
import re
from importlib import import_module
from pathlib import Path

from app.core.errors import DomainError

SHORTEST, LONGEST = 15, 128
LEAST_OWN = 8
LEAST_DIFFERENT = 6
ROWS = (
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "azertyuiop",
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "!@#$%^&*()",
)
COMMON = (
    "wachtwoord password welkom welcome geheim secret inloggen login admin administrator beheerder beheer gebruiker "
    "account toegang test demo iloveyou ikhouvan ikhouvanjou letmein monkey dragon sunshine princess football "
    "voetbal ajax feyenoord nederland holland amsterdam rotterdam utrecht computer internet office kantoor werkplek "
    "werk loket werkgever werkgevers werkgeversloket werkcentrum servicepunt gemeente medewerker arbeidsmarkt regio "
    "januari februari maart april juni juli augustus september oktober november december zomer winter lente herfst "
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag hallo hello liefde love schatje mama papa master "
    "super changeme verander tijdelijk nieuw passw0rd p@ssw0rd w@chtwoord welk0m trustno1 baseball starwars "
    "superman batman whatever mei "
)
EASY = "Dit wachtwoord is te makkelijk te raden. Neem bijvoorbeeld vier woorden die niet bij elkaar horen."
_ROW = 4


def check_password(
    password: str, *, own: tuple[str, ...] = (), known: tuple[str, ...] = (), leaked: Path | None = None
) -> None:
    """Raise DomainError with what to do when the password is not good enough.

    own: words about the person and the site that may not stand in it (name, e-mail address, name of the desk).
    known: words that make it easy to guess (organisation, region). leaked: see ``is_leaked``.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise DomainError(f"Kies een wachtwoord van {SHORTEST} tot en met {LONGEST} tekens.")
    plain = password.casefold()
    if any(word in plain for word in _words(own)):
        raise DomainError("Uw naam of e-mailadres mag niet in het wachtwoord staan. Kies een ander wachtwoord.")
    if len(set(plain)) < LEAST_DIFFERENT or len(_without_patterns(plain, _words(known))) < LEAST_OWN:
        raise DomainError(EASY)
    words = [*_parts((*own, *known)), *COMMON.split()]
    if import_module("app.accounts.guessing").is_guessable(password, words):
        raise DomainError(EASY)
    if leaked is not None and is_leaked(password, leaked):
        raise DomainError("Dit wachtwoord is ooit ergens gelekt. Kies een ander wachtwoord.")


def is_leaked(password: str, listing: Path) -> bool:
    """Whether the SHA-1 of the password stands in the file: one per line, in order, in capitals, ":" and more allowed.

    Looks at about thirty places in the file, whatever its size; raises DomainError when it cannot be read.
    """
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    try:
        with listing.open("rb") as file:
            low, high = 0, file.seek(0, 2)
            while low < high:
                middle = (low + high) // 2
                file.seek(max(middle - 1, 0))
                if middle:
                    file.readline()
                start, line = file.tell(), file.readline()
                found = line[:40]
                if found == wanted:
                    return True
                if line and found < wanted:
                    low = start + len(line)
                else:
                    high = middle
    except OSError as error:
        raise DomainError("De lijst met gelekte wachtwoorden is niet te lezen. Vraag uw beheerder.") from error
    return False


def _words(own: tuple[str, ...]) -> set[str]:
    """Words of four letters and more, and the part of an address before the @ from three."""
    found: set[str] = set()
    for text in own:
        local, at, _domain = text.casefold().partition("@")
        found |= (
            {local} if at and len(local) > 2 else {word for word in re.split(r"[\W_]+", local) if len(word) >= _ROW}
        )
    return found - {""}


def _parts(texts: tuple[str, ...]) -> list[str]:
    """The words of these texts, and each text written as one word."""
    split = [re.split(r"[\W_]+", text.casefold()) for text in texts]
    return [word for words in split for word in dict.fromkeys((*words, "".join(words))) if word]


def _without_patterns(plain: str, known: set[str]) -> str:
    """What is left without common and known words, rows of the keyboard, repetitions and years."""
    left = plain
    for word in sorted((*COMMON.split(), *known), key=len, reverse=True):
        left = left.replace(word, " ")
    left = re.sub(r"(?:19|20)\d\d", " ", left)
    left = _without_rows(left)
    left = re.sub(r"(.+?)\1+", r"\1", left)
    return "".join(left.split())


def _without_rows(text: str) -> str:
    """Without four or more characters that stand beside each other on a keyboard or in the alphabet, either way."""
    rows = [*ROWS, *(row[::-1] for row in ROWS)]
    kept, place = "", 0
    while place < len(text):
        longest = max(_same(text[place:], row) for row in rows)
        if longest < _ROW:
            kept += text[place]
        place += longest if longest >= _ROW else 1
    return kept


def _same(text: str, row: str) -> int:
    """How many characters at the beginning of ``text`` stand in this order in ``row``."""
    most = 0
    while most < len(text) and text[: most + 1] in row:
        most += 1
    return most
