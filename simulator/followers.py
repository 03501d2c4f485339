"""The people who could write to the account, and whether they follow it."""

import hashlib
from dataclasses import dataclass, field

from simulator.errors import NOT_A_FOLLOWER, UNKNOWN_OPENID, ApiError
from simulator.ledger import Windows

DEMO_NAMES = ("王大姐", "李师傅", "小周", "赵老师", "孙大爷")
DEMO_STRANGER = "路过的人"
COLOURS = 6


@dataclass
class Follower:
    """One person as this account sees them: an openid, and windows for custom messages."""

    openid: str
    name: str
    colour: int
    following: bool
    since: int
    came_by: str = "ADD_SCENE_SEARCH"
    scene: str = ""
    windows: Windows = field(default_factory=Windows)

    @property
    def letter(self) -> str:
        return self.name[:1]

    @property
    def public(self) -> dict[str, object]:
        """What the control side shows of a follower."""
        return {"openid": self.openid, "name": self.name, "following": self.following}


class Roster:
    """Everybody known to the platform, in the order they came."""

    def __init__(self, now: float) -> None:
        self._people: dict[str, Follower] = {}
        for name in DEMO_NAMES:
            self.add(name, following=True, now=now)
        self.add(DEMO_STRANGER, following=False, now=now)

    def add(self, name: str, *, following: bool, now: float) -> Follower:
        """A new person with a stable openid of 28 characters."""
        number = len(self._people)
        person = Follower(_openid(number), name, number % COLOURS, following, int(now))
        self._people[person.openid] = person
        return person

    def everyone(self) -> list[Follower]:
        return list(self._people.values())

    def followers(self) -> list[Follower]:
        return [person for person in self._people.values() if person.following]

    def find(self, openid: str) -> Follower | None:
        return self._people.get(openid)

    def known(self, openid: object) -> Follower:
        """The person, or ApiError 40003 as the API answers for an openid it never gave out."""
        person = self._people.get(openid) if isinstance(openid, str) else None
        if person is None:
            raise ApiError(UNKNOWN_OPENID)
        return person

    def follower(self, openid: object) -> Follower:
        """The person if they follow the account, else ApiError 43004."""
        person = self.known(openid)
        if not person.following:
            raise ApiError(NOT_A_FOLLOWER)
        return person


def _openid(number: int) -> str:
    return "oZT" + hashlib.sha256(f"follower {number}".encode()).hexdigest()[:25]
