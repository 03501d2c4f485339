"""The corpus: every way of asking that knowledge holds, with what it asks for."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.content.knowledge import Knowledge
from bot.guidance.words import Vocabulary, vocabulary_of

TOPIC, FOREIGN, INTENT = "topic", "foreign", "intent"


@dataclass(frozen=True, slots=True)
class Owner:
    """What a question leads to: a tip, a referral or an intent; `label` is the class it trains, as "topic:pets"."""

    id: str
    label: str

    @property
    def sort(self) -> str:
        return self.label.partition(":")[0]

    @property
    def subject(self) -> str:
        return self.label.partition(":")[2]


@dataclass(frozen=True, slots=True)
class Row:
    """One way of asking; `owner` counts into `Corpus.owners`, whose rows lie together."""

    text: str
    owner: int


@dataclass(frozen=True, slots=True)
class Corpus:
    """All that training reads. `told` are cases and answers: their words teach topics, nobody is led to them."""

    owners: tuple[Owner, ...]
    rows: tuple[Row, ...]
    told: tuple[tuple[str, str], ...]
    vocabulary: Vocabulary

    def dump(self) -> bytes:
        """As JSON, equal for equal content."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True).encode()

    @classmethod
    def load(cls, path: Path) -> "Corpus":
        """What `dump` wrote."""
        raw = json.loads(path.read_bytes())
        words = raw["vocabulary"]
        return cls(
            owners=tuple(Owner(**owner) for owner in raw["owners"]),
            rows=tuple(Row(**row) for row in raw["rows"]),
            told=tuple((text, label) for text, label in raw["told"]),
            vocabulary=Vocabulary(
                known=tuple(words["known"]),
                read_as=tuple((variant, word) for variant, word in words["read_as"]),
                fillers=tuple(words["fillers"]),
            ),
        )


def corpus_of(knowledge: Knowledge) -> Corpus:
    """Tips also while they are switched off: what is asked does not change, only who may answer."""
    owners: list[Owner] = []
    rows: list[Row] = []

    def add(id: str, label: str, *texts: str) -> None:
        if texts:
            rows.extend(Row(text, len(owners)) for text in dict.fromkeys(texts))
            owners.append(Owner(id, label))

    for tip in knowledge.tips.values():
        add(tip.id, f"{TOPIC}:{tip.topic}", tip.title, *tip.questions)
    for referral in knowledge.referrals.values():
        if referral.enabled:
            add(referral.id, f"{FOREIGN}:{referral.kind}", referral.title, *referral.questions)
    for intent in knowledge.intents.values():
        if not intent.danger and intent.questions:
            add(intent.id, f"{INTENT}:{intent.id}", *intent.exact, *intent.questions)
    labels = {owner.label for owner in owners}
    told = (
        *((f"{case.title} {case.happened}", f"{TOPIC}:{case.topics[0]}") for case in knowledge.cases.values()),
        *((tip.answer, f"{TOPIC}:{tip.topic}") for tip in knowledge.tips.values()),
        *((referral.answer, f"{FOREIGN}:{referral.kind}") for referral in knowledge.referrals.values()),
    )
    taught = tuple((text, label) for text, label in told if label in labels)
    words = vocabulary_of({"word": w.word, "same": w.same, "kind": w.kind} for w in knowledge.words)
    return Corpus(tuple(owners), tuple(rows), taught, words)
