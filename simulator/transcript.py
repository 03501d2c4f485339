"""Everything said between one person and the account, both ways, in order."""

from dataclasses import dataclass, field
from threading import Condition, RLock
from typing import Literal

from simulator.clock import iso
from simulator.delivery import Try
from simulator.replies import Heard

Way = Literal["person", "passive", "custom", "notice"]
WAIT_SECONDS = 20.0


@dataclass
class Entry:
    """One message. `way` says who spoke and how it arrived; `at` is the platform's time.

    For what a person sent: the tries, and `duplicate_of` when it is a repeat delivery. For what
    they heard: `reply_to`, the number of the message it answers, and the latency of that try.
    """

    number: int
    at: float
    way: Way
    kind: str
    text: str
    media_id: str = ""
    url: str = ""
    title: str = ""
    msg_id: int | None = None
    create_time: int | None = None
    tries: list[Try] = field(default_factory=list)
    duplicate_of: int | None = None
    reply_to: int | None = None
    latency_ms: int | None = None
    under_way: bool = False

    @property
    def public(self) -> dict[str, object]:
        """The entry as the control side tells it."""
        return {
            "number": self.number,
            "at": iso(self.at),
            "way": self.way,
            "kind": self.kind,
            "text": self.text,
            "media_id": self.media_id or None,
            "url": self.url or None,
            "msg_id": self.msg_id,
            "create_time": self.create_time,
            "tries": [
                {
                    "number": t.number,
                    "at": iso(t.at),
                    "latency_ms": t.latency_ms,
                    "status": t.status,
                    "outcome": t.outcome.value,
                    "problem": t.problem,
                }
                for t in self.tries
            ],
            "duplicate_of": self.duplicate_of,
            "reply_to": self.reply_to,
            "latency_ms": self.latency_ms,
            "under_way": self.under_way,
        }


class Transcripts:
    """One list of entries per openid; a version number rises with every change.

    Guarded by the platform's lock, which waiting readers release.
    """

    def __init__(self, lock: RLock) -> None:
        self._entries: dict[str, list[Entry]] = {}
        self._versions: dict[str, int] = {}
        self._changed = Condition(lock)

    def of(self, openid: str) -> list[Entry]:
        with self._changed:
            return list(self._entries.get(openid, ()))

    def answers_to(self, openid: str, number: int) -> list[Entry]:
        """What was heard in answer to message `number`."""
        with self._changed:
            later = self._entries.get(openid, [])[number:]
            return [entry for entry in later if entry.reply_to == number]

    def clear(self) -> None:
        """Forget everything said; versions go on rising, so that readers notice."""
        with self._changed:
            self._entries.clear()

    def said(self, openid: str, at: float, kind: str, text: str, **facts: object) -> Entry:
        """Add what the person sent; its tries come later."""
        return self._add(openid, at, "person", kind, text, under_way=True, **facts)

    def heard(self, openid: str, at: float, way: Way, heard: Heard, **facts: object) -> Entry:
        """Add what reached the person."""
        return self._add(
            openid,
            at,
            way,
            heard.kind,
            heard.text,
            media_id=heard.media_id,
            url=heard.url,
            title=heard.title,
            **facts,
        )

    def _add(self, openid: str, at: float, way: Way, kind: str, text: str, **facts: object) -> Entry:
        with self._changed:
            entries = self._entries.setdefault(openid, [])
            entry = Entry(len(entries) + 1, at, way, kind, text, **facts)  # type: ignore[arg-type]
            entries.append(entry)
            self.touch(openid)
            return entry

    def touch(self, openid: str) -> None:
        """Say that something about this person has changed."""
        with self._changed:
            self._versions[openid] = self._versions.get(openid, 0) + 1
            self._changed.notify_all()

    def version(self, openid: str) -> int:
        with self._changed:
            return self._versions.get(openid, 0)

    def wait(self, openid: str, version: int, seconds: float = WAIT_SECONDS) -> int:
        """Block until the version differs from `version`, at most `seconds`; the version now."""
        with self._changed:
            self._changed.wait_for(lambda: self.version(openid) != version, seconds)
            return self.version(openid)
