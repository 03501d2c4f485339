"""Judging: a message against everything the knowledge can say, summed up for the decision."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from bot.core.text import normalise
from bot.guidance.choosing import candidates
from bot.guidance.classes import Classes, best_of, ranked
from bot.guidance.corpus import TOPIC, Corpus
from bot.guidance.decision import Outlook, kind_of
from bot.guidance.entries import EntryModel, load_entries
from bot.guidance.features import Arrays, Floats, Ints, Lexicon, unpacked
from bot.guidance.fusion import Evidence, Fusion, Numbers
from bot.guidance.index import lexicon_of
from bot.guidance.judgement import Judgement
from bot.guidance.parts import is_bit, leans
from bot.guidance.retrieval import Hits, Retrieval
from bot.guidance.roster import Roster, View
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

Weighed = tuple[Ints, Floats]


class Judge:
    """The prepared parts, and who may speak when. Immutable, shared by threads."""

    def __init__(
        self,
        roster: Roster,
        corpus: Corpus,
        reader: Reader,
        retrieval: Retrieval | None,
        model: TopicModel | None = None,
        entries: Mapping[str, EntryModel] = {},
        fusion: Fusion = UNFITTED,
    ) -> None:
        self._roster = roster
        self._corpus = corpus
        self._reader = reader
        self._retrieval = retrieval
        self._model = model
        self._entries = entries
        self._fusion = fusion
        labels = model.classes if model else sorted({owner.label for owner in corpus.owners})
        self._classes = Classes(labels, corpus.owners)

    @classmethod
    def of(cls, roster: Roster, corpus: Corpus, arrays: Arrays | None, cache_dir: Path) -> "Judge":
        """From what training prepared or, where that is None, by retrieval alone."""
        if arrays is not None:
            lexicon = Lexicon(unpacked(arrays["terms"]))
            sounds = Sounds(*unpacked(arrays["sounds.characters"]), *unpacked(arrays["sounds.signs"]))
            reader = Reader(corpus.vocabulary, sounds, cache_dir)
            model = TopicModel.load(lexicon, arrays)
            entries = load_entries(arrays, model.classes)
            return cls(roster, corpus, reader, Retrieval.load(lexicon, arrays), model, entries, Fusion.load(arrays))
        reader = Reader(corpus.vocabulary, Sounds.of_dictionary(), cache_dir)
        readings = [reader.read(normalise(row.text)) for row in corpus.rows]
        owners = [row.owner for row in corpus.rows]
        found = Retrieval.of(lexicon_of(readings), readings, owners) if readings else None
        return cls(roster, corpus, reader, found)

    def judge(self, normal: str, view: View) -> Judgement:
        """Everything about a normalised message but the decision."""
        message = self._reader.read(normal)
        if self._retrieval is None or not message.plain:
            return Judgement(message, Outlook(length=len(message.plain)))
        hits, own = self._retrieval.find(message), self._retrieval.asking(message)
        weighed = self._model.weigh(message) if self._model else None
        chances = self._judged(message, self._chances(weighed, hits), own, view.after)
        favoured = self._favoured(own, view.after)
        topics = ranked(chances, self._classes.ours)
        topic = self._classes.subject(topics[0]) if topics else None
        foreign, intent = (best_of(chances, sort) for sort in (self._classes.foreign, self._classes.intents))
        ours, next_ours = [*topics, None, None][:2]
        best, second, elsewhere, asked = (_chance(chances, number) for number in (ours, next_ours, foreign, intent))
        outlook = Outlook(
            best,
            second,
            elsewhere,
            asked,
            trust=self._fusion.trust(best, max(elsewhere, asked)),
            known=hits.known,
            length=len(message.plain),
            own_words=own is not None,
            silent=False,
        )
        chosen = candidates(
            self._classes,
            topics[:1] if view.brief and kind_of(outlook) == "answer" else topics,
            chances,
            fit=lambda number: self._fit(number, weighed, hits) + favoured[self._classes.owners_of(number)],
            speaks=lambda id: self._roster.speaks(id, view),
        )
        if not chosen or chosen[0].topic != topic:
            outlook = replace(outlook, silent=True)
        return Judgement(
            message,
            outlook,
            chosen,
            topic,
            None if foreign is None else (self._classes.subject(foreign), self._closest(foreign, hits)),
            None if intent is None else self._classes.subject(intent),
            self._reasons(message, hits, chances) if view.explain else (),
        )

    def _judged(self, message: Reading, chances: Numbers, own: int | None, after: str | None) -> Numbers:
        """With what is known beside the words: whose very question it is, what was answered last."""
        if own is not None:
            return self._settled(chances, own)
        return chances if after is None else self._drawn(chances, message, after)

    def _chances(self, weighed: Weighed | None, hits: Hits) -> Numbers:
        scores = np.zeros(len(self._classes.labels))
        if self._model is not None and weighed is not None:
            scores = self._model.score(*weighed)
        return self._fusion.probabilities(Evidence.of(scores, hits.closeness, self._classes.of_owner))

    def _fit(self, number: int, weighed: Weighed | None, hits: Hits) -> Numbers:
        """Log-odds of a class's owners against each other."""
        closeness = hits.closeness[self._classes.owners_of(number)]
        model = self._entries.get(self._classes.labels[number])
        if model is None or weighed is None:
            return ALONE * closeness
        return model.score(*weighed) + BESIDE * closeness

    def _favoured(self, own: int | None, after: str | None) -> Numbers:
        favoured = np.zeros(len(self._classes.owners))
        if own is not None:
            favoured[own] = OWN_WORDS
        elif after is not None and (last := self._classes.owner(after)) is not None:
            favoured[last] = SAME_ENTRY
        return favoured

    def _settled(self, chances: Numbers, owner: int) -> Numbers:
        """An entry's own question, word for word, is that entry's."""
        settled = chances * (1 - CERTAIN)
        settled[self._classes.of_owner[owner]] += CERTAIN
        return settled

    def _drawn(self, chances: Numbers, message: Reading, after: str) -> Numbers:
        """A follow-up is drawn to the topic that was answered last."""
        number = self._classes.number.get(f"{TOPIC}:{self._roster.topic_of(after)}")
        if number is None or not (leans(message.plain) or is_bit(message.plain)):
            return chances
        # 那要多久 names no subject: what its few words remind of counts for less.
        drawn, stays = (np.sqrt(chances), LEANING) if leans(message.plain) else (chances.copy(), BIT)
        drawn[number] *= stays / (1 - stays) * (len(chances) - 1)
        total: float = drawn.sum()
        return drawn / total

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


def _chance(chances: Numbers, number: int | None) -> float:
    return 0.0 if number is None else float(chances[number])
