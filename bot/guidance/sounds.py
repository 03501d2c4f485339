"""Sounds: every character spelled as one sign per toneless syllable, the accents of the region folded together."""

import re
import unicodedata

_FIRST_SIGN = 0xE000
_FOLDED_STARTS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"))
_FOLDED_ENDS = (("ing", "in"), ("eng", "en"))
_TONES = re.compile(r"[\u0300-\u0307\u0309-\u036f]")


class Sounds:
    """Spells a text, one sign a character, so that n-grams and edit distances work on sounds as they do on characters.

    `characters` and `signs` are strings of equal length; signs lie in Unicode's private area, which normalised text
    never holds. Characters without a reading stand for themselves.
    """

    def __init__(self, characters: str, signs: str) -> None:
        self.characters = characters
        self.signs = signs
        self._table = str.maketrans(characters, signs)

    def spell(self, text: str) -> str:
        """The text's sounds, as many signs as characters."""
        return text.translate(self._table)

    @classmethod
    def of_dictionary(cls) -> "Sounds":
        """From pypinyin's character dictionary: the first reading of each character of the basic block."""
        from pypinyin.pinyin_dict import pinyin_dict

        numbers: dict[str, int] = {}
        characters, signs = [], []
        for code, readings in pinyin_dict.items():
            if 0x4E00 <= code <= 0x9FFF:
                syllable = _folded(readings.split(",")[0])
                characters.append(chr(code))
                signs.append(chr(_FIRST_SIGN + numbers.setdefault(syllable, len(numbers))))
        return cls("".join(characters), "".join(signs))


def _folded(syllable: str) -> str:
    plain = _TONES.sub("", unicodedata.normalize("NFD", syllable))
    for spoken, kept in _FOLDED_STARTS:
        if plain.startswith(spoken):
            plain = kept + plain[len(spoken) :]
            break
    for spoken, kept in _FOLDED_ENDS:
        if plain.endswith(spoken):
            plain = plain[: -len(spoken)] + kept
            break
    return plain
