"""jieba, kept to ourselves: a tokenizer of our own whose cache lies in a folder nobody else can write to."""

import contextlib
import logging
import os
import stat
import tempfile
import warnings
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from bot.guidance.features import packed, unpacked

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import jieba

jieba.setLogLevel(logging.WARNING)


def private_folder(folder: Path) -> Path:
    """The folder, made if missing, readable and writable by this user alone (0700)."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if stat.S_IMODE(folder.stat().st_mode) != 0o700:
        folder.chmod(0o700)
    return folder


def tokenizer(cache_dir: Path, words: Iterable[str]) -> Any:
    """A jieba.Tokenizer that knows `words` as whole words; ready to cut, safe to share between threads."""
    segmenter = jieba.Tokenizer()
    segmenter.FREQ, segmenter.total = _dictionary(segmenter, private_folder(cache_dir))
    segmenter.initialized = True
    for word in words:
        if word and not any(map(str.isspace, word)):
            segmenter.add_word(word)
    return segmenter


def _dictionary(segmenter: Any, folder: Path) -> tuple[dict[str, int], int]:
    kept = folder / f"jieba-{jieba.__version__}.npz"
    unreadable = contextlib.suppress(OSError, ValueError, KeyError, zipfile.BadZipFile)
    # not marshal, as jieba does: a planted file of letters and numbers can crash nothing
    with unreadable, kept.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
        return dict(zip(unpacked(file["words"]), file["often"].tolist(), strict=True)), int(file["total"][0])
    frequencies, total = segmenter.gen_pfdict(segmenter.get_dict_file())
    handle, name = tempfile.mkstemp(dir=folder)
    with os.fdopen(handle, "wb") as target:
        often = np.fromiter(frequencies.values(), np.int32, len(frequencies))
        np.savez(target, words=packed(list(frequencies)), often=often, total=np.array([total]))
    os.replace(name, kept)
    return frequencies, total
