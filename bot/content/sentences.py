"""The sentences that the program says: each must be there, and may use only the facts it is given."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from bot.content.knowledge import PLACEHOLDER
from bot.content.loading import Loaded
from bot.content.models import Intent, ReplyText
from bot.content.problems import Problem
from bot.content.reading import TOP
from bot.content.references import of_model

Needed = Mapping[str, frozenset[str]]
NOTHING: Needed = MappingProxyType({})


def needed_from(file: Path) -> Needed:
    """Read the list that the speaker keeps: one sentence a line, its id and then its facts."""
    lines = (line.split() for line in file.read_text("utf-8").splitlines() if line.strip())
    return {id: frozenset(facts) for id, *facts in lines}


def sentences(loaded: Loaded, needed: Needed) -> Iterator[Problem]:
    """Sentences that are missing, and placeholders that nothing fills; all are errors."""
    if not needed or "replies" in loaded.unread:
        return
    written = {reply.id: (place, reply) for place, reply in of_model(loaded, ReplyText)}
    for id in sorted(needed.keys() - written.keys()):
        yield Problem("knowledge/replies.yaml", *TOP, f"少了程序要说的一句话 {id}；从上一版里把它补回来")
    for id in sorted(needed.keys() & written.keys()):
        place, reply = written[id]
        for unknown in sorted(set(PLACEHOLDER.findall(reply.text)) - needed[id]):
            may = "、".join(f"{{{fact}}}" for fact in sorted(needed[id])) or "没有"
            yield place.problem(("text",), f"{{{unknown}}} 没有东西可填；这句话能用的是：{may}")
    for place, intent in of_model(loaded, Intent):
        if intent.danger and f"danger.{intent.id}" not in written:
            yield place.problem(("id",), f"危险 {intent.id} 没有要说的话；在 replies.yaml 里加一条 danger.{intent.id}")
