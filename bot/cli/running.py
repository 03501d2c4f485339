"""`bot serve`, `bot worker`."""

from typing import Any

import click
from gunicorn.app.base import BaseApplication

from bot import app as web
from bot import worker as background
from bot.cli.common import refuse, settings
from bot.content import KnowledgeBroken
from bot.core.logs import get_logger
from bot.core.settings import Settings

CONTROL_SOCKET = "control_socket_disable"
LONGEST_REQUEST_LINE, MOST_HEADERS, LONGEST_HEADER = 2_048, 64, 4_096
"""WeChat's callbacks have some 400 bytes of address; slow clients are the proxy's (docs/operations.md)."""

log = get_logger(__name__)


class Server(BaseApplication):
    """gunicorn with threads; the knowledge is read and the model loaded before the workers fork."""

    def __init__(self, given: Settings, port: int, workers: int) -> None:
        self._given, self._port, self._workers = given, port, workers
        super().__init__()

    def load_config(self) -> None:
        address = self._given.bind
        chosen = {
            "bind": f"[{address}]:{self._port}" if ":" in address else f"{address}:{self._port}",
            "workers": self._workers,
            "worker_class": "gthread",
            "threads": self._given.web_threads,
            "preload_app": True,
            "timeout": 30,
            "graceful_timeout": 10,
            "keepalive": 5,
            "limit_request_line": LONGEST_REQUEST_LINE,
            "limit_request_fields": MOST_HEADERS,
            "limit_request_field_size": LONGEST_HEADER,
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
    _warn(given)
    Server(given, port or given.port, workers).run()


def _warn(given: Settings) -> None:
    """Say what production may do but should not."""
    if given.bot_env == "production" and not given.wechat_encoding_aes_key:
        log.warning("serve.plain_mode", mend="公众平台选“安全模式”，把 EncodingAESKey 写进 WECHAT_ENCODING_AES_KEY")


@click.command()
def worker() -> None:
    """后台干活：取照片、发消息、每分钟补漏、每晚清理。"""
    background.run(settings())
