"""Hide personal data in what staff lists and logs show."""

import re

_PHONE = re.compile(r"(?<!\d)(1[3-9]\d)[ -]?\d{4}[ -]?(\d{4})(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)(0\d{2,3}-?)\d{4,5}(\d{3})(?!\d)")
_IDENTITY = re.compile(r"(?<!\d)(\d{6})\d{8}(\d{3}[\dXx])(?!\d)")
_BANK_CARD = re.compile(r"(?<!\d)(\d{4})\d{8,11}(\d{4})(?!\d)")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_OPENID = re.compile(r"(?<![A-Za-z0-9_-])o[A-Za-z0-9_-]{27}(?![A-Za-z0-9_-])")


def mask_name(name: str) -> str:
    """王小明 → 王**."""
    return name[:1] + "*" * (len(name) - 1) if len(name) > 1 else "*" * len(name)


def mask_phone(phone: str) -> str:
    """13812345678 → 138****5678; any other number keeps its last two digits."""
    masked = _PHONE.sub(r"\1****\2", phone)
    return masked if masked != phone else "*" * max(len(phone) - 2, 0) + phone[-2:]


def mask_address(address: str) -> str:
    """Keep the first six characters (county and town), hide the house."""
    return address[:6] + "****" if len(address) > 6 else "****"


def mask_text(text: str) -> str:
    """Hide phone numbers, identity papers, bank cards, e-mail addresses and openids inside a text."""
    text = _IDENTITY.sub(r"\1********\2", text)
    text = _BANK_CARD.sub(r"\1****\2", text)
    text = _PHONE.sub(r"\1****\2", text)
    text = _LANDLINE.sub(r"\1****\2", text)
    text = _EMAIL.sub("***@***", text)
    return _OPENID.sub("o***", text)
