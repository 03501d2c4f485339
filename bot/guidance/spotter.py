"""The spotter: which of many phrases occur in a text, in time that grows with the text, not with the phrases."""

from collections.abc import Iterable
from operator import add

START = 2


class Spotter:
    """Looks only for the phrases whose first two characters stand side by side somewhere in a text."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_start: dict[str, tuple[str, ...]] = {}
        for phrase in sorted(set(phrases) - {""}):
            start = phrase[:START]
            self._by_start[start] = (*self._by_start.get(start, ()), phrase)

    def seen(self, text: str) -> set[str]:
        """All phrases that occur in the text as given."""
        starts = {*text, *map(add, text, text[1:])} & self._by_start.keys()
        return {phrase for start in starts for phrase in self._by_start[start] if phrase in text}
