"""What pydantic found wrong with an entry, told in Chinese with how to mend it."""

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from rapidfuzz import fuzz, process

from bot.content.reading import Path

_ALIKE = 60
_SHOWN = 20


def explain(error: ValidationError, model: type[BaseModel]) -> Iterator[tuple[Path, bool, str]]:
    """Each fault as (path inside the entry, whether it is about the key itself, what and how to mend)."""
    for fault in error.errors(include_url=False):
        path: Path = tuple(fault["loc"])
        kind = fault["type"]
        if kind == "extra_forbidden":
            yield path, True, unknown_key(str(path[-1]), _keys_at(model, path[:-1]))
        elif kind == "missing":
            yield path[:-1], False, f"缺少“{path[-1]}”；补上这一行"
        elif kind == "value_error":
            yield path, False, f"{_subject(path)}{fault['ctx']['error']}"
        else:
            yield path, False, _subject(path) + _wrong_value(fault)


def unknown_key(key: str, known: list[str]) -> str:
    """The sentence for a key nobody reads, naming the nearest known one."""
    nearest = process.extractOne(key, known, scorer=fuzz.ratio, score_cutoff=_ALIKE)
    mend = f"是不是“{nearest[0]}”？改正或删去" if nearest else f"删去，或改用：{'、'.join(known)}"
    return f"不认识的键“{key[:_SHOWN]}”；{mend}"


def _subject(path: Path) -> str:
    if not path:
        return "这一项"
    if isinstance(path[-1], int) and len(path) > 1:
        return f"“{path[-2]}”第{path[-1] + 1}项"
    return f"“{path[-1]}”"


def _wrong_value(fault: ErrorDetails) -> str:
    kind, given, context = fault["type"], fault["input"], fault.get("ctx", {})
    if given is None:
        return "是空的；写上内容"
    if kind in ("string_too_short", "too_short"):
        return "是空的；至少写一条" if kind == "too_short" else "是空的；写上内容"
    if kind == "string_too_long":
        return f"有{len(given)}字，太长；最多{context['max_length']}字"
    if kind == "string_type":
        return _not_text(given)
    if kind == "tuple_type":
        return f"应是列表，现在是{_shape(given)}；每条另起一行，以“- ”打头"
    if kind in ("model_type", "model_attributes_type"):
        return f"应写成“键: 值”，现在是{_shape(given)}；照同类条目的写法改"
    if kind == "literal_error":
        allowed = str(context["expected"]).replace(" or ", "、").replace(", ", "、")
        return f"不能是{_shape(given)}；改为 {allowed}"
    if kind.startswith("int_"):
        return f"应是整数，现在是{_shape(given)}；改为阿拉伯数字"
    if kind.startswith("bool_"):
        return f"应是 true 或 false，现在是{_shape(given)}"
    if kind == "greater_than_equal":
        return f"太小，现在是{_shape(given)}；至少是{context['ge']}"
    if kind == "less_than_equal":
        return f"太大，现在是{_shape(given)}；最多是{context['le']}"
    return f"不对（{fault['msg']}），现在是{_shape(given)}；照同类条目的写法改"


def _not_text(given: object) -> str:
    if isinstance(given, dict):
        return "应是一句话，却被冒号拆成了“键: 值”；把整句用引号括起来"
    return f"应是一句话，现在是{_shape(given)}；去掉开头的“- ”或方括号，或用引号括起来"


def _shape(given: object) -> str:
    if isinstance(given, dict):
        return "“键: 值”"
    if isinstance(given, list | tuple):
        return "列表"
    text = str(given)
    return f"“{text[:_SHOWN]}{'…' if len(text) > _SHOWN else ''}”"


def _keys_at(model: type[BaseModel], path: Path) -> list[str]:
    for step in path:
        if isinstance(step, str):
            field = next(f for name, f in model.model_fields.items() if step == (f.alias or name))
            model = _model_in(field.annotation) or model
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)
