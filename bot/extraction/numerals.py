"""Numbers as people write and say them: 1,280.00, 3万7千4, 一千二, 1.5w, 千把."""

import re
from decimal import Decimal, InvalidOperation

import cn2an

HAN_DIGITS = "零〇一二两三四五六七八九"
HAN = f"{HAN_DIGITS}十百千万亿俩仨"
MOST_CHARACTERS = 16

_LETTERS = str.maketrans({"w": "万", "W": "万", "k": "千", "K": "千", "〇": "零", "俩": "两", "仨": "三"})
_PLAIN = re.compile(r"\d+(?:\.\d+)?")
_TWO_GUESSES = re.compile(r"[一二两三四五六七八九]([二三四五六七八九])(?=[十百千万])")
_BARE_UNIT = re.compile(r"[百千万]")


def read_number(text: str) -> Decimal | None:
    """The number that digits, Chinese numerals or both together say; None when they say none.

    A trailing digit counts in the next lower unit (3万7千4 is 37400, 八百六 is 860). 百, 千 and 万 alone are one of it.
    """
    plain = text.replace(",", "").replace("，", "").replace(" ", "")
    if not plain or len(plain) > MOST_CHARACTERS:
        return None
    if _PLAIN.fullmatch(plain):
        return Decimal(plain)
    spoken = plain.translate(_LETTERS)
    if _BARE_UNIT.match(spoken):
        spoken = f"一{spoken}"
    try:
        return Decimal(str(cn2an.cn2an(spoken, "smart")))
    except (ValueError, TypeError, KeyError, IndexError, InvalidOperation):
        return None


def is_two_guesses(text: str) -> bool:
    """Whether a numeral names two neighbouring numbers at once (两三百, 七八千)."""
    return bool(_TWO_GUESSES.search(text))


def lower_guess(text: str) -> str:
    """The numeral with only the lower of two guesses left (两三百 gives 两百)."""
    return _TWO_GUESSES.sub(lambda found: found[0][0], text)
