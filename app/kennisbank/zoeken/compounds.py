"""Dutch writes compounds as one word and employers do not: "loonkostensubsidie" is loon + kosten + subsidie."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import chain

from app.kennisbank.zoeken.normalise import DATA, read_lines

LEXICON = DATA / "woorddelen.txt"
MIN_PART = 3
MIN_WORD = 7
MAX_PARTS = 5
_NEVER = 99.0


@dataclass(frozen=True)
class Lexicon:
    """Which words may begin, continue and end a compound; ``own``: words of this subject; ``whole``: never split."""

    begin: frozenset[str]
    middle: frozenset[str]
    end: frozenset[str]
    own: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()
    _memo: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def parts(self) -> frozenset[str]:
        """Every word that can be a part somewhere."""
        return self.begin | self.middle | self.end

    def split(self, word: str) -> tuple[str, ...]:
        """The parts of a folded word, without linking -s; the word alone when it is not a compound."""
        found = self._memo.get(word)
        if found is None:
            if len(self._memo) > 100_000:
                self._memo.clear()
            found = self._memo[word] = self._split(word)
        return found

    def _cost(self, part: str) -> float:
        """Fewest parts, then the longest shortest part, then words of the subject before rare ones."""
        return (6.0 if part in self.own else 12.0) + max(0, 5 - len(part)) * 3.0

    def _split(self, word: str) -> tuple[str, ...]:
        size = len(word)
        if size < MIN_WORD or word in self.whole or not (word.isascii() and word.isalpha()):
            return (word,)
        best: dict[int, tuple[float, tuple[str, ...]]] = {0: (0.0, ())}
        for start in range(size - MIN_PART + 1):
            if start not in best or len(best[start][1]) >= MAX_PARTS:
                continue
            cost, parts = best[start]
            for stop in range(start + MIN_PART, size + 1):
                part, price = self._part(word[start:stop], start == 0, stop == size)
                if stop - start == size or price >= _NEVER:
                    continue
                if stop not in best or cost + price < best[stop][0]:
                    best[stop] = (cost + price, (*parts, part))
        if size not in best or len(best[size][1]) < 2:
            return (word,)
        return tuple(leaf for part in best[size][1] for leaf in self.split(part))

    def _part(self, piece: str, first: bool, last: bool) -> tuple[str, float]:
        allowed = self.end if last else self.begin if first else self.middle
        if piece in allowed:
            return piece, self._cost(piece)
        bare = piece[:-1]
        if not last and piece[-1] == "s" and len(bare) >= MIN_PART and bare in allowed:
            return bare, self._cost(bare) + 1.0
        return piece, _NEVER


def read_lexicon() -> Lexicon:
    """The committed lexicon: OpenTaal's compound parts and the words of the subject."""
    with_flags: defaultdict[str, list[str]] = defaultdict(list)
    for line in read_lines(LEXICON.name):
        word, _, flags = line.partition(" ")
        with_flags[flags].append(word)
    begin, middle, end, own, whole = (
        frozenset(chain.from_iterable(words for flags, words in with_flags.items() if flag in flags))
        for flag in "bmedw"
    )
    return Lexicon(begin, middle, end, own, whole)


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """``read_lexicon`` once per process."""
    return read_lexicon()
