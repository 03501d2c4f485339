"""The roster: which entries may speak at this moment."""

from dataclasses import dataclass
from datetime import date

from bot.content.knowledge import Knowledge


@dataclass(frozen=True, slots=True)
class View:
    """What the moment adds: entries switched off, the day, the entry answered last, whether reasons are asked for.

    A `brief` view wants no other candidates beside a clear answer.
    """

    off: frozenset[str] = frozenset()
    on: date | None = None
    after: str | None = None
    explain: bool = False
    brief: bool = False


@dataclass(frozen=True, slots=True)
class Roster:
    """Who speaks when, and on what."""

    knowledge: Knowledge

    def speaks(self, entry_id: str, view: View) -> bool:
        """Whether the tip or case may answer now."""
        if entry_id in view.off:
            return False
        tip = self.knowledge.tips.get(entry_id)
        if tip is not None:
            return tip.enabled if view.on is None else tip.speaks_on(view.on)
        case = self.knowledge.cases.get(entry_id)
        return case is not None and case.enabled

    def topic_of(self, entry_id: str) -> str | None:
        """The topic of a tip, the first of a case."""
        tip, case = self.knowledge.tips.get(entry_id), self.knowledge.cases.get(entry_id)
        return tip.topic if tip else case.topics[0] if case else None
