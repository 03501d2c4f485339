"""The platform itself: people, what they send, what reaches them. No web framework here."""

import itertools
import secrets
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from threading import RLock

from simulator import callback, replies
from simulator.callback import Parcel
from simulator.clock import PlatformClock
from simulator.delivery import Try, Watcher, deliver
from simulator.faults import CALLBACK, Calls, Fault, Faults
from simulator.followers import Follower, Roster
from simulator.ledger import Windows
from simulator.media import Media
from simulator.replies import Heard
from simulator.settings import Settings
from simulator.tokens import Tokens
from simulator.transcript import Entry, Transcripts
from simulator.wire import Message

OPENS_ACTION_WINDOW = ("CLICK", "subscribe", "SCAN", "scancode_push", "scancode_waitmsg")
BY_SCENE = "ADD_SCENE_QR_CODE"


class NotFollowing(Exception):
    """Only a follower can write to the account."""


class NothingSent(Exception):
    """There is no last message to deliver again."""


@dataclass(frozen=True)
class Sent:
    """What came of one thing a person did: a reply (or None) for each delivery of it."""

    entry: Entry
    replies: list[Heard | None]


class Platform:
    """All state, in memory, behind one lock that is never held while the network is used."""

    def __init__(self, settings: Settings) -> None:
        self.lock = RLock()
        self.transcripts = Transcripts(self.lock)
        self._at_start = settings
        self._era = 0
        self._begin(settings)

    def _begin(self, settings: Settings) -> None:
        self.settings = settings
        self.clock = PlatformClock()
        self.people = Roster(self.clock.now())
        self.media = Media()
        self.tokens = Tokens()
        self.faults = Faults()
        self.calls = Calls()
        self.menu: list[dict[str, object]] | None = None
        self.switched_off: set[str] = set()
        self._msg_ids = itertools.count(24_000_000_000_000_000 + time.time_ns() // 1000)
        self._last: dict[str, tuple[Parcel, Entry, Message]] = {}

    def reset(self) -> None:
        """Back to the state at start: demo people, no menu, nothing said, no failures due.

        What is still under way is forgotten: its answer reaches nobody.
        """
        with self.lock:
            self._era += 1
            self.transcripts.clear()
            self._begin(self._at_start)
            self._all_look_again()

    def change(self, **settings: object) -> None:
        """Change settings while running. Raises ValueError for one that cannot be."""
        with self.lock:
            self.settings = replace(self.settings, **settings)  # type: ignore[arg-type]

    def moved_to(self, own_url: str) -> None:
        """Told by the server where it listens; photos are fetched from there."""
        with self.lock:
            self._at_start = replace(self._at_start, own_url=own_url)
            self.settings = replace(self.settings, own_url=own_url)

    def add_follower(self, name: str, *, following: bool) -> Follower:
        with self.lock:
            return self.people.add(name, following=following, now=self.clock.now())

    def ask_to_fail(self, fault: Fault) -> None:
        with self.lock:
            self.faults.ask(fault)
            self._all_look_again()

    def skip(self, seconds: float) -> None:
        """Move the clock on. Raises ValueError when asked to go back."""
        with self.lock:
            self.clock.advance(seconds)
            self._all_look_again()

    def set_menu(self, buttons: list[dict[str, object]] | None) -> None:
        """Publish a menu, or none; every phone shows it at once."""
        with self.lock:
            self.menu = buttons
            self._all_look_again()

    def _all_look_again(self) -> None:
        for person in self.people.everyone():
            self.transcripts.touch(person.openid)

    def check_callback(self) -> bool:
        """Whether the callback passes WeChat's check. Raises OSError if nobody is there."""
        return callback.verify(self.settings)

    def send(
        self,
        person: Follower,
        message: Message,
        *,
        twice: bool = False,
        create_time: int | None = None,
        msg_id: int | None = None,
    ) -> Sent:
        """A person does something; it is delivered, and the answer reaches them.

        `twice` delivers it two times at once, as the platform now and then does. Raises
        NotFollowing for a message from somebody who does not follow.
        """
        with self.lock:
            now = self.clock.now()
            if not message.event and not person.following:
                raise NotFollowing
            self._take_effect(person, message, now)
            created = int(now) if create_time is None else create_time
            number = next(self._msg_ids) if msg_id is None else msg_id
            body = message.xml(
                to=self.settings.account_id,
                openid=person.openid,
                create_time=created,
                msg_id=number,
            )
            parcel = Parcel(person.openid, body)
            entry = self._said(person, message, created, None if message.event else number)
            self._last[person.openid] = (parcel, entry, message)
            entries = [entry]
            if twice:
                entries.append(self._repeat_of(entry, person, message))
        with ThreadPoolExecutor(len(entries)) as pool:
            answers = pool.map(lambda each: self._deliver(person, parcel, each), entries)
            return Sent(entry, list(answers))

    def send_again(self, person: Follower) -> Sent:
        """Deliver the person's last message once more. Raises NothingSent."""
        with self.lock:
            if person.openid not in self._last:
                raise NothingSent
            parcel, first, message = self._last[person.openid]
            entry = self._repeat_of(first, person, message)
        return Sent(entry, [self._deliver(person, parcel, entry)])

    def send_raw(
        self,
        person: Follower,
        body: bytes,
        *,
        encrypt: bool | None = None,
        query: Mapping[str, str] | None = None,
    ) -> Sent:
        """Deliver any bytes as if from this person; see Parcel for the tampering."""
        message = Message("raw", {}, f"[原始数据 {len(body)} 字节]")
        with self.lock:
            entry = self._said(person, message, None, None)
        parcel = Parcel(person.openid, body, encrypt, query)
        return Sent(entry, [self._deliver(person, parcel, entry)])

    def send_custom(self, openid: object, heard: Heard) -> None:
        """A custom message reaches a follower, at the cost of their allowance.

        Raises ApiError 40003, 43004, 45015 or 45047.
        """
        with self.lock:
            now = self.clock.now()
            person = self.people.follower(openid)
            person.windows.spend(now)
            self.transcripts.heard(person.openid, now, "custom", heard)

    def keep_file(self, kind: str, data: bytes) -> tuple[str, str]:
        """Keep a file a person sends: its media id, and the address it can be seen at."""
        with self.lock:
            file = self.media.keep(kind, data, self.clock.now())
            return file.media_id, f"{self.settings.own_url}/media/{file.media_id}"

    def new_ticket(self) -> str:
        """A ticket such as comes with a scene code."""
        return secrets.token_urlsafe(72)

    def _take_effect(self, person: Follower, message: Message, now: float) -> None:
        if message.event and message.kind == "subscribe":
            person.following, person.since = True, int(now)
            scene = str(message.fields.get("EventKey", "")).removeprefix("qrscene_")
            person.scene = scene
            person.came_by = BY_SCENE if scene else "ADD_SCENE_SEARCH"
        if message.event and message.kind == "unsubscribe":
            person.following, person.windows = False, Windows()
        if not message.event:
            person.windows.person_wrote(now)
        elif message.kind in OPENS_ACTION_WINDOW:
            person.windows.person_acted(now)

    def _said(self, person: Follower, message: Message, created: int | None, msg_id: int | None) -> Entry:
        return self.transcripts.said(
            person.openid,
            self.clock.now(),
            message.kind,
            message.shown,
            media_id=message.media_id,
            create_time=created,
            msg_id=msg_id,
        )

    def _repeat_of(self, first: Entry, person: Follower, message: Message) -> Entry:
        repeat = self._said(person, message, first.create_time, first.msg_id)
        repeat.duplicate_of = first.number
        return repeat

    def _deliver(self, person: Follower, parcel: Parcel, entry: Entry) -> Heard | None:
        settings, era = self.settings, self._era

        def note(attempt: Try) -> None:
            with self.lock:
                entry.tries.append(attempt)
                self.transcripts.touch(person.openid)

        def lose() -> bool:
            with self.lock:
                fault = self.faults.take(CALLBACK)
            return fault is not None and fault.drop_after

        def read(body: bytes) -> Heard | None:
            return replies.read(body, person.openid, settings, self._has_file)

        heard = deliver(parcel, settings, Watcher(read, lose, note))
        with self.lock:
            entry.under_way = False
            self.transcripts.touch(person.openid)
            if not heard or not person.following:
                return None
            if era == self._era:
                self._reach(person, entry, heard)
        return heard

    def _has_file(self, media_id: str) -> bool:
        with self.lock:
            return self.media.knows(media_id, self.clock.now())

    def _reach(self, person: Follower, entry: Entry, heard: Heard) -> None:
        """Show an answer, once however often the same message was delivered."""
        asked = entry.duplicate_of or entry.number
        for earlier in self.transcripts.answers_to(person.openid, asked):
            if (earlier.kind, earlier.text) == (heard.kind, heard.text):
                return
        self.transcripts.heard(
            person.openid,
            self.clock.now(),
            "notice" if heard.kind == "notice" else "passive",
            heard,
            reply_to=asked,
            latency_ms=entry.tries[-1].latency_ms,
        )
