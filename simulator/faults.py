"""Failures on demand, and a count of every call the account makes."""

import time
from collections import Counter, deque
from dataclasses import dataclass, field

CALLBACK = "callback"
KEPT_CALLS = 1000
MAX_DELAY = 60.0


class UnknownFault(ValueError):
    """A request to fail that says neither how nor where."""


@dataclass
class Fault:
    """How the next `times` calls of a path fail.

    `errcode`, `http` and `html` refuse without doing anything; `delay` (seconds) and
    `drop_after` do what was asked and then answer late, or not at all. On the path `callback`,
    `drop_after` loses the account's answer on its way to the platform.
    """

    path: str
    times: int = 1
    errcode: int | None = None
    http: int | None = None
    html: bool = False
    delay: float = 0.0
    drop_after: bool = False

    def __post_init__(self) -> None:
        if not self.path:
            raise UnknownFault("path is missing")
        if self.times < 1:
            raise UnknownFault("times must be at least 1")
        if not 0 <= self.delay <= MAX_DELAY:
            raise UnknownFault(f"delay must be 0 to {MAX_DELAY:g} seconds")
        if not (self.errcode or self.http or self.html or self.delay or self.drop_after):
            raise UnknownFault("one of errcode, http, html, delay, drop_after is needed")


class Faults:
    """The failures that have been asked for, first asked first served."""

    def __init__(self) -> None:
        self._asked: list[Fault] = []

    def ask(self, fault: Fault) -> None:
        self._asked.append(fault)

    def take(self, path: str) -> Fault | None:
        """The failure due for this call, used up once."""
        for fault in self._asked:
            if fault.path == path:
                fault.times -= 1
                if not fault.times:
                    self._asked.remove(fault)
                return fault
        return None

    def pending(self) -> list[Fault]:
        return list(self._asked)

    def clear(self) -> None:
        self._asked.clear()


@dataclass
class Call:
    """One call of the account: what was asked and what it was told.

    `errcode` is 0 for success and None when no JSON was answered; `flags` notes what a careful
    account avoids (`escaped_text`: Chinese sent as \\uXXXX, which people would see literally).
    """

    path: str
    method: str
    body: str
    at: float = field(default_factory=time.time)
    errcode: int | None = None
    flags: list[str] = field(default_factory=list)


class Calls:
    """Every call counted, the last thousand kept."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._kept: deque[Call] = deque(maxlen=KEPT_CALLS)

    def add(self, call: Call) -> None:
        self.counts[call.path] += 1
        self._kept.append(call)

    def of(self, path: str | None) -> list[Call]:
        return [call for call in self._kept if path in (None, call.path)]
