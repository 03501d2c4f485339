"""`bot serve` whose process dies between its commit and the first byte of its answer, each time a file says so.

Run as a script with the options of `bot serve`; KILL_WHEN names the file. Whoever makes it gets one death.
"""

import os
import signal
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

from bot.cli.common import settings
from bot.cli.running import Server

App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Killing:
    """The application, and death after it has answered but before anything of the answer has left."""

    def __init__(self, app: App, armed: Path) -> None:
        self._app = app
        self._armed = armed

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        # gunicorn sends the head of an answer together with its first part, which is not yet handed over here
        answer = self._app(environ, start_response)
        if environ["REQUEST_METHOD"] == "POST" and self._armed.exists():
            self._armed.unlink()
            os.kill(os.getpid(), signal.SIGKILL)
        return answer


class KillingServer(Server):
    """The server of `bot serve` around the killing application."""

    def load(self) -> object:
        return Killing(super().load(), Path(os.environ["KILL_WHEN"]))  # type: ignore[arg-type]


@click.command()
@click.option("--port", type=int, required=True)
def main(port: int) -> None:
    KillingServer(settings(), port, workers=1).run()


if __name__ == "__main__":
    main()
