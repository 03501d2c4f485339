"""The platform's clock: real time plus what a test has skipped."""

import time
from datetime import datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


class PlatformClock:
    """Seconds since 1970, moved forward on demand so that windows and media can expire."""

    def __init__(self) -> None:
        self._skipped = 0.0

    def now(self) -> float:
        return time.time() + self._skipped

    def advance(self, seconds: float) -> None:
        """Skip `seconds`; raises ValueError when asked to go back."""
        if seconds < 0:
            raise ValueError("the clock goes forward only")
        self._skipped += seconds


def iso(moment: float) -> str:
    """A moment as ISO 8601 in Asia/Shanghai, to the millisecond."""
    return datetime.fromtimestamp(moment, SHANGHAI).isoformat(timespec="milliseconds")
