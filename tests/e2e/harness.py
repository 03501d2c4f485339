"""A whole installation for a test: real processes on free ports, a folder of its own, a platform to talk through."""

import base64
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Literal

from simulator.client import Control
from simulator.server import running
from simulator.settings import DEMO, Settings

ROOT = Path(__file__).resolve().parents[2]
BOT = str(Path(sys.executable).with_name("bot"))
STARTS_IN_SECONDS = 90.0
STOPS_IN_SECONDS = 30.0
LOOK_AGAIN_SECONDS = 0.05
SHOWN_LOG_BYTES = 6_000

Mode = Literal["plain", "aes"]


class DidNotStart(Exception):
    """A process ended, or did not answer in time; the text ends with its log."""


@dataclass
class Installation:
    """One bot with its own VAR_DIR. `cli` and the processes see only the environment built here.

    `serve` is the command of the web process, which gets `--port`. `started` remembers every process of it, so that
    only these are ever ended.
    """

    folder: Path
    port: int
    platform_url: str
    secrets: Mapping[str, str]
    knowledge: Path = ROOT / "knowledge"
    serve: Sequence[str] = (BOT, "serve")
    extra: Mapping[str, str] = field(default_factory=dict)
    started: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def var(self) -> Path:
        return self.folder / "var"

    @property
    def control(self) -> Control:
        return Control(self.platform_url)

    @property
    def environment(self) -> dict[str, str]:
        """These secrets and this folder; nothing of the developer's own settings."""
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR", "TZ") if name in os.environ}
        return kept | {
            "HOME": str(self.folder),
            "USER": "e2e",
            **self.secrets,
            "WECHAT_API_URL": self.platform_url,
            "PUBLIC_URL": self.url,
            "KNOWLEDGE_DIR": str(self.knowledge),
            "VAR_DIR": str(self.var),
            "PYTHONWARNINGS": "ignore",
            **self.extra,
        }

    def cli(self, *arguments: str) -> str:
        """What a `bot` command prints. Raises AssertionError with its errors where it refuses."""
        done = subprocess.run(
            [BOT, *arguments], env=self.environment, cwd=self.folder, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, f"bot {' '.join(arguments)}: exit {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout

    def cli_json(self, *arguments: str) -> Any:
        return json.loads(self.cli(*arguments, "--json"))

    def start_web(self) -> None:
        """Start answering, and wait until messages can be answered."""
        self._start("web", [*self.serve, "--port", str(self.port)])
        until(lambda: self._ended("web") or self.readiness() is not None, STARTS_IN_SECONDS, "the web answers")
        if self._ended("web"):
            raise DidNotStart(f"{self.serve}: exit {self.started['web'].returncode}\n{self.log_of('web')}")

    def start_worker(self) -> None:
        self._start("worker", [BOT, "worker"])
        until(
            lambda: self._ended("worker") or "worker.started" in self.log_of("worker"),
            STARTS_IN_SECONDS,
            "the worker works",
        )
        if self._ended("worker"):
            raise DidNotStart(f"bot worker: exit {self.started['worker'].returncode}\n{self.log_of('worker')}")

    def stop(self, *names: str) -> None:
        """End these processes (all without names) as an operator would; what does not go is killed."""
        for name in names or tuple(self.started):
            process = self.started.pop(name, None)
            if process is None:
                continue
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(STOPS_IN_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def kill_web(self) -> None:
        """SIGKILL for the whole group of the web process, as when the machine loses power."""
        process = self.started.pop("web")
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def answering_processes(self) -> list[int]:
        """The process ids of gunicorn's workers."""
        master = self.started["web"].pid
        try:
            children = Path(f"/proc/{master}/task/{master}/children").read_text("ascii").split()
        except OSError:
            return []
        return [int(child) for child in children]

    def readiness(self) -> dict[str, Any] | None:
        """What /readyz says; None while nobody answers."""
        try:
            return json.loads(self.get("/readyz")[1])
        except OSError:
            return None

    def get(self, path: str) -> tuple[int, bytes]:
        """Status and body of a page."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def log_of(self, name: str) -> str:
        path = self._log(name)
        return path.read_bytes()[-SHOWN_LOG_BYTES:].decode(errors="replace") if path.exists() else ""

    def logs(self) -> dict[str, str]:
        """The end of every log, by the process that wrote it."""
        return {path.stem: self.log_of(path.stem) for path in sorted(self.folder.glob("*.log"))}

    def _log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def _start(self, name: str, command: Sequence[str]) -> None:
        assert name not in self.started, f"{name} runs already"
        with self._log(name).open("ab") as log:
            self.started[name] = subprocess.Popen(
                list(command),
                env=self.environment,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _ended(self, name: str) -> bool:
        return self.started[name].poll() is not None


@contextmanager
def installed(
    folder: Path,
    trained: Path,
    *,
    mode: Mode = "aes",
    copied_knowledge: bool = False,
    worker: bool = True,
    **how: Any,
) -> Iterator[Installation]:
    """An installation that answers, and the platform in front of it; both gone afterwards.

    In safe mode it is the demo; in plain mode a production of its own, as the demo always has an AES key. `trained`
    holds the model of the shipped knowledge and keeps it for the next start.
    """
    port = free_port()
    given = {"BOT_ENV": "demo", **DEMO} if mode == "aes" else production_secrets()
    settings = Settings.from_environment(given | {"MODE": mode}, callback=f"http://127.0.0.1:{port}/wechat")
    with ExitStack() as stack:
        platform_url = stack.enter_context(running(settings))
        made = Installation(folder, port, platform_url, given, **how)
        if copied_knowledge:
            made.knowledge = folder / "knowledge"
            shutil.copytree(ROOT / "knowledge", made.knowledge)
        share(trained, made.var / "cache")
        stack.callback(made.stop)
        made.cli("db", "upgrade")
        made.start_web()
        share(made.var / "cache", trained)
        if worker:
            made.start_worker()
        yield made


def share(source: Path, target: Path) -> None:
    """Copy what was trained; other test runs may read, add and clear away there meanwhile."""
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    for file in source.glob("*.npz"):
        if not (target / file.name).exists():
            partial = target / f".{secrets.token_hex(4)}.partial"
            with suppress(FileNotFoundError):
                shutil.copyfile(file, partial)
                partial.replace(target / file.name)


def until(holds: Callable[[], object], seconds: float, what: str) -> None:
    """Wait until something holds. Raises TimeoutError that says what did not come."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not in {seconds:g} s: {what}")
        time.sleep(LOOK_AGAIN_SECONDS)


def production_secrets() -> dict[str, str]:
    """Secrets nobody knows, of an account without an AES key."""
    return {
        "BOT_ENV": "production",
        "WECHAT_TOKEN": secrets.token_hex(12),
        "WECHAT_APP_ID": f"wx{secrets.token_hex(8)}",
        "WECHAT_APP_SECRET": secrets.token_hex(16),
        "SECRET_KEY": secrets.token_hex(24),
        "DATA_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "OFFICE_HOURS": "09:00-12:00,14:00-17:30",
    }


def free_port() -> int:
    """A port nobody listens on, outside the range from which connections take theirs."""
    while True:
        port = 20_000 + secrets.randbelow(12_000)
        with socket.socket() as tried:
            try:
                tried.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
