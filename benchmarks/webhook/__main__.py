"""`python -m benchmarks.webhook`: CPU per request and p50/p99 of an answered question in AES mode under gunicorn
gthread, beside a bare wechatpy AES echo, interleaved in one run; writes benchmarks/RESULTS.md's part about it."""

import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.results import write_part
from benchmarks.webhook.load import Round, deliver, free_port, letters, wait_for
from benchmarks.webhook.stages import stages
from bot.content import load
from bot.core.clock import now
from bot.core.settings import DEMO, load_settings
from simulator.crypto import Cipher

ROUNDS, LETTERS, AT_ONCE, PEOPLE = 8, 400, 4, 50
TARGET = 4.0


def main() -> int:
    knowledge = load(Path("knowledge")).knowledge
    assert knowledge is not None
    questions = [question for tip in knowledge.tips.values() for question in tip.questions]
    random.Random(315).shuffle(questions)
    with tempfile.TemporaryDirectory() as folder:
        env = _environment(folder)
        with _server("benchmarks.webhook.echo:app", env) as echo, _server("benchmarks.webhook.bot_app:app", env) as bot:
            echoed, answered = _interleaved(echo, bot, questions)
        rows = stages(load_settings(bot_env="demo", var_dir=Path(folder) / "stages"), questions[:400])
    text = _table(echoed, answered) + _where(rows)
    print(text)
    write_part("webhook", text)
    return 0 if _cpu(answered) / _cpu(echoed) <= TARGET else 1


def _environment(folder: str) -> dict[str, str]:
    demo = {name.upper(): value for name, value in DEMO.items()}
    return {**os.environ, **demo, "BOT_ENV": "demo", "VAR_DIR": folder}


@contextmanager
def _server(app: str, env: dict[str, str]) -> Iterator[tuple[int, int]]:
    """gunicorn gthread, four threads, one worker; gives (port, process id)."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        app,
        "--bind",
        f"127.0.0.1:{port}",
        "--worker-class",
        "gthread",
        "--threads",
        "4",
        "--workers",
        "1",
        "--log-level",
        "warning",
        "--preload",
    ]
    process = subprocess.Popen(command, env=env)
    try:
        wait_for(port)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(20)


def _interleaved(echo: tuple[int, int], bot: tuple[int, int], questions: list[str]) -> tuple[list[Round], list[Round]]:
    """Rounds by turns, so that whatever else the machine does falls on both."""
    cipher = Cipher(DEMO["wechat_encoding_aes_key"], DEMO["wechat_app_id"])
    echoed, answered = [], []
    for number in range(ROUNDS + 1):
        chosen = [questions[(number * LETTERS + offset) % len(questions)] for offset in range(LETTERS)]
        for (port, pid), rounds in ((echo, echoed), (bot, answered)):
            first = 1_000_000 * (number + 1)
            batch = letters(chosen, cipher, DEMO["wechat_token"], people=PEOPLE, first_id=first)
            rounds.append(deliver(port, pid, batch, at_once=AT_ONCE))
    return echoed[1:], answered[1:]


def _cpu(rounds: list[Round]) -> float:
    """Microseconds of CPU per request: the median over the rounds."""
    return statistics.median(one.cpu / len(one.waits) * 1e6 for one in rounds)


def _table(echoed: list[Round], answered: list[Round]) -> str:
    lines = [
        f"{now():%Y-%m-%d %H:%M}, Python {platform.python_version()}, gunicorn gthread 4 threads, 1 worker, AES mode, "
        "SQLite; "
        f"{ROUNDS} rounds of {LETTERS} requests each, by turns, {AT_ONCE} connections, {PEOPLE} people.",
        "",
        "| | CPU per request, µs | p50 ms | p99 ms | unanswered |",
        "|---|---|---|---|---|",
    ]
    for name, rounds in (("wechatpy echo", echoed), ("the bot, an answered question", answered)):
        waits = sorted(wait for one in rounds for wait in one.waits)
        p50, p99 = waits[len(waits) // 2], waits[int(len(waits) * 0.99)]
        empty = sum(one.empty for one in rounds)
        lines.append(f"| {name} | {_cpu(rounds):.0f} | {p50:.1f} | {p99:.1f} | {empty} |")
    ratio = _cpu(answered) / _cpu(echoed)
    lines += ["", f"Ratio of CPU per request: **{ratio:.2f}** (target here: at most {TARGET:.0f}).", ""]
    return "\n".join(lines) + "\n"


def _where(rows: list[tuple[str, float]]) -> str:
    total = sum(spent for _, spent in rows)
    lines = ["| where the bot's own time goes (one thread, without HTTP) | µs | share |", "|---|---|---|"]
    lines += [f"| {name} | {spent:.0f} | {spent / total:.0%} |" for name, spent in rows]
    lines.append(f"| together | {total:.0f} | 100% |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
