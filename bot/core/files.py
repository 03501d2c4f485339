"""Keep a file by name: a folder by default, a bucket where MEDIA_URL says so."""

import os
import posixpath
import re
from pathlib import Path
from typing import Any

import fsspec
from fsspec.implementations.local import LocalFileSystem

NAME = re.compile(r"[a-z0-9][a-z0-9/_.-]{0,120}")


class Files:
    """A store of named byte strings. Names are lower case with slashes; nothing outside the store can be named."""

    def __init__(self, url: str) -> None:
        self._system: Any
        self._system, self._root = fsspec.core.url_to_fs(url)

    def put(self, name: str, content: bytes) -> None:
        """Whole and on the disk when this returns; after a loss of power the name holds all of it or nothing."""
        path = self._path(name)
        self._system.makedirs(posixpath.dirname(path), exist_ok=True)
        if isinstance(self._system, LocalFileSystem):
            _put_on_disk(Path(path), content, Path(self._root))
        else:
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


def _put_on_disk(path: Path, content: bytes, root: Path) -> None:
    partial = path.with_name(f".{path.name}.partial")
    with partial.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    for folder in path.parents:
        if not folder.is_relative_to(root):
            break
        _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    """A new name is safe once the folder that holds it is."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
