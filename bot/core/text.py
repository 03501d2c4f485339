"""Normalising: the one form in which messages and knowledge are compared."""

import re
import unicodedata
from functools import cache
from importlib.resources import files
from operator import itemgetter

MOST_CHARACTERS = 2_000

_EMOJI = "\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"
_EMOJI_RUN = re.compile(f"([{_EMOJI}])(?:\\s*[{_EMOJI}])+")
_REPEATED_MARK = re.compile(r"([^\w\s])(?:\s*\1)+")
_DRAWN_OUT = re.compile(r"(([\u3400-\u9fff])\2)\2+")
# Ready to call: a template would be looked up anew for every text.
_FIRST = itemgetter(1)
_SPACES = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[\W_]+")
# Controls, invisible joiners and directions, variation selectors, surrogates, private use, tags.
_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ud800-\udfff\ue000-\uf8ff\U000e0000-\U0010ffff]"
)


def normalise(text: str) -> str:
    """The text folded for comparing: at most 2,000 characters, one line, no control characters.

    Full width becomes half width (NFKC), upper case lower, traditional characters simplified (OpenCC's character
    dictionary); a mark, an emoji or a drawn-out syllable said many times is said once (a syllable twice).
    Numbers are left as they are. Normalising twice changes nothing.
    """
    folded = unicodedata.normalize("NFKC", text[:MOST_CHARACTERS]).lower().translate(_simplified())
    once = _EMOJI_RUN.sub(_FIRST, _UNPRINTABLE.sub("", _SPACES.sub(" ", folded)))
    once = _REPEATED_MARK.sub(_FIRST, once)
    once = _DRAWN_OUT.sub(_FIRST, once)
    return _SPACES.sub(" ", once[:MOST_CHARACTERS]).strip()


def bare(text: str) -> str:
    """The normalised text without spaces, punctuation and emoji: letters and digits only."""
    return letters(normalise(text))


def letters(normal: str) -> str:
    """What `bare` leaves of a text that is normalised already."""
    return _NOT_WORD.sub("", normal)


@cache
def _simplified() -> dict[int, str]:
    table = (files("opencc") / "dictionary" / "TSCharacters.txt").read_text("utf-8")
    pairs = (line.split("\t") for line in table.splitlines() if "\t" in line)
    return {ord(traditional): readings.split()[0] for traditional, readings in pairs}
