"""Hide personal data in what staff lists and logs show, in whatever characters and groups it was written."""

import re
import unicodedata
from datetime import date

_GAP = r"[\s.·_–—-]{0,2}"
_PHONE = re.compile(
    rf"(?<!\d)(?:(?:00)?86{_GAP})?1(?:[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}|[\s-]?[3-9](?:[\s-]?\d){{9}})(?!\d)"
)
_LANDLINE = re.compile(rf"(?<!\d)(0\d{{2,3}}\)?{_GAP})\d{{3,4}}{_GAP}\d(\d{{3}})(?!\d)")
_IDENTITY = re.compile(rf"(?<!\d)\d(?:{_GAP}\d){{16}}{_GAP}[\dXx](?!\d)")
_BANK_CARD = re.compile(rf"(?<!\d)(?:\d{{15,19}}|\d{{4}}(?:{_GAP}\d{{4}}){{3}}(?:{_GAP}\d{{1,3}})?)(?!\d)")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")
_OPENID = re.compile(r"(?<![A-Za-z0-9_-])o[A-Za-z0-9_-]{27}(?![A-Za-z0-9_-])")
_KEPT_MARKS = frozenset("@.-_+()")


def mask_name(name: str) -> str:
    """王小明 → 王**."""
    return name[:1] + "*" * (len(name) - 1) if len(name) > 1 else "*" * len(name)


def mask_phone(phone: str) -> str:
    """13812345678 → 138****5678; any other number keeps its last two digits."""
    narrow = phone.translate(_NARROW)
    if _PHONE.fullmatch(narrow):
        return _PHONE.sub(_hide_phone, narrow)
    return "*" * max(len(narrow) - 2, 0) + narrow[-2:]


def mask_address(address: str) -> str:
    """Keep the first six characters (county and town), hide the house."""
    return address[:6] + "****" if len(address) > 6 else "****"


def mask_text(text: str) -> str:
    """Hide phone numbers, identity papers, bank cards, e-mail addresses and openids inside a text.

    Digits and letters of other widths and scripts become plain ones; spaces, dots and hyphens in between hide nothing.
    """
    text = text.translate(_NARROW)
    text = _IDENTITY.sub(_hide_identity, text)
    text = _BANK_CARD.sub(_hide_card, text)
    text = _PHONE.sub(_hide_phone, text)
    text = _LANDLINE.sub(r"\1****\2", text)
    text = _EMAIL.sub("***@***", text)
    return _OPENID.sub("o***", text)


def _hide_identity(match: re.Match[str]) -> str:
    """Digits written apart are an identity number only where a birthday stands in its place."""
    digits = _together(match)
    if digits != match[0] and not _is_day(digits[6:14]):
        return match[0]
    return f"{digits[:6]}********{digits[14:]}"


def _hide_card(match: re.Match[str]) -> str:
    digits = _together(match)
    return f"{digits[:4]}****{digits[-4:]}"


def _hide_phone(match: re.Match[str]) -> str:
    digits = _together(match)[-11:]
    return f"{digits[:3]}****{digits[-4:]}"


def _together(match: re.Match[str]) -> str:
    return re.sub(r"[^\dXx]", "", match[0])


def _is_day(digits: str) -> bool:
    try:
        return date.fromisoformat(digits).year >= 1900
    except ValueError:
        return False


class _Narrow(dict[int, str]):
    """For `str.translate`: digits, Latin letters and a few marks of any width as plain ones, all else as it is."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        plain = unicodedata.normalize("NFKC", character)
        if character.isdecimal():
            plain = str(unicodedata.decimal(character))
        kept = plain.isascii() and (plain.isalnum() or plain in _KEPT_MARKS)
        return self.setdefault(code, plain if kept else character)


_NARROW = _Narrow()
