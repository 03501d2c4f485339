"""Access tokens of one account.

Source: WeChat official accounts, 获取稳定版接口调用凭据 (7,200 s, renewed 5 min before the end;
force_refresh at most 20 a day and not within 30 s of the last, else nothing is refreshed) and
获取 Access token (a new one each time, the old one lives 5 min longer; 2,000 a day). The two
kinds do not touch each other.
"""

import secrets
from dataclasses import dataclass

from simulator.errors import BAD_TOKEN, QUOTA_USED_UP, TOKEN_EXPIRED, TOKEN_MISSING, ApiError

LIFETIME = 7200
OVERLAP = 300
FORCED_PER_DAY = 20
FORCED_GAP = 30
PLAIN_PER_DAY = 2000
DAY = 86400


@dataclass(frozen=True)
class Issued:
    """A token and the seconds it still lives."""

    token: str
    expires_in: int


class Tokens:
    """Gives out tokens and checks them. `now` is always the platform's clock, in seconds."""

    def __init__(self) -> None:
        self._ends: dict[str, float] = {}
        self._stable: str | None = None
        self._plain: str | None = None
        self._forced: list[float] = []
        self._plain_given: list[float] = []

    def stable(self, now: float, *, force: bool) -> Issued:
        """The stable token. Raises ApiError 45009 when forced more than 20 times a day."""
        if force and self._may_force(now):
            self._forced.append(now)
            if self._stable:
                self._ends[self._stable] = min(now, self._ends[self._stable])
            self._stable = None
        current = self._stable
        if current is None or self._ends[current] - now <= OVERLAP:
            current = self._stable = self._new(now)
        return Issued(current, int(self._ends[current] - now))

    def _may_force(self, now: float) -> bool:
        self._forced = [moment for moment in self._forced if now - moment < DAY]
        if self._forced and now - self._forced[-1] < FORCED_GAP:
            return False
        if len(self._forced) >= FORCED_PER_DAY:
            raise ApiError(QUOTA_USED_UP)
        return True

    def plain(self, now: float) -> Issued:
        """A new ordinary token. Raises ApiError 45009 after 2,000 in a day."""
        self._plain_given = [moment for moment in self._plain_given if now - moment < DAY]
        if len(self._plain_given) >= PLAIN_PER_DAY:
            raise ApiError(QUOTA_USED_UP)
        self._plain_given.append(now)
        if self._plain:
            self._ends[self._plain] = min(self._ends[self._plain], now + OVERLAP)
        self._plain = self._new(now)
        return Issued(self._plain, LIFETIME)

    def _new(self, now: float) -> str:
        token = f"{secrets.randbelow(90) + 10}_{secrets.token_urlsafe(60)}"
        self._ends[token] = now + LIFETIME
        return token

    def check(self, token: str | None, now: float) -> None:
        """Raises ApiError 41001 (none), 40001 (not ours or replaced) or 42001 (expired)."""
        if not token:
            raise ApiError(TOKEN_MISSING)
        end = self._ends.get(token)
        if end is None or (end <= now and token not in (self._stable, self._plain)):
            raise ApiError(BAD_TOKEN)
        if end <= now:
            raise ApiError(TOKEN_EXPIRED)

    def forget(self) -> None:
        """Make every token given so far invalid, as when somebody else refreshed."""
        self._ends.clear()
        self._stable = self._plain = None
