"""Sealed questions over keep-alive connections, and the CPU time a server's process spent on them."""

import os
import secrets
import socket
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from simulator.crypto import Cipher, sign
from simulator.wire import document

ACCOUNT = "gh_5a71273150de"
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Letter:
    """One request, ready to be sent."""

    target: str
    body: bytes


@dataclass
class Round:
    """What one round of letters took: CPU seconds of the server, and each answer's milliseconds."""

    cpu: float = 0.0
    waits: list[float] = field(default_factory=list)
    empty: int = 0


def letters(questions: Sequence[str], cipher: Cipher, token: str, *, people: int, first_id: int) -> list[Letter]:
    """Each question from one of `people` persons, freshly signed and sealed."""
    made = []
    for number, question in enumerate(questions):
        now, nonce = int(time.time()), secrets.token_hex(8)
        xml = document(
            {
                "ToUserName": ACCOUNT,
                "FromUserName": f"oZTbench{number % people:020d}",
                "CreateTime": now,
                "MsgType": "text",
                "Content": question,
                "MsgId": first_id + number,
            }
        )
        sealed = cipher.seal(xml)
        query = {
            "signature": sign(token, str(now), nonce),
            "timestamp": now,
            "nonce": nonce,
            "encrypt_type": "aes",
            "msg_signature": sign(token, str(now), nonce, sealed),
        }
        made.append(Letter(f"/wechat?{urlencode(query)}", document({"ToUserName": ACCOUNT, "Encrypt": sealed})))
    return made


def deliver(port: int, master: int, batch: Sequence[Letter], *, at_once: int) -> Round:
    """Send a batch over `at_once` connections and read what the server's processes spent."""
    result = Round()
    before = cpu_seconds(master)
    with ThreadPoolExecutor(at_once) as pool:
        for waits, empty in pool.map(lambda part: _send(port, part), [batch[i::at_once] for i in range(at_once)]):
            result.waits += waits
            result.empty += empty
    result.cpu = cpu_seconds(master) - before
    return result


def _send(port: int, batch: Sequence[Letter]) -> tuple[list[float], int]:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    waits, empty = [], 0
    for letter in batch:
        begun = time.perf_counter()
        connection.request("POST", letter.target, letter.body)
        response = connection.getresponse()
        body = response.read()
        waits.append((time.perf_counter() - begun) * 1000)
        assert response.status == 200, response.status
        empty += not body
    connection.close()
    return waits, empty


def cpu_seconds(master: int) -> float:
    """User and system time of a process and its children (Linux)."""
    total = 0
    for pid in (master, *_children(master)):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, seconds: float = 60) -> None:
    """Until the server listens. Raises TimeoutError."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with socket.socket() as probe:
            probe.settimeout(0.5)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(f"nothing listens on {port}")
