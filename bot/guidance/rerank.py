"""Rerank: the closest questions read once more against the message, letter by letter and sound by sound."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from bot.guidance.words import Reading

SHARED, ALIKE, WITHIN, SOUNDS = 0.55, 0.15, 0.15, 0.15
# 的 lies within everything: a part must be this long to say something in full.
TELLING_PART = 6
# Letters of a long message that are compared; its subject and its first sentences.
COMPARED = 120


def closeness(
    message: Reading, plains: Sequence[str], sounds: Sequence[str], shared: NDArray[np.float64]
) -> NDArray[np.float64]:
    """How close (0..1) questions lie to the message, given what the index found each to share with it (0..1)."""
    said, heard = message.plain[:COMPARED], message.sounds[:COMPARED]
    lengths = np.array([min(len(plain), len(said)) for plain in plains])
    within = cdist([said], plains, scorer=fuzz.partial_ratio)[0] / 100 * np.minimum(1.0, lengths / TELLING_PART)
    alike = cdist([said], plains, scorer=fuzz.ratio)[0] / 100
    sounding = cdist([heard], sounds, scorer=fuzz.ratio)[0] / 100
    close: NDArray[np.float64] = SHARED * shared + ALIKE * alike + WITHIN * within + SOUNDS * sounding
    return close
