"""Words: a message read the way entries are read — staff's synonyms put in, fillers left out, words cut."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.core.text import normalise
from bot.guidance.features import characters, counted, pairs
from bot.guidance.segmenter import Segmenter
from bot.guidance.sounds import Sounds

# A letter says what it is about in its subject and what it wants at its end.
HEAD, TAIL = 160, 80
# Cutting words is what takes longest; after so many letters the subject is known.
CUT = 120

_APART = re.compile(r"[\W_]+")
_GAP = re.compile(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")
_LONG_NUMBER = re.compile(r"\d{2,}")
_SPOKEN_NUMBERS = frozenset({"315", "110", "114", "119", "120", "12315", "12345", "12306", "12300", "96110", "12377"})


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the lists of words.yaml come to: `known` whole words, `read_as` variant → word, `fillers` to leave out."""

    known: tuple[str, ...] = ()
    read_as: tuple[tuple[str, str], ...] = ()
    fillers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """One text, ready for matching. `plain` is its letters and digits, a single space where a mark stood; `sounds`
    spells it, sign for letter; the rest counts its words, letters, and neighbouring letters and sounds."""

    plain: str
    sounds: str
    words: dict[str, int]
    characters: dict[str, int]
    pairs: dict[str, int]
    sound_pairs: dict[str, int]


class Reader:
    """Reads texts; immutable, shared by threads."""

    def __init__(self, vocabulary: Vocabulary, sounds: Sounds, cache_dir: Path) -> None:
        self.sounds = sounds
        self._segmenter = Segmenter.of(cache_dir, vocabulary.known)
        self._read_as = {normalise(variant): normalise(word) for variant, word in vocabulary.read_as}
        self._variants = _any_of(self._read_as)
        self._fillers = _any_of(map(normalise, vocabulary.fillers))

    def read(self, normal: str) -> Reading:
        """A normalised text, variants read as their word, fillers and marks gone (unless nothing else was said)."""
        plain = self._plain(normal)
        sounds = self.sounds.spell(plain)
        words = counted(self._segmenter.cut(plain[:CUT]))
        return Reading(plain, sounds, words, counted(characters(plain)), counted(pairs(plain)), counted(pairs(sounds)))

    def _plain(self, normal: str) -> str:
        said = _shortened(self._replaced(_GAP.sub("", normal)))
        told = _APART.sub(" ", self._fillers.sub(" ", said)).strip() if self._fillers else ""
        told = told or _APART.sub(" ", said).strip()
        return _LONG_NUMBER.sub(lambda n: n[0] if n[0] in _SPOKEN_NUMBERS else "0", told)

    def _replaced(self, normal: str) -> str:
        if self._variants is None:
            return normal
        return self._variants.sub(lambda variant: self._read_as[variant[0]], normal)


def vocabulary_of(words: Iterable[Mapping[str, Any]]) -> Vocabulary:
    """From plain rows `{word, same, kind}` of words.yaml."""
    known, read_as, fillers = [], [], []
    for row in words:
        word, same, kind = str(row["word"]), [str(s) for s in row["same"]], row["kind"]
        if kind == "filler":
            fillers += [word, *same]
        else:
            known.append(word)
            read_as += [(variant, word) for variant in same if variant != word]
    return Vocabulary(tuple(known), tuple(read_as), tuple(fillers))


def _shortened(text: str) -> str:
    return text if len(text) <= HEAD + TAIL else f"{text[:HEAD]} {text[-TAIL:]}"


def _any_of(phrases: Iterable[str]) -> re.Pattern[str] | None:
    """One pattern for any of the phrases, the longest first; grouped by first character, which keeps it quick."""
    by_first: dict[str, list[str]] = {}
    for phrase in sorted(set(phrases), key=lambda p: (-len(p), p)):
        if phrase:
            by_first.setdefault(phrase[0], []).append(re.escape(phrase[1:]))
    if not by_first:
        return None
    return re.compile("|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in by_first.items()))
