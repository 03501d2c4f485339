"""The store: what training prepared, kept on disk under the hash of what it was prepared from."""

import fcntl
import hashlib
import logging
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from bot.guidance.corpus import Corpus
from bot.guidance.features import Arrays
from bot.guidance.segmenter import private_folder

MOST_SECONDS = 300
KEPT = 3
_PACKAGE = Path(__file__).resolve().parent
_HOME = _PACKAGE.parent.parent

log = logging.getLogger(__name__)


def prepared(corpus: Corpus, cache_dir: Path) -> Arrays | None:
    """What serving needs: from disk if this corpus was prepared by this code before, else trained now.

    Training runs in a process of its own; None if it fails, with the reason in the log. Of several processes that
    ask at once one trains and the others wait for it.
    """
    folder = private_folder(cache_dir)
    content = corpus.dump()
    target = folder / f"guidance-{_key(content)}.npz"
    found = _read(target)
    if found is not None:
        return found
    with _alone(folder):
        found = _read(target)
        if found is None and _train(content, target):
            found = _read(target)
            _forget_old(folder)
    return found


def _key(content: bytes) -> str:
    digest = hashlib.sha256(content)
    for source in (_PACKAGE.parent / "core" / "text.py", *sorted(_PACKAGE.glob("*.py"))):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:32]


def _read(path: Path) -> Arrays | None:
    if not path.exists():
        return None
    try:
        with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            return dict(file)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as broken:
        log.warning("guidance: %s cannot be read (%s), preparing it again", path.name, type(broken).__name__)
        return None


def _train(content: bytes, target: Path) -> bool:
    source = target.with_suffix(".json")
    source.write_bytes(content)
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    try:
        subprocess.run(
            [sys.executable, "-m", "bot.guidance.training", str(source), str(target)],
            env={**os.environ, **threads, "PYTHONPATH": str(_HOME)},
            check=True,
            capture_output=True,
            timeout=MOST_SECONDS,
        )
    except subprocess.CalledProcessError as failed:
        last_line = failed.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        log.error("guidance: training failed (exit %s: %s), answering by retrieval", failed.returncode, last_line)
        return False
    except (subprocess.TimeoutExpired, OSError) as failed:
        log.error("guidance: training failed (%s), answering by retrieval", type(failed).__name__)
        return False
    finally:
        source.unlink(missing_ok=True)
    return True


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / "training.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _forget_old(folder: Path) -> None:
    by_age = sorted(folder.glob("guidance-*.npz"), key=lambda file: file.stat().st_mtime, reverse=True)
    for file in by_age[KEPT:]:
        file.unlink(missing_ok=True)
