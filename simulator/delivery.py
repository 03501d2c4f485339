"""Offering one message to the account until it answers: three tries, then the notice.

Source: WeChat official accounts, 接收普通消息 (no answer within 5 s: dropped and asked again,
three requests in all) and 被动回复用户消息 (empty or `success` ends it; otherwise the notice).
"""

import http.client
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from simulator import callback
from simulator.callback import Parcel
from simulator.replies import Heard, MalformedReply
from simulator.settings import Settings

UNAVAILABLE = "该公众号暂时无法提供服务，请稍后再试"


class Outcome(StrEnum):
    """How one try ended; the first three end the message, the others lead to the next try."""

    ANSWERED = "answered"
    SILENT = "silent"
    MALFORMED = "malformed"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    BAD_STATUS = "bad_status"
    LOST = "lost"


FINAL = (Outcome.ANSWERED, Outcome.SILENT, Outcome.MALFORMED)


@dataclass(frozen=True)
class Try:
    """One request: `at` is seconds since 1970, `problem` says in words what went wrong."""

    number: int
    at: float
    latency_ms: int
    outcome: Outcome
    status: int | None = None
    problem: str = ""


@dataclass(frozen=True)
class Watcher:
    """What a delivery asks of its surroundings.

    `read` turns a body into what is heard; `lose` says whether to lose this answer on its way;
    `note` is told of each try as it ends.
    """

    read: Callable[[bytes], Heard | None]
    lose: Callable[[], bool]
    note: Callable[[Try], None]


def deliver(parcel: Parcel, settings: Settings, watcher: Watcher) -> Heard | None:
    """Offer a message up to `settings.tries` times; what the person hears, or None.

    Every try carries the same body under a fresh timestamp, nonce and signature.
    """
    for number in range(1, settings.tries + 1):
        attempt, heard = _try(number, parcel, settings, watcher)
        watcher.note(attempt)
        if attempt.outcome in (Outcome.ANSWERED, Outcome.SILENT):
            return heard
        if attempt.outcome in FINAL:
            break
        if number < settings.tries:
            time.sleep(settings.pause)
    return Heard("notice", UNAVAILABLE)


def _try(number: int, parcel: Parcel, settings: Settings, watcher: Watcher) -> tuple[Try, Heard | None]:
    at, began = time.time(), time.perf_counter()

    def ended(outcome: Outcome, status: int | None = None, problem: str = "") -> Try:
        latency_ms = round((time.perf_counter() - began) * 1000)
        return Try(number, at, latency_ms, outcome, status, problem)

    try:
        answer = callback.post(parcel, settings)
    except TimeoutError:
        return ended(Outcome.TIMEOUT, problem=f"no answer in {settings.answer_within:g} s"), None
    except (OSError, http.client.HTTPException) as error:
        return ended(Outcome.UNREACHABLE, problem=str(error) or type(error).__name__), None
    if watcher.lose():
        return ended(Outcome.LOST, answer.status, "the answer was lost on its way"), None
    if answer.status != http.client.OK:
        return ended(Outcome.BAD_STATUS, answer.status, f"HTTP {answer.status}"), None
    try:
        heard = watcher.read(answer.body)
    except MalformedReply as problem:
        return ended(Outcome.MALFORMED, answer.status, str(problem)), None
    return ended(Outcome.ANSWERED if heard else Outcome.SILENT, answer.status), heard
