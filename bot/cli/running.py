"""`bot serve`, `bot worker`."""

from typing import Any

import click
from gunicorn.app.base import BaseApplication

from bot import app as web
from bot import worker as background
from bot.cli.common import refuse, settings
from bot.content import KnowledgeBroken
from bot.core.settings import Settings

LOOPBACK, EVERYWHERE = "127.0.0.1", "0.0.0.0"  # noqa: S104 - production stands behind a proxy of its own


CONTROL_SOCKET = "control_socket_disable"


class Server(BaseApplication):
    """gunicorn with threads; the knowledge is read and the model loaded before the workers fork."""

    def __init__(self, given: Settings, port: int, workers: int) -> None:
        self._given, self._port, self._workers = given, port, workers
        super().__init__()

    def load_config(self) -> None:
        chosen = {
            "bind": f"{LOOPBACK if self._given.bot_env == 'demo' else EVERYWHERE}:{self._port}",
            "workers": self._workers,
            "worker_class": "gthread",
            "threads": self._given.web_threads,
            "preload_app": True,
            "timeout": 30,
            "graceful_timeout": 10,
            "accesslog": None,
            "post_fork": lambda _server, _worker: self._houses.watch(),
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)
        if CONTROL_SOCKET in self.cfg.settings:
            self.cfg.set(CONTROL_SOCKET, True)

    def load(self) -> Any:
        try:
            self._houses = web.Houses(self._given)
        except KnowledgeBroken as broken:
            refuse(*map(str, broken.problems))
        return web.create_app(self._given, self._houses)


@click.command()
@click.option("--port", type=int, help="端口，默认取 PORT")
@click.option("--workers", type=int, default=1, show_default=True, help="进程数")
def serve(port: int | None, workers: int) -> None:
    """回答微信：网页服务（回调、知识网页、探针）。"""
    given = settings()
    Server(given, port or given.port, workers).run()


@click.command()
def worker() -> None:
    """后台干活：取照片、发消息、每分钟补漏、每晚清理。"""
    background.run(settings())
