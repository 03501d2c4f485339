"""jieba's dictionary and its way of cutting, with a cache in a folder nobody else can write to."""

import contextlib
import logging
import os
import re
import stat
import tempfile
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from math import inf, log
from pathlib import Path
from typing import Any, Self

import numpy as np

from bot.guidance.features import packed, unpacked

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import jieba

jieba.setLogLevel(logging.WARNING)

# Within these jieba looks for words; any other character is a word of its own.
_BLOCK = re.compile(r"[\u4e00-\u9fd5a-zA-Z0-9]+|\S")


def private_folder(folder: Path) -> Path:
    """The folder, made if missing, readable and writable by this user alone (0700)."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if stat.S_IMODE(folder.stat().st_mode) != 0o700:
        folder.chmod(0o700)
    return folder


class Segmenter:
    """Cuts as jieba does without its guesses at new words, in a third of the time. Immutable, shared by threads.

    `often` counts each word, 0 for what only begins a word, as jieba's prefix dictionary does; `total` is their sum.
    """

    def __init__(self, often: Mapping[str, int], total: int) -> None:
        self._often = often
        self._log_total = log(total)

    @classmethod
    def of(cls, cache_dir: Path, words: Iterable[str]) -> Self:
        """With jieba's dictionary, and `words` as whole words."""
        tokenizer = jieba.Tokenizer()
        tokenizer.FREQ, tokenizer.total = _dictionary(tokenizer, private_folder(cache_dir))
        tokenizer.initialized = True
        for word in words:
            if word and not any(map(str.isspace, word)):
                tokenizer.add_word(word)
        return cls(tokenizer.FREQ, tokenizer.total)

    def cut(self, text: str) -> list[str]:
        """The words of the likeliest cut; letters and digits that are no word stay together; no spaces."""
        return [word for block in _BLOCK.findall(text) for word in self._words(block)]

    def _words(self, block: str) -> Iterator[str]:
        ends, begin, loose = self._ends(block), 0, 0
        while begin < len(block):
            end = ends[begin]
            if end - begin > 1 or not block[begin].isascii():
                if loose < begin:
                    yield block[loose:begin]
                yield block[begin:end]
                loose = end
            begin = end
        if loose < begin:
            yield block[loose:begin]

    def _ends(self, block: str) -> list[int]:
        """For every place of the block where the word that begins there had best end."""
        often, log_total, length = self._often.get, self._log_total, len(block)
        chances, ends = [0.0] * (length + 1), [0] * length
        for begin in range(length - 1, -1, -1):
            best, best_end, end = -inf, begin + 1, begin + 1
            count = often(block[begin])
            while count is not None:
                if count and (chance := log(count) - log_total + chances[end]) >= best:
                    best, best_end = chance, end
                if end == length:
                    break
                end += 1
                count = often(block[begin:end])
            chances[begin] = best if best > -inf else chances[best_end] - log_total
            ends[begin] = best_end
        return ends


def _dictionary(tokenizer: Any, folder: Path) -> tuple[dict[str, int], int]:
    kept = folder / f"jieba-{jieba.__version__}.npz"
    unreadable = contextlib.suppress(OSError, ValueError, KeyError, zipfile.BadZipFile)
    # not marshal, as jieba does: a planted file of letters and numbers can crash nothing
    with unreadable, kept.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
        return dict(zip(unpacked(file["words"]), file["often"].tolist(), strict=True)), int(file["total"][0])
    frequencies, total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    handle, name = tempfile.mkstemp(dir=folder)
    with os.fdopen(handle, "wb") as target:
        often = np.fromiter(frequencies.values(), np.int32, len(frequencies))
        np.savez(target, words=packed(list(frequencies)), often=often, total=np.array([total]))
    os.replace(name, kept)
    return frequencies, total
