"""How easily a password is guessed, by zxcvbn and its lists of common passwords, names and words.

The lists take about 15 MB, so ``passwords`` imports this module when somebody chooses a password and not at the start.
"""

from __future__ import annotations

from threading import Lock

from zxcvbn import zxcvbn
from zxcvbn.matching import RANKED_DICTIONARIES

LEAST_SCORE = 3
"""zxcvbn's scale from 0 to 4; 3 takes more than a hundred million guesses."""
WINDOW = 32
"""Characters looked at in one go: the time grows quickly with a long text full of signs for letters (@ for a)."""
_lock = Lock()


def is_guessable(password: str, words: list[str]) -> bool:
    """Whether the password is guessed easily. words: what somebody who knows the person and the site tries first.

    Of a long password the beginning and the end are looked at; it is good enough when one of the two is.
    """
    parts = dict.fromkeys((password[:WINDOW], password[-WINDOW:]))
    with _lock:  # zxcvbn keeps the words in a variable that all threads share
        try:
            return all(zxcvbn(part, words)["score"] < LEAST_SCORE for part in parts)
        finally:
            RANKED_DICTIONARIES["user_inputs"] = {}
