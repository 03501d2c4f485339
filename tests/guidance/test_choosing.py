"""Choosing: a topic is looked at only while one of its entries may still be offered."""

import numpy as np

from bot.guidance.choosing import MOST, candidates
from bot.guidance.classes import Classes
from bot.guidance.corpus import Owner

TOPICS = ("fees", "food", "gym", "pets", "toys")


def _choose(chances: list[float], fits: dict[int, list[float]], silent: str = "") -> tuple[list[str], list[int]]:
    owners = [Owner(f"{topic}-{n}", f"topic:{topic}") for topic in TOPICS for n in range(3)]
    classes = Classes([f"topic:{topic}" for topic in TOPICS], owners)
    asked: list[int] = []

    def fit(number: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        asked.append(number)
        return np.array(fits.get(number, [3.0, 2.0, 1.0]))

    chosen = candidates(classes, range(len(TOPICS)), np.array(chances), fit, lambda id: not silent or silent not in id)
    scores = [candidate.score for candidate in chosen]
    assert len(chosen) <= MOST
    assert scores == sorted(scores, reverse=True)
    return [candidate.entry_id for candidate in chosen], asked


def test_topics_that_cannot_reach_the_list_are_not_looked_at() -> None:
    chosen, asked = _choose([0.9, 0.05, 0.03, 0.01, 0.01], {0: [1.0, 1.0, 0.9], 1: [2.0, 2.0, -9.0]})
    assert chosen == ["fees-0", "fees-1", "fees-2", "food-0", "food-1", "gym-0"]
    assert asked == [0, 1, 2]


def test_a_topic_almost_as_likely_as_the_best_is_looked_at() -> None:
    chosen, asked = _choose([0.22, 0.21, 0.2, 0.19, 0.18], {})
    assert asked == [0, 1, 2, 3, 4]
    assert chosen == ["fees-0", "food-0", "gym-0", "pets-0", "toys-0", "fees-1"]


def test_a_silent_topic_gives_its_place_to_the_next() -> None:
    chosen, asked = _choose([0.9, 0.05, 0.03, 0.01, 0.01], {0: [0.0, 0.0, 0.0]}, silent="food")
    assert asked == [0, 1, 2, 3]
    assert {id.partition("-")[0] for id in chosen} >= {"fees", "gym", "pets"}
