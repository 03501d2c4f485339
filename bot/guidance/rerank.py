"""Rerank: the closest questions read once more against the message, letter by letter and sound by sound."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from bot.guidance.words import Reading

SHARED, ALIKE, SOUNDS = 0.6, 0.2, 0.2
# Letters of a long message that are compared; its subject and its first sentences.
COMPARED = 120


def closeness(
    message: Reading, plains: Sequence[str], sounds: Sequence[str], shared: NDArray[np.float64]
) -> NDArray[np.float64]:
    """How close (0..1) questions lie to the message, given what the index found each to share with it (0..1)."""
    alike = cdist([message.plain[:COMPARED]], plains, scorer=fuzz.ratio)[0] / 100
    sounding = cdist([message.sounds[:COMPARED]], sounds, scorer=fuzz.ratio)[0] / 100
    close: NDArray[np.float64] = SHARED * shared + ALIKE * alike + SOUNDS * sounding
    return close
