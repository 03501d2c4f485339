"""How many custom messages an account may still send to one follower, and until when.

Source: WeChat official accounts, 客服消息 (5 within 48 h of a message; 3 within 1 min of a menu
click, a follow or a scan). The platform does not say which allowance is spent first when both
are open; here the short one is, which is the friendlier reading for the long one.
"""

from dataclasses import dataclass, field

from simulator.errors import COUNT_USED_UP, WINDOW_CLOSED, ApiError

MESSAGE_SECONDS = 48 * 3600
MESSAGE_COUNT = 5
ACTION_SECONDS = 60
ACTION_COUNT = 3


@dataclass
class Window:
    """An allowance that began with something the person did."""

    closes: float = 0.0
    left: int = 0

    def is_open(self, now: float) -> bool:
        return now < self.closes


@dataclass
class Windows:
    """Both allowances of one follower. Times are seconds of the platform's clock."""

    message: Window = field(default_factory=Window)
    action: Window = field(default_factory=Window)

    def person_wrote(self, now: float) -> None:
        self.message = Window(now + MESSAGE_SECONDS, MESSAGE_COUNT)

    def person_acted(self, now: float) -> None:
        self.action = Window(now + ACTION_SECONDS, ACTION_COUNT)

    def spend(self, now: float) -> None:
        """Use up one message. Raises ApiError 45015 (no window) or 45047 (all used)."""
        open_windows = [w for w in (self.action, self.message) if w.is_open(now)]
        if not open_windows:
            raise ApiError(WINDOW_CLOSED)
        for window in open_windows:
            if window.left:
                window.left -= 1
                return
        raise ApiError(COUNT_USED_UP)

    def state(self, now: float) -> dict[str, dict[str, int]]:
        """What is left, for the page and the control side."""
        windows = {"message": self.message, "action": self.action}
        return {
            name: {"left": w.left if w.is_open(now) else 0, "seconds": max(0, int(w.closes - now))}
            for name, w in windows.items()
        }
