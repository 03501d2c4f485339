"""How much there is, topic by topic."""

from collections import Counter
from dataclasses import dataclass

from bot.content.knowledge import Knowledge


@dataclass(frozen=True, slots=True)
class TopicRow:
    """Counts of one topic, disabled entries included; a case counts under each of its topics."""

    topic: str
    label: str
    tips: int
    questions: int
    cases: int


def stats(knowledge: Knowledge) -> list[TopicRow]:
    """One row a topic, in the order of topics.yaml, topics without entries too."""
    tips = Counter(tip.topic for tip in knowledge.tips.values())
    cases = Counter(topic for case in knowledge.cases.values() for topic in case.topics)
    questions: Counter[str] = Counter()
    for tip in knowledge.tips.values():
        questions[tip.topic] += len(tip.questions)
    return [
        TopicRow(topic.id, topic.label, tips[topic.id], questions[topic.id], cases[topic.id])
        for topic in knowledge.topics.values()
    ]
