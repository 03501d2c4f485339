"""A store keeps bytes by name, the same in a folder and elsewhere, and no name leads out of it."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.files import Files


@pytest.fixture(params=["folder", "memory"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Files:
    return Files(f"file://{tmp_path}/media" if request.param == "folder" else f"memory://{tmp_path.name}")


def test_what_was_put_is_there_until_it_is_deleted(files: Files) -> None:
    files.put("2026/11/photo.bin", b"\x00\xff")
    files.put("2026/11/photo.bin", b"again")
    assert files.get("2026/11/photo.bin") == b"again"
    files.delete("2026/11/photo.bin")
    with pytest.raises(FileNotFoundError):
        files.get("2026/11/photo.bin")


def test_nothing_half_written_stays(tmp_path: Path) -> None:
    Files(f"file://{tmp_path}/media").put("2026/11/photo.bin", b"whole")
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["photo.bin"]


def test_a_photo_that_could_not_be_written_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = Files(f"file://{tmp_path}/media")
    files.put("photo.bin", b"old")

    def full(_: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        files.put("photo.bin", b"new")
    assert files.get("photo.bin") == b"old"


def test_deleting_what_is_not_there_is_fine(files: Files) -> None:
    files.delete("nothing.bin")
    with pytest.raises(FileNotFoundError):
        files.get("nothing.bin")


@pytest.mark.parametrize(
    "name",
    [
        "../secret",
        "a/../../secret",
        "/etc/passwd",
        "a/..",
        "..",
        ".",
        "",
        ".env",
        "A.bin",
        "a b",
        "a\\..\\b",
        "file:///etc/passwd",
        "照片.jpg",
        "a\x00b",
        "a\n",
        "a" * 200,
    ],
)
def test_a_name_cannot_escape(files: Files, tmp_path: Path, name: str) -> None:
    for act in (files.get, files.delete, lambda given: files.put(given, b"x")):
        with pytest.raises(ValueError, match="not a file name"):
            act(name)
    assert not (tmp_path / "secret").exists()


@given(st.text(max_size=40))
def test_whatever_is_accepted_stays_inside(name: str) -> None:
    files = Files("memory://inside")
    try:
        path = files._path(name)
    except ValueError:
        return
    assert Path(path).is_relative_to(files._path("a").removesuffix("/a"))
    assert ".." not in Path(path).parts
