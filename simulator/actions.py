"""What a person can do with the phone, by name, from what a form or a JSON body holds."""

import base64
import binascii
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from simulator import wire
from simulator.followers import Follower
from simulator.markup import choice_of
from simulator.media import silence
from simulator.platform import Platform, Sent


class BadInput(ValueError):
    """A form or body that lacks something or holds it wrongly; the text names it."""


@dataclass(frozen=True)
class Given:
    """Fields of a form (all text) or of a JSON body (typed), and uploaded files."""

    fields: Mapping[str, object]
    files: Mapping[str, bytes] = field(default_factory=dict)

    def text(self, name: str, default: str | None = None) -> str:
        value = self.fields.get(name, default)
        if not isinstance(value, str):
            raise BadInput(f"{name}: text is needed")
        return value

    def number(self, name: str) -> float:
        value = self.fields.get(name)
        try:
            number = float(value)  # type: ignore[arg-type]  # whatever it is, float decides
        except (TypeError, ValueError) as error:
            raise BadInput(f"{name}: a number is needed") from error
        if not math.isfinite(number):
            raise BadInput(f"{name}: a finite number is needed")
        return number

    def whole(self, name: str) -> int | None:
        return None if self.fields.get(name) is None else int(self.number(name))

    def yes(self, name: str) -> bool:
        return self.fields.get(name) in (True, "on", "true", "1")

    def mapping(self, name: str) -> Mapping[str, wire.Value]:
        value = self.fields.get(name, {})
        if not isinstance(value, Mapping):
            raise BadInput(f"{name}: an object is needed")
        return {str(key): _plain(item) for key, item in value.items()}

    def data(self, name: str) -> bytes:
        """An uploaded file, or base64 text of the same name; empty when neither is there."""
        if self.files.get(name):
            return self.files[name]
        try:
            return base64.b64decode(self.text(name, ""), validate=True)
        except binascii.Error as error:
            raise BadInput(f"{name}: base64 is needed") from error


def _plain(value: object) -> wire.Value:
    return value if isinstance(value, int | float) else str(value)


def _send(platform: Platform, person: Follower, message: wire.Message, given: Given) -> Sent:
    return platform.send(
        person,
        message,
        twice=given.yes("twice"),
        create_time=given.whole("create_time"),
        msg_id=given.whole("msg_id"),
    )


def say(platform: Platform, person: Follower, given: Given) -> Sent:
    return _send(platform, person, wire.text(given.text("text")), given)


def choose(platform: Platform, person: Follower, given: Given) -> Sent:
    """Tap a choice inside a reply; `href` is the whole weixin:// address."""
    choice = choice_of(given.text("href"))
    if choice is None:
        raise BadInput("href: not a weixin://bizmsgmenu address")
    return _send(platform, person, wire.text(choice.content, menu_id=choice.menu_id), given)


def photo(platform: Platform, person: Follower, given: Given) -> Sent:
    data = given.data("file")
    if not data:
        raise BadInput("file: a photo is needed")
    return _send(platform, person, wire.image(*platform.keep_file("image", data)), given)


def voice(platform: Platform, person: Follower, given: Given) -> Sent:
    """A voice; without a file it is a second of silence, without `recognition` unrecognised."""
    media_id, _ = platform.keep_file("voice", given.data("file") or silence())
    recognition = given.fields.get("recognition")
    words = recognition if isinstance(recognition, str) else None
    return _send(platform, person, wire.voice(media_id, words), given)


def video(platform: Platform, person: Follower, given: Given) -> Sent:
    media_id, _ = platform.keep_file("video", given.data("file"))
    thumb_id, _ = platform.keep_file("thumb", b"")
    return _send(platform, person, wire.video(media_id, thumb_id, short=given.yes("short")), given)


def place(platform: Platform, person: Follower, given: Given) -> Sent:
    message = wire.place(given.number("lat"), given.number("lng"), given.text("label", ""))
    return _send(platform, person, message, given)


def link(platform: Platform, person: Follower, given: Given) -> Sent:
    message = wire.link(given.text("title"), given.text("description", ""), given.text("url"))
    return _send(platform, person, message, given)


def tap(platform: Platform, person: Follower, given: Given) -> Sent:
    return _send(platform, person, wire.click(given.text("key"), given.text("name", "")), given)


def view(platform: Platform, person: Follower, given: Given) -> Sent:
    return _send(platform, person, wire.view(given.text("url"), given.text("name", "")), given)


def scan(platform: Platform, person: Follower, given: Given) -> Sent:
    """Scan a scene code: followers SCAN, others follow by it."""
    scene = given.text("scene").strip()
    if not scene:
        raise BadInput("scene: the code's scene is needed")
    ticket = platform.new_ticket()
    message = wire.scan if person.following else wire.subscribe
    return _send(platform, person, message(scene, ticket), given)


def follow(platform: Platform, person: Follower, given: Given) -> Sent:
    return _send(platform, person, wire.subscribe(None, ""), given)


def unfollow(platform: Platform, person: Follower, given: Given) -> Sent:
    return _send(platform, person, wire.unsubscribe(), given)


def position(platform: Platform, person: Follower, given: Given) -> Sent:
    message = wire.position(given.number("lat"), given.number("lng"), given.number("precision"))
    return _send(platform, person, message, given)


def event(platform: Platform, person: Follower, given: Given) -> Sent:
    """Any event: `kind` and its `fields`."""
    return _send(platform, person, wire.event(given.text("kind"), given.mapping("fields")), given)


def other(platform: Platform, person: Follower, given: Given) -> Sent:
    """Any other kind of message: `kind` and its `fields`."""
    return _send(platform, person, wire.other(given.text("kind"), given.mapping("fields")), given)


def raw(platform: Platform, person: Follower, given: Given) -> Sent:
    """Any bytes (`body`, base64), with `encrypt` and `query` to tamper with the request."""
    encrypt = given.fields.get("encrypt")
    query = {name: str(value) for name, value in given.mapping("query").items()}
    return platform.send_raw(
        person,
        given.data("body"),
        encrypt=encrypt if isinstance(encrypt, bool) else None,
        query=query,
    )


def again(platform: Platform, person: Follower, given: Given) -> Sent:
    return platform.send_again(person)


ACTIONS: dict[str, Callable[[Platform, Follower, Given], Sent]] = {
    action.__name__: action
    for action in (
        say,
        choose,
        photo,
        voice,
        video,
        place,
        link,
        tap,
        view,
        scan,
        follow,
        unfollow,
        position,
        event,
        other,
        raw,
        again,
    )
}
