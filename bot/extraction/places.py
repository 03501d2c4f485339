"""Which of the districts and townships, or which place outside Zhaotong, a text speaks of."""

import re
from collections.abc import Iterable, Sequence

from bot.extraction.gazetteer import OTHER_MEANING, Hit, Kind, Names
from bot.extraction.model import District, Found, Place

_SHORT_ANSWER = 14
_BOUGHT_AT = re.compile(r"(?:[在到去于]|位于|地址[：: ]?|开在)$")
_LIVES_AT = re.compile(r"(?:我是|本人是|我们是|本人|[家住]住?在?|老家(?:是|在)?|户口(?:是|在)?|户籍)$")
_FROM_THERE = re.compile(r"人(?!民|们|工)|老乡|居民|村民")
_LOOK_BACK = 6


class Gazetteer:
    """The places of Zhaotong by every name they go by, and those outside by theirs."""

    def __init__(self, districts: Iterable[District]) -> None:
        self._names = Names(districts)

    def find(self, text: str) -> Found[Place] | None:
        """The place a text speaks of; None when it names none.

        A township beats a district, one whose county is named too beats any other, and where something was bought
        beats where the writer lives. A town's name without its title (太平, 旧城), or one better known elsewhere
        (普洱镇), counts only beside its county; alone it gives the districts it could be in as candidates. Texts that
        name several places are not sure. 昭通 alone gives a place without district.
        """
        hits = self._names.hits(text)
        if not hits:
            return None
        named = {hit.district for hit in hits if hit.kind is Kind.DISTRICT}
        best = max(hits, key=lambda hit: (_weight(hit, named, hits, text), -hit.start))
        if best.name.needs_county or len(best.places) > 1:
            return _undecided(best, text)
        return _decided(best, hits, text)


def _weight(hit: Hit, named: set[str | None], hits: Sequence[Hit], text: str) -> float:
    weight = float(hit.kind)
    if hit.kind is Kind.TOWN and hit.district in named:
        weight += 2
    elif hit.kind is Kind.TOWN and named:
        weight -= 2
    if hit.kind is Kind.OUTSIDE:
        weight += len(hit.places[0].outside or "") / 100
    if hit.name.plain:
        weight += 0.5
    if _lives_there(hit, hits, text):
        return weight - 5
    return weight + bool(_BOUGHT_AT.search(_before(hit, hits, text)))


def _lives_there(hit: Hit, hits: Sequence[Hit], text: str) -> bool:
    return bool(_LIVES_AT.search(_before(hit, hits, text)) or _FROM_THERE.match(text, hit.end))


def _before(hit: Hit, hits: Sequence[Hit], text: str) -> str:
    start = _with_what_leads_to_it(hit, hits)
    return text[max(0, start - _LOOK_BACK) : start]


def _undecided(hit: Hit, text: str) -> Found[Place]:
    candidates = tuple(dict.fromkeys(place.district for place in hit.places if place.district))
    return Found(Place(None, None, None, None, None, candidates), hit.start, hit.end, hit.text, False)


def _decided(best: Hit, hits: Sequence[Hit], text: str) -> Found[Place]:
    place = best.places[0]
    short = len(text.strip()) <= _SHORT_ANSWER
    elsewhere = [
        hit
        for hit in hits
        if hit.kind in (Kind.OUTSIDE, Kind.DISTRICT, Kind.TOWN)
        and not _lives_there(hit, hits, text)
        and not _agrees(hit, place)
    ]
    doubtful = best.kind is Kind.LANDMARK or (
        not short and (_lives_there(best, hits, text) or _is_common_word(best, hits))
    )
    start = _with_what_leads_to_it(best, hits)
    return Found(place, start, best.end, text[start : best.end], not elsewhere and not doubtful)


def _agrees(hit: Hit, place: Place) -> bool:
    if place.outside:
        return any(place.outside.startswith(other.outside or "?") for other in hit.places)
    return any(other.district == place.district for other in hit.places)


def _is_common_word(best: Hit, hits: Sequence[Hit]) -> bool:
    """Whether a county is named only by a short name that also means something else (大关, 威信)."""
    return best.text in OTHER_MEANING and not any(hit.name.plain and _agrees(hit, best.places[0]) for hit in hits)


def _with_what_leads_to_it(best: Hit, hits: Sequence[Hit]) -> int:
    """Where the written place begins, with the city and county before it."""
    start = best.start
    for hit in reversed(hits):
        if hit.end <= start and start - hit.end <= 1 and (hit.kind is Kind.HOME or _agrees(hit, best.places[0])):
            start = hit.start
    return start
