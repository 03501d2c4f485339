"""A person's phone and the hand behind the platform, over HTTP, for tests and scripts."""

import base64
import json
import time
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from simulator.markup import Choice, choices

TIMEOUT = 120.0
LOOK_AGAIN = 0.05

Json = dict[str, Any]


class Refused(Exception):
    """The simulator would not do it; `status` and `problem` say why."""

    def __init__(self, status: int, problem: str) -> None:
        super().__init__(f"{status} {problem}")
        self.status = status
        self.problem = problem


class _Http:
    """JSON to and from one server, a fresh connection for each request."""

    def __init__(self, base_url: str) -> None:
        self._address = urlsplit(base_url).netloc

    def get(self, path: str, /, **query: str) -> Json:
        return self._ask("GET", f"{path}?{urlencode(query)}")

    def post(self, path: str, body: Json) -> Json:
        return self._ask("POST", path, json.dumps(body).encode())

    def _ask(self, method: str, target: str, body: bytes | None = None) -> Json:
        connection = HTTPConnection(self._address, timeout=TIMEOUT)
        try:
            connection.request(method, target, body, {"Content-Type": "application/json"})
            response = connection.getresponse()
            answer: Json = json.loads(response.read())
        finally:
            connection.close()
        if response.status != 200:
            raise Refused(response.status, answer["problem"])
        return answer


@dataclass(frozen=True)
class Did:
    """What came of one action.

    `heard` is what the person heard because of it; `replies` what each delivery was answered
    (None for silence; two for `twice`); `tries` the requests of the first delivery.
    """

    heard: list[str]
    replies: list[str | None]
    tries: list[Json]
    number: int


