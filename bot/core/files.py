"""Keep a file by name: a folder by default, a bucket where MEDIA_URL says so."""

import posixpath
import re
from typing import Any

import fsspec

NAME = re.compile(r"[a-z0-9][a-z0-9/_.-]{0,120}")


class Files:
    """A store of named byte strings. Names are lower case with slashes; nothing outside the store can be named."""

    def __init__(self, url: str) -> None:
        self._system: Any
        self._system, self._root = fsspec.core.url_to_fs(url)

    def put(self, name: str, content: bytes) -> None:
        path = self._path(name)
        self._system.makedirs(posixpath.dirname(path), exist_ok=True)
        self._system.pipe_file(path, content)

    def get(self, name: str) -> bytes:
        """Raises FileNotFoundError."""
        return bytes(self._system.cat_file(self._path(name)))

    def delete(self, name: str) -> None:
        """Gone afterwards, whether or not it was there."""
        path = self._path(name)
        if self._system.exists(path):
            self._system.rm_file(path)

    def _path(self, name: str) -> str:
        if not NAME.fullmatch(name) or ".." in name:
            raise ValueError(f"not a file name: {name!r}")
        return posixpath.join(self._root, name)
