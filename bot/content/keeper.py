"""The knowledge in use: watches the folder, swaps in what is good, keeps the last good otherwise."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.content.knowledge import Knowledge
from bot.content.loading import files_of, load
from bot.content.problems import Problem
from bot.content.references import references
from bot.content.sentences import NOTHING, Needed, sentences
from bot.core import clock

log = logging.getLogger(__name__)

Stamp = dict[str, tuple[int, int, int]]


class KnowledgeBroken(Exception):
    """The first load failed; `problems` says where and how to mend, one a line."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class _State:
    knowledge: Knowledge
    loaded_at: datetime
    problems: tuple[Problem, ...] = ()


class Keeper:
    """The last good knowledge of a folder; every attribute may be read from any thread.

    Knowledge is good when it has no error of form, no dangling reference, and every sentence that is
    `needed`. Raises KnowledgeBroken if the first load is not.
    """

    def __init__(self, folder: Path, needed: Needed = NOTHING) -> None:
        self._folder = folder
        self._needed = needed
        self._reading = threading.Lock()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self._seen = _stamp(folder)
        self._vanishing: Stamp | None = None
        knowledge, problems = _good(folder, needed)
        if knowledge is None:
            raise KnowledgeBroken(problems)
        self._state = _State(knowledge, clock.now())

    @property
    def current(self) -> Knowledge:
        """The knowledge to answer from."""
        return self._state.knowledge

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Why the newest files are not in use; empty when they are."""
        return self._state.problems

    @property
    def loaded_at(self) -> datetime:
        """When the current knowledge was read."""
        return self._state.loaded_at

    def check(self) -> bool:
        """Look at the files and read them again if they changed; whether the knowledge did."""
        with self._reading:
            stamp = _stamp(self._folder)
            if stamp == self._seen or self._may_reappear(stamp):
                return False
            knowledge, problems = _good(self._folder, self._needed)
            if _stamp(self._folder) != stamp:
                return False
            self._seen = stamp
            return self._take(knowledge, problems)

    def watch(self, every: float = 2.0, on_change: Callable[[Knowledge], object] | None = None) -> None:
        """Check every so many seconds in a daemon thread; `on_change` is called with each new knowledge."""
        self._thread = threading.Thread(
            target=self._watch, args=(every, on_change), name="knowledge-watch", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """End the watch and wait for it; safe to call when there is none."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()

    def _may_reappear(self, stamp: Stamp) -> bool:
        """Some editors take a file away for a moment when saving: believe in a loss when seen twice."""
        if self._seen.keys() <= stamp.keys() or stamp == self._vanishing:
            self._vanishing = None
            return False
        self._vanishing = stamp
        return True

    def _take(self, knowledge: Knowledge | None, problems: tuple[Problem, ...]) -> bool:
        kept = self._state
        if knowledge is None:
            self._state = _State(kept.knowledge, kept.loaded_at, problems)
            log.error(
                "knowledge broken, the last good version stays: %d problems, first %s",
                len(problems),
                problems[0],
            )
            return False
        if knowledge.digest == kept.knowledge.digest:
            self._state = _State(kept.knowledge, kept.loaded_at)
            return False
        self._state = _State(knowledge, clock.now())
        log.info("knowledge reloaded: %s", knowledge.digest[:12])
        return True

    def _watch(self, every: float, on_change: Callable[[Knowledge], object] | None) -> None:
        announced = self.current
        while not self._stopped.wait(every):
            try:
                self.check()
                current = self.current
                if current is not announced:
                    announced = current
                    if on_change is not None:
                        on_change(current)
            except Exception:
                log.exception("watching the knowledge failed, trying again")


def _stamp(folder: Path) -> Stamp:
    found: Stamp = {}
    for _, path in files_of(folder):
        try:
            stat = path.stat()
        except OSError:
            continue
        found[str(path)] = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
    return found


def _good(folder: Path, needed: Needed) -> tuple[Knowledge | None, tuple[Problem, ...]]:
    loaded = load(folder)
    problems = tuple(sorted({*loaded.problems, *references(loaded), *sentences(loaded, needed)}))
    broken = loaded.knowledge is None or any(problem.severity == "error" for problem in problems)
    return (None if broken else loaded.knowledge), problems
