"""One YAML file into plain data, with the line and column of every value.

One pass over libyaml's events and not `yaml.compose`: aliases are refused before anything is shared,
depth and size before anything is nested. Every scalar is text, as CBaseLoader would read it; only a
plain `null`, `~` or nothing is None, so that `no`, `12:30` and 0870 stay what they are.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from bot.content.problems import Problem

MAX_BYTES = 5_000_000
MAX_DEPTH = 16
MAX_VALUES = 300_000

Path = tuple[str | int, ...]
Place = tuple[int, int]
TOP: Place = (1, 1)

_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
_TAB_INDENT = re.compile(r"^ *\t", re.MULTILINE)
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_AT_MOST = 20

_SYNTAX = (
    ("could not find expected ':'", "这一行不像“键: 值”；检查冒号后有没有空格、缩进是否对齐"),
    ("mapping values are not allowed", "一行里有两个“: ”；把含冒号的整句用引号括起来"),
    ("did not find expected key", "缩进没有对齐，或句子里的引号没有成对；与上下行对齐，或把整句用引号括起来"),
    ("did not find expected '-' indicator", "列表的缩进没有对齐；让每个“- ”从同一列开始"),
    ("block sequence entries are not allowed", "这里不能写“- ”；换到下一行并缩进两格"),
    ("cannot start any token", "这个字符不能打头；把整句用引号括起来"),
    ("unexpected end of stream", "引号或括号没有闭合；补上另一半"),
    ("unknown escape character", "双引号里的反斜杠不对；改用单引号"),
    ("did not find expected alphabetic", "不支持 & 和 *；句子以它们打头时用引号括起来"),
    ("did not find expected <document start>", "这里多出了内容；检查括号是否多写，列表是否写在键的下面"),
    ("did not find expected ',' or", "方括号或花括号里缺逗号或没有闭合；改成一行一个“- ”的写法"),
)


@dataclass(slots=True)
class Document:
    """What a file says: `data` is None when the file could not be read; `problems` says why."""

    file: str
    data: Any = None
    places: dict[Path, Place] = field(default_factory=dict)
    keys: dict[Path, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def place(self, path: Path) -> Place:
        """Where the value at `path` begins, or the nearest value around it."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, TOP)

    def key_place(self, path: Path) -> Place:
        """Where the key that `path` ends with is written."""
        return self.keys.get(path) or self.place(path)


class _Refused(Exception):
    """The file cannot be read on from here."""

    def __init__(self, place: Place, message: str) -> None:
        super().__init__(message)
        self.place = place
        self.message = message


def read(file: str, raw: bytes) -> Document:
    """The data, places and problems of one file; `file` is the name that problems carry. Never raises."""
    document = Document(file)
    try:
        text = _decode(raw)
        _refuse_tabs(document, text)
        if not document.problems:
            document.data = _Builder(document, text).build()
    except _Refused as refused:
        _note(document, refused.place, refused.message)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        _note(document, (mark.line + 1, mark.column + 1) if mark else TOP, _in_chinese(error.problem))
    except yaml.YAMLError as error:
        _note(document, TOP, _in_chinese(str(error)))
    return document


def _note(document: Document, place: Place, message: str) -> None:
    document.problems.append(Problem(document.file, *place, message))


def _decode(raw: bytes) -> str:
    if len(raw) > MAX_BYTES:
        raise _Refused(TOP, f"文件超过{MAX_BYTES // 1_000_000}MB；拆成几个文件，放进同名文件夹")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8-sig", errors="replace")
        raise _Refused(_place_of(before, len(before)), "不是UTF-8编码；在编辑器里另存为UTF-8") from None
    unreadable = _UNREADABLE.search(text)
    if unreadable:
        raise _Refused(_place_of(text, unreadable.start()), "有看不见的控制字符；删去它")
    return text


def _place_of(text: str, index: int) -> Place:
    line_start = text.rfind("\n", 0, index) + 1
    return text.count("\n", 0, index) + 1, index - line_start + 1


def _refuse_tabs(document: Document, text: str) -> None:
    for count, tab in enumerate(_TAB_INDENT.finditer(text)):
        if count == _AT_MOST:
            break
        _note(document, _place_of(text, tab.end() - 1), "缩进用了制表符（Tab）；改成空格，每级两格")


def _in_chinese(problem: str | None) -> str:
    for english, chinese in _SYNTAX:
        if problem and english in problem:
            return chinese
    return f"YAML写法有误（{problem}）；检查这一行和上一行的缩进、冒号和引号"


class _Builder:
    """Builds data from events; one instance reads one text once."""

    def __init__(self, document: Document, text: str) -> None:
        self._document = document
        self._events: Iterator[yaml.Event] = iter(yaml.parse(text, Loader=yaml.CLoader))
        self._values = 0

    def build(self) -> Any:
        next(self._events)
        event = next(self._events)
        if isinstance(event, yaml.StreamEndEvent):
            raise _Refused(TOP, "文件是空的；写上 version: 1 和一个列表，不需要就删去文件")
        data = self._value(next(self._events), (), 0)
        next(self._events)
        event = next(self._events)
        if not isinstance(event, yaml.StreamEndEvent):
            raise _Refused(_start(event), "文件里有第二份文档（---）；删去“---”，合成一份")
        return data

    def _value(self, event: yaml.Event, path: Path, depth: int) -> Any:
        place = _start(event)
        self._refuse_tricks(event, place, depth)
        self._document.places[path] = place
        if isinstance(event, yaml.ScalarEvent):
            is_plain = event.implicit[0]
            return None if is_plain and event.value in _NOTHING else event.value
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(path, depth)
        return self._mapping(path, depth)

    def _list(self, path: Path, depth: int) -> list[Any]:
        values: list[Any] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            values.append(self._value(event, (*path, len(values)), depth + 1))
        return values

    def _mapping(self, path: Path, depth: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            place = _start(event)
            self._refuse_tricks(event, place, depth)
            if not isinstance(event, yaml.ScalarEvent):
                raise _Refused(place, "键必须是一个词；改成“键: 值”")
            key = event.value
            inner = (*path, key)
            if key in values:
                first = self._document.keys[inner][0]
                _note(self._document, place, f"键“{key}”写了两次（第{first}行已有）；删去一个")
            else:
                self._document.keys[inner] = place
            values[key] = self._value(next(self._events), inner, depth + 1)
        return values

    def _refuse_tricks(self, event: yaml.Event, place: Place, depth: int) -> None:
        self._values += 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _Refused(place, "不支持 & 和 *；把内容直接写出来，句子以它们打头时用引号括起来")
        if getattr(event, "tag", None):
            raise _Refused(place, "不支持以 ! 打头的标签；删去它，句子以它打头时用引号括起来")
        if depth > MAX_DEPTH:
            raise _Refused(place, f"嵌套超过{MAX_DEPTH}层；检查缩进和括号")
        if self._values > MAX_VALUES:
            raise _Refused(place, f"文件超过{MAX_VALUES}项；拆成几个文件，放进同名文件夹")


def _start(event: yaml.Event) -> Place:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else TOP
