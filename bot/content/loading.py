"""From the folder `knowledge/` to `Knowledge`, or to every problem that stands in the way."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ValidationError
from rapidfuzz import fuzz, process

from bot.content.explaining import explain, unknown_key
from bot.content.knowledge import Knowledge
from bot.content.models import (
    Case,
    District,
    Holiday,
    Hotline,
    Intent,
    Law,
    MenuButton,
    Occasion,
    Referral,
    ReplyText,
    Selection,
    Station,
    Tip,
    Topic,
    Word,
)
from bot.content.problems import Problem, Severity
from bot.content.reading import MAX_BYTES, TOP, Document, Path, read

MODELS: Mapping[str, type[BaseModel]] = MappingProxyType(
    {
        "tips": Tip,
        "cases": Case,
        "laws": Law,
        "topics": Topic,
        "intents": Intent,
        "referrals": Referral,
        "words": Word,
        "hotlines": Hotline,
        "districts": District,
        "stations": Station,
        "replies": ReplyText,
        "menu": MenuButton,
        "holidays": Holiday,
        "lists": Selection,
        "calendar": Occasion,
    }
)
ID_KEYS: Mapping[str, str] = MappingProxyType(
    {kind: "code" if kind == "districts" else "id" for kind in MODELS if kind not in ("words", "menu", "holidays")}
)
VERSION = "1"
_PROBLEMS_PER_FILE = 50


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry where it is written; `item` is None when it is malformed, `id` is kept for references."""

    kind: str
    id: str | None
    item: BaseModel | None
    document: Document
    path: Path

    def problem(self, path: Path, message: str, severity: Severity = "error") -> Problem:
        """A problem at `path` inside this entry."""
        return Problem(self.document.file, *self.document.place(self.path + path), message, severity)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a folder holds: `knowledge` is None if any problem is an error.

    `entries` are all entries in file order, doubles and malformed ones too; `unread` names the lists
    of which a file could not be read, so that nobody is told of references into them.
    """

    knowledge: Knowledge | None
    problems: tuple[Problem, ...]
    entries: tuple[Placed, ...] = ()
    unread: frozenset[str] = frozenset()


def files_of(folder: FilePath) -> list[tuple[str, FilePath]]:
    """The knowledge files that exist, as (list name, path), in a stable order."""
    return [
        (kind, path)
        for kind in MODELS
        for path in (folder / f"{kind}.yaml", *sorted((folder / kind).glob("*.yaml")))
        if _is_knowledge(path)
    ]


def load(folder: FilePath) -> Loaded:
    """Read all of `folder`; never raises on content. Problems of all files, sorted by place."""
    folder = folder.absolute()
    files = files_of(folder)
    if not files:
        empty = Problem(folder.name, *TOP, "文件夹里没有知识文件；检查 KNOWLEDGE_DIR 是否指对")
        return Loaded(None, (empty,), unread=frozenset(MODELS))
    problems = list(_strays(folder))
    entries: list[Placed] = []
    unread: set[str] = set()
    digest = hashlib.sha256()
    for kind, path in files:
        document, raw = _document(folder, path)
        digest.update(f"{document.file.partition('/')[2]}\0{len(raw)}\0".encode() + raw)
        items = _items(document, kind)
        if items is None:
            unread.add(kind)
        entries += _entries(document, kind, items or [])
        problems += _first(document)
    problems.sort()
    broken = any(problem.severity == "error" for problem in problems)
    knowledge = None if broken else _knowledge(entries, digest.hexdigest())
    return Loaded(knowledge, tuple(problems), tuple(entries), frozenset(unread))


def _is_knowledge(path: FilePath) -> bool:
    return path.is_file() and not path.name.startswith(".")


def _document(folder: FilePath, path: FilePath) -> tuple[Document, bytes]:
    name = f"{folder.name}/{path.relative_to(folder).as_posix()}"
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        reason = f"读不到文件（{error.strerror}）；检查文件是否还在、权限是否对"
        return Document(name, problems=[Problem(name, *TOP, reason)]), b""
    return read(name, raw), raw


def _strays(folder: FilePath) -> Iterator[Problem]:
    for path in sorted(folder.iterdir()):
        known = path.suffix == ".yaml" and path.stem in MODELS
        if known or path.suffix not in (".yaml", ".yml") or not _is_knowledge(path):
            continue
        nearest = process.extractOne(path.stem, list(MODELS), scorer=fuzz.ratio)
        message = f"这个文件不会被读；是不是 {nearest[0]}.yaml？改名或移走"
        yield Problem(f"{folder.name}/{path.name}", *TOP, message, "warning")


def _items(document: Document, kind: str) -> list[Any] | None:
    """The one list of a file, or None with the reason noted in the document."""
    data = document.data
    if data is None and document.problems:
        return None
    if not isinstance(data, dict):
        _note(document, (), f"文件应以 version: {VERSION} 开头，再写列表“{kind}:”；照这个样子改")
        return None
    _note_head(document, data, kind)
    if kind not in data:
        return None
    items = data[kind]
    if items is None or isinstance(items, list):
        return items or []
    _note(document, (kind,), f"“{kind}”应是列表；每个条目以“- ”打头")
    return None


def _note_head(document: Document, data: dict[str, Any], kind: str) -> None:
    for key in data:
        if key not in ("version", kind):
            _note(document, (key,), unknown_key(key, ["version", kind]), at_key=True)
    if "version" not in data:
        _note(document, (), f"缺少 version；在文件第一行加上 version: {VERSION}")
    elif data["version"] != VERSION:
        _note(document, ("version",), f"不认识的版本“{data['version']}”；改为 version: {VERSION}")
    if kind not in data:
        _note(document, (), f"缺少列表“{kind}:”；加上它，条目写在它下面")


def _note(document: Document, path: Path, message: str, *, at_key: bool = False) -> None:
    place = document.key_place(path) if at_key else document.place(path)
    document.problems.append(Problem(document.file, *place, message))


def _entries(document: Document, kind: str, items: list[Any]) -> Iterator[Placed]:
    model, id_key = MODELS[kind], ID_KEYS.get(kind)
    for index, data in enumerate(items):
        path: Path = (kind, index)
        item: BaseModel | None = None
        try:
            item = model.model_validate(data, by_name=False)
        except ValidationError as error:
            for inner, at_key, message in explain(error, model):
                _note(document, path + inner, message, at_key=at_key)
        id = data.get(id_key) if isinstance(data, dict) and id_key else None
        yield Placed(kind, id if isinstance(id, str) else None, item, document, path)
        if len(document.problems) > _PROBLEMS_PER_FILE:
            return


def _first(document: Document) -> list[Problem]:
    found = sorted(document.problems)
    if len(found) <= _PROBLEMS_PER_FILE:
        return found
    more = Problem(document.file, *TOP, f"只列出前{_PROBLEMS_PER_FILE}处；改好后再查一遍")
    return [more, *found[:_PROBLEMS_PER_FILE]]


def _knowledge(entries: list[Placed], digest: str) -> Knowledge:
    lists: dict[str, Any] = {kind: {} if kind in ID_KEYS else () for kind in MODELS}
    for entry in entries:
        if entry.id is not None:
            lists[entry.kind].setdefault(entry.id, entry.item)
        else:
            lists[entry.kind] += (entry.item,)
    return Knowledge(**lists, digest=digest)
