"""The spotter: which of many phrases occur in a text, in time that grows with the text, not with the phrases."""

from collections.abc import Iterable

START = 2


class Spotter:
    """Looks at every place of a text for the phrases that begin there."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_start: dict[str, tuple[str, ...]] = {}
        for phrase in sorted(set(phrases) - {""}):
            start = phrase[:START]
            self._by_start[start] = (*self._by_start.get(start, ()), phrase)

    def seen(self, text: str) -> set[str]:
        """All phrases that occur in the text as given."""
        found: set[str] = set()
        for place in range(len(text)):
            for start in (text[place], text[place : place + START]):
                for phrase in self._by_start.get(start, ()):
                    if text.startswith(phrase, place):
                        found.add(phrase)
        return found
