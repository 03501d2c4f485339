"""Judging: a message against everything the knowledge can say, summed up for the decision."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from bot.content.knowledge import Knowledge
from bot.guidance.answers import Answer, Candidate, Kind
from bot.guidance.choosing import candidates
from bot.guidance.classes import Classes, best_of
from bot.guidance.corpus import TOPIC, Corpus
from bot.guidance.decision import Outlook
from bot.guidance.entries import EntryModel, load_entries
from bot.guidance.features import Arrays, unpacked
from bot.guidance.fusion import Evidence, Fusion, Numbers
from bot.guidance.parts import is_bit, leans
from bot.guidance.retrieval import Hits, Retrieval
from bot.guidance.sounds import Sounds
from bot.guidance.topics import TopicModel
from bot.guidance.words import Reader, Reading

# How often a message that leans on the last answer, or a mere bit of one, stays with its topic.
LEANING, BIT = 0.7, 0.4
# Log-odds among a topic's entries: of closeness beside the topic's own model, and alone; of the entry answered last;
# of the entry whose question this is word for word.
BESIDE, ALONE, SAME_ENTRY, OWN_WORDS = 2.5, 10.0, 0.75, 20.0
CERTAIN = 0.98
TOLD_WORDS = 4
UNFITTED = Fusion()


@dataclass(frozen=True, slots=True)
class View:
    """What the moment adds: entries switched off, the day, the entry answered last."""

    off: frozenset[str] = frozenset()
    on: date | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """A message judged. `referral` is kind and entry of the likeliest foreign subject."""

    message: Reading
    outlook: Outlook
    candidates: tuple[Candidate, ...] = ()
    topic: str | None = None
    referral: tuple[str, str] | None = None
    intent: str | None = None
    reasons: tuple[str, ...] = ()

    def answer(self, kind: Kind, *, intent: str | None = None, reason: str | None = None) -> Answer:
        """As an Answer of this kind, holding only what belongs to the kind."""
        referral, referral_id = self.referral if self.referral and kind == "redirect" else (None, None)
        return Answer(
            kind=kind,
            intent=(intent or self.intent) if kind == "intent" else None,
            entry_id=self.candidates[0].entry_id if kind == "answer" else None,
            topic=self.topic,
            score=self.outlook.trust,
            candidates=self.candidates,
            referral=referral,
            referral_id=referral_id,
            reasons=(reason, *self.reasons) if reason else self.reasons,
        )


class Judge:
    """The prepared parts, and who may speak when. Immutable, shared by threads."""

    def __init__(
        self,
        knowledge: Knowledge,
        corpus: Corpus,
        reader: Reader,
        retrieval: Retrieval | None,
        model: TopicModel | None = None,
        entries: Mapping[str, EntryModel] = {},
        fusion: Fusion = UNFITTED,
    ) -> None:
        self._knowledge = knowledge
        self._corpus = corpus
        self._reader = reader
        self._retrieval = retrieval
        self._model = model
        self._entries = entries
        self._fusion = fusion
        labels = model.classes if model else sorted({owner.label for owner in corpus.owners})
        self._classes = Classes(labels, corpus.owners)

    @classmethod
    def of(cls, knowledge: Knowledge, corpus: Corpus, arrays: Arrays | None, cache_dir: Path) -> "Judge":
        """From what training prepared or, where that is None, by retrieval alone."""
        if arrays is not None:
            sounds = Sounds(*unpacked(arrays["sounds.characters"]), *unpacked(arrays["sounds.signs"]))
            reader = Reader(corpus.vocabulary, sounds, cache_dir)
            model = TopicModel.load(arrays)
            entries = load_entries(arrays, model.classes)
            return cls(knowledge, corpus, reader, Retrieval.load(arrays), model, entries, Fusion.load(arrays))
        reader = Reader(corpus.vocabulary, Sounds.of_dictionary(), cache_dir)
        readings = [reader.read(row.text) for row in corpus.rows]
        found = Retrieval.of(readings, [row.owner for row in corpus.rows]) if readings else None
        return cls(knowledge, corpus, reader, found)

    def speaks(self, entry_id: str, view: View) -> bool:
        """Whether the entry may answer now."""
        if entry_id in view.off:
            return False
        tip = self._knowledge.tips.get(entry_id)
        if tip is not None:
            return tip.enabled if view.on is None else tip.speaks_on(view.on)
        case = self._knowledge.cases.get(entry_id)
        return case is not None and case.enabled

    def topic_of(self, entry_id: str) -> str | None:
        """The topic of a tip, the first of a case."""
        tip, case = self._knowledge.tips.get(entry_id), self._knowledge.cases.get(entry_id)
        return tip.topic if tip else case.topics[0] if case else None

    def judge(self, text: str, view: View) -> Judgement:
        """Everything about a message but the decision."""
        message = self._reader.read(text)
        if self._retrieval is None or not message.plain:
            return Judgement(message, Outlook(length=len(message.plain)))
        hits = self._retrieval.find(message)
        weighed = self._model.weigh(message) if self._model else None
        scores = self._model.score(*weighed) if self._model and weighed else np.zeros(len(self._classes.labels))
        chances = self._fusion.probabilities(Evidence.of(scores, hits.closeness, self._classes.of_owner))
        favour = np.zeros(len(hits.closeness))
        asking = self._retrieval.asking(message)
        if asking is not None:
            chances = self._settled(chances, asking)
            favour[asking] = OWN_WORDS
        elif view.after is not None:
            chances = self._drawn(chances, message, view.after)
            favour[[n for n, owner in enumerate(self._classes.owners) if owner.id == view.after]] = SAME_ENTRY

        def fit(number: int) -> Numbers:
            owners, model = self._classes.owners_of(number), self._entries.get(self._classes.labels[number])
            if model is None or weighed is None:
                return ALONE * hits.closeness[owners] + favour[owners]
            return model.score(*weighed) + BESIDE * hits.closeness[owners] + favour[owners]

        chosen = candidates(self._classes, chances, fit, lambda id: self.speaks(id, view))
        ours, foreign, intent = (best_of(chances, sort) for sort in self._classes.sorts)
        topic = None if ours is None else self._classes.subject(ours)
        outlook = replace(
            self._outlook(chances),
            known=hits.known,
            length=len(message.plain),
            own_words=asking is not None,
            silent=not chosen or chosen[0].topic != topic,
        )
        return Judgement(
            message,
            outlook,
            chosen,
            topic,
            None if foreign is None else (self._classes.subject(foreign), self._closest(foreign, hits)),
            None if intent is None else self._classes.subject(intent),
            self._reasons(message, hits, chances),
        )

    def _settled(self, chances: Numbers, owner: int) -> Numbers:
        """An entry's own question, word for word, is that entry's."""
        settled = chances * (1 - CERTAIN)
        settled[self._classes.of_owner[owner]] += CERTAIN
        return settled

    def _drawn(self, chances: Numbers, message: Reading, after: str) -> Numbers:
        """A follow-up is drawn to the topic that was answered last."""
        number = self._classes.number.get(f"{TOPIC}:{self.topic_of(after)}")
        if number is None or not (leans(message.plain) or is_bit(message.plain)):
            return chances
        # 那要多久 names no subject: what its few words remind of counts for less.
        drawn, stays = (np.sqrt(chances), LEANING) if leans(message.plain) else (chances.copy(), BIT)
        drawn[number] *= stays / (1 - stays) * (len(chances) - 1)
        total: float = drawn.sum()
        return drawn / total

    def _outlook(self, chances: Numbers) -> Outlook:
        best, second = sorted([0.0, 0.0, *chances[self._classes.ours].tolist()], reverse=True)[:2]
        return Outlook(
            best=best,
            second=second,
            foreign=float(chances[self._classes.foreign].max(initial=0.0)),
            intent=float(chances[self._classes.intents].max(initial=0.0)),
            trust=self._fusion.trust(chances, self._classes.ours),
        )

    def _closest(self, number: int, hits: Hits) -> str:
        owners = self._classes.owners_of(number)
        return self._classes.owners[int(owners[hits.closeness[owners].argmax()])].id

    def _reasons(self, message: Reading, hits: Hits, chances: Numbers) -> tuple[str, ...]:
        owner = int(hits.closeness.argmax())
        asked = self._corpus.rows[hits.row[owner]].text
        words = [word for word in message.words if len(word) > 1 and word in asked][:TOLD_WORDS]
        likely = np.argsort(-chances)[:2]
        return (
            f"最像的问法：{asked}（{self._classes.owners[owner].id}，{hits.closeness[owner]:.2f}）",
            "相同的词：" + ("、".join(words) or "无，按字音"),
            "主题：" + "、".join(f"{self._classes.labels[n]} {chances[n]:.2f}" for n in likely),
            f"认得的部分：{hits.known:.0%}",
        )