class Phone:
    """One person's phone. Every action waits until the account has answered or was given up."""

    def __init__(self, base_url: str, openid: str) -> None:
        self._http = _Http(base_url)
        self.openid = openid

    def act(self, action: str, **fields: object) -> Did:
        """Any action by name, with `twice`, `create_time` or `msg_id` where wanted."""
        body = {name: value for name, value in fields.items() if value is not None}
        return Did(**self._http.post(f"/phone/{quote(self.openid)}/{action}", body))

    def say(self, text: str, **how: object) -> list[str]:
        """Type a text; what was heard."""
        return self.act("say", text=text, **how).heard

    def choose(self, label: str, **how: object) -> list[str]:
        """Tap the choice whose label or content holds `label`. Raises LookupError."""
        for choice in self.choices():
            if label in (choice.label, choice.content) or label in choice.label:
                return self.act("choose", href=choice.href, **how).heard
        raise LookupError(f"nothing to tap says {label!r}")

    def choices(self) -> list[Choice]:
        """What can be tapped in the last thing heard."""
        heard = [entry for entry in self.transcript() if entry["way"] != "person"]
        return choices(heard[-1]["text"]) if heard else []

    def photo(self, data: bytes, **how: object) -> list[str]:
        return self.act("photo", file=_base64(data), **how).heard

    def voice(self, recognition: str | None = None, data: bytes = b"", **how: object) -> list[str]:
        """Speak: without `data` a second of silence, without `recognition` unrecognised."""
        return self.act("voice", recognition=recognition, file=_base64(data), **how).heard

    def video(self, data: bytes = b"", *, short: bool = False, **how: object) -> list[str]:
        return self.act("video", file=_base64(data), short=short, **how).heard

    def place(self, lat: float, lng: float, label: str = "", **how: object) -> list[str]:
        return self.act("place", lat=lat, lng=lng, label=label, **how).heard

    def link(self, title: str, url: str, description: str = "", **how: object) -> list[str]:
        return self.act("link", title=title, url=url, description=description, **how).heard

    def tap(self, menu_key: str, **how: object) -> list[str]:
        return self.act("tap", key=menu_key, **how).heard

    def view(self, url: str, **how: object) -> list[str]:
        return self.act("view", url=url, **how).heard

    def scan(self, scene: str, **how: object) -> list[str]:
        return self.act("scan", scene=scene, **how).heard

    def follow(self, **how: object) -> list[str]:
        return self.act("follow", **how).heard

    def unfollow(self, **how: object) -> list[str]:
        return self.act("unfollow", **how).heard

    def event(self, kind: str, fields: Json | None = None, **how: object) -> list[str]:
        """Any event, known or not, with its own elements."""
        return self.act("event", kind=kind, fields=fields or {}, **how).heard

    def message(self, kind: str, fields: Json | None = None, **how: object) -> list[str]:
        """Any kind of message, known or not, with its own elements."""
        return self.act("other", kind=kind, fields=fields or {}, **how).heard

    def raw(self, body: bytes, *, encrypt: bool | None = None, query: dict[str, str] | None = None) -> Did:
        """Any bytes as if from this person; `query` replaces parameters after signing."""
        return self.act("raw", body=_base64(body), encrypt=encrypt, query=query or {})

    def again(self) -> Did:
        """The last message is delivered once more, with the same MsgId."""
        return self.act("again")

    def transcript(self) -> list[Json]:
        """All entries, oldest first; their fields are those of `transcript.Entry`."""
        entries: list[Json] = self._http.get("/control/transcript", openid=self.openid)["entries"]
        return entries

    def heard(self) -> list[str]:
        """Everything heard so far, custom messages included."""
        return [entry["text"] for entry in self.transcript() if entry["way"] != "person"]

    def wait_for(self, words: str, seconds: float = 10.0) -> str:
        """The first thing heard that holds `words`, waiting for it. Raises TimeoutError."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for text in self.heard():
                if words in text:
                    return text
            time.sleep(LOOK_AGAIN)
        raise TimeoutError(f"{words!r} was not heard in {seconds:g} s: {self.heard()}")


class Control:
    """Failures, counts, the clock and the people behind the platform."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self._http = _Http(base_url)

    def fail(self, path: str, **how: object) -> None:
        """See `faults.Fault`: errcode=, http=, html=, delay=, drop_after=, times=."""
        self._http.post("/control/fail", {"path": path, **how})

    def clear_failures(self) -> None:
        self._http.post("/control/fail/clear", {})

    def calls(self, path: str | None = None) -> list[Json]:
        """The latest calls of the account, oldest first."""
        query = {"path": path} if path else {}
        calls: list[Json] = self._http.get("/control/calls", **query)["calls"]
        return calls

    def counts(self) -> dict[str, int]:
        """How often each path was called since the last reset."""
        counts: dict[str, int] = self._http.get("/control/calls")["counts"]
        return counts

    def reset(self) -> None:
        self._http.post("/control/reset", {})

    def followers(self) -> list[Json]:
        people: list[Json] = self._http.get("/control/followers")["followers"]
        return people

    def phone(self, name: str = "") -> Phone:
        """The phone of the first person whose name holds `name`. Raises LookupError."""
        for person in self.followers():
            if name in person["name"]:
                return Phone(self._base_url, person["openid"])
        raise LookupError(f"nobody is called {name}")

    def new_follower(self, name: str = "新朋友", *, following: bool = True) -> Phone:
        """A new person's phone; no event is sent."""
        body = {"name": name, "following": following}
        return Phone(self._base_url, self._http.post("/control/followers", body)["openid"])

    def permit(self, path: str, *, allowed: bool) -> None:
        """Switch an interface off (48001) or on."""
        self._http.post("/control/permission", {"path": path, "allowed": allowed})

    def settings(self, **changes: object) -> None:
        """callback=, mode=, answer_within=, tries=, pause=, token=, app_secret=."""
        self._http.post("/control/settings", changes)

    def advance(self, seconds: float) -> None:
        """Skip time on the platform's clock."""
        self._http.post("/control/clock", {"seconds": seconds})

    def forget_tokens(self) -> None:
        self._http.post("/control/tokens/forget", {})

    def verify(self) -> bool:
        """Whether the account's callback passes WeChat's check."""
        return bool(self._http.post("/control/verify", {})["passed"])


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
