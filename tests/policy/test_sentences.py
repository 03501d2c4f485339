"""The list of sentences that the program needs says what the shipped knowledge holds."""

from pathlib import Path

from bot.content import load
from bot.content.knowledge import PLACEHOLDER
from bot.handlers import SENTENCES

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"


def test_the_list_names_every_sentence_and_its_facts() -> None:
    knowledge = load(KNOWLEDGE).knowledge
    assert knowledge is not None
    shipped = {id: frozenset(PLACEHOLDER.findall(reply.text)) for id, reply in knowledge.replies.items()}
    assert {id: sorted(facts) for id, facts in SENTENCES.items()} == {
        id: sorted(facts) for id, facts in shipped.items()
    }
