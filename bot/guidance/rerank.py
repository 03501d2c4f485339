"""Rerank: the closest questions read once more against the message, letter by letter and sound by sound."""

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from bot.guidance.words import Reading

SHARED, ALIKE, WITHIN, SOUNDS = 0.55, 0.15, 0.15, 0.15
# 的 lies within everything: a part must be this long to say something in full.
TELLING_PART = 6
# Letters of a long message that are compared; its subject and its first sentences.
COMPARED = 150


def closeness(message: Reading, plain: str, sounds: str, shared: float) -> float:
    """How close (0..1) a question lies to the message, given what the index found them to share (0..1)."""
    if not message.plain or not plain:
        return 0.0
    said, heard = message.plain[:COMPARED], message.sounds[:COMPARED]
    shorter = min(len(said), len(plain))
    within = fuzz.partial_ratio(said, plain) / 100 * min(1.0, shorter / TELLING_PART)
    return (
        SHARED * shared
        + ALIKE * Indel.normalized_similarity(said, plain)
        + WITHIN * within
        + SOUNDS * Indel.normalized_similarity(heard, sounds)
    )
