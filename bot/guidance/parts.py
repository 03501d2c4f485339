"""Parts: two questions in one message, and short words that only make sense after the last answer."""

import re

_ENDS = re.compile(r"[?？!！。;；\n]+|(?=另外|还有个|还有一个|还想问|再问|顺便问|顺便再)")
_ASKS = re.compile(
    r"吗|么|嘛|怎|咋|如何|多少|多久|几天|什么|啥|哪|谁|能不能|可不可以|可以.{0,8}不|是不是|有没有|合不合|该不该|要不要|是否|算不算"
)
_LEANS = re.compile(r"^(那|要是|如果|假如|万一|但是?|可是|然后|还有|这个|这种|他们?不|她们?不|对方不)")
_WORD = re.compile(r"[^\W_]")
SHORTEST_PART = 6
LONGEST_MESSAGE = 120
LONGEST_LEANING = 20
LONGEST_BIT = 9


def questions(text: str) -> tuple[str, str] | None:
    """The two questions of a message, what is told before each kept with it; None unless there are exactly two."""
    if len(text) > LONGEST_MESSAGE:
        return None
    found, told = [], ""
    for piece in _ENDS.split(text):
        told = f"{told} {piece}".strip()
        if _ASKS.search(piece) and len(_WORD.findall(piece)) >= SHORTEST_PART:
            found.append(told)
            told = ""
    return (found[0], f"{found[1]} {told}".strip()) if len(found) == 2 else None


def leans(plain: str) -> bool:
    """Whether a message (as matching reads it) starts like a follow-up: 那要多久, 要是他不给呢."""
    return len(plain) <= LONGEST_LEANING and _LEANS.match(plain) is not None


def is_bit(plain: str) -> bool:
    """Whether a message is too short to say by itself what it is about: 运费谁出."""
    return len(plain) <= LONGEST_BIT
