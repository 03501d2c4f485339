"""What entries say of each other: ids that are written twice, and ids that lead nowhere.

These checks need no date. Knowledge that fails them is not fit to serve.
"""

from collections.abc import Collection, Iterator
from typing import TypeVar

from pydantic import BaseModel
from rapidfuzz import fuzz, process

from bot.content.loading import Loaded, Placed
from bot.content.models import (
    Case,
    District,
    Law,
    LawRef,
    MenuButton,
    Occasion,
    Referral,
    Selection,
    Station,
    Tip,
)
from bot.content.problems import Problem
from bot.content.reading import Path

_ALIKE = 70
_ENTRIES = ("tips", "cases")

M = TypeVar("M", bound=BaseModel)


def references(loaded: Loaded) -> Iterator[Problem]:
    """Double ids and dangling references of all entries, in no particular order; all are errors."""
    yield from _doubles(loaded)
    register = _Register(loaded)
    for place, tip in of_model(loaded, Tip):
        yield from register.missing(place, ("topic",), tip.topic, "topics")
        yield from register.missing_each(place, "districts", tip.districts, "districts")
        yield from _related(register, place, tip.related)
        yield from _articles(register, place, tip.law)
    for place, case in of_model(loaded, Case):
        yield from register.missing_each(place, "topics", case.topics, "topics")
        yield from _related(register, place, case.related)
        yield from _articles(register, place, case.law)
    for place, referral in of_model(loaded, Referral):
        yield from _articles(register, place, referral.law)
    for place, law in of_model(loaded, Law):
        if law.superseded_by is not None:
            yield from register.missing(place, ("superseded_by",), law.superseded_by, "laws")
    for place, selection in of_model(loaded, Selection):
        yield from register.missing_each(place, "entries", selection.entries, *_ENTRIES)
    for place, occasion in of_model(loaded, Occasion):
        yield from register.missing_each(place, "topics", occasion.topics, "topics")
        yield from register.missing_each(place, "entries", occasion.entries, *_ENTRIES)
    for place, station in of_model(loaded, Station):
        yield from register.missing(place, ("district",), station.district, "districts")
        yield from _town(register, place, station)
    for place, button in of_model(loaded, MenuButton):
        yield from _button(register, place, (), button)


def of_model(loaded: Loaded, model: type[M]) -> Iterator[tuple[Placed, M]]:
    """The well-formed entries of one model, each with its place."""
    for place in loaded.entries:
        if isinstance(place.item, model):
            yield place, place.item


class _Register:
    """Which ids exist, list by list; ids of malformed entries count, unread lists know everything."""

    def __init__(self, loaded: Loaded) -> None:
        self.unread = loaded.unread
        self.laws = {law.id: law for _, law in of_model(loaded, Law)}
        self.districts = {district.code: district for _, district in of_model(loaded, District)}
        self._ids: dict[str, set[str]] = {}
        for place in loaded.entries:
            if place.id is not None:
                self._ids.setdefault(place.kind, set()).add(place.id)

    def missing(self, place: Placed, path: Path, id: str, *kinds: str) -> Iterator[Problem]:
        if self.unread.intersection(kinds) or any(id in self._ids.get(kind, ()) for kind in kinds):
            return
        known = [known for kind in kinds for known in self._ids.get(kind, ())]
        where = "、".join(f"{kind}.yaml" for kind in kinds)
        yield place.problem(path, f"“{id}”在{where}里没有；{_nearest(id, known)}")

    def missing_each(self, place: Placed, key: str, ids: tuple[str, ...], *kinds: str) -> Iterator[Problem]:
        for index, id in enumerate(ids):
            yield from self.missing(place, (key, index), id, *kinds)


def _nearest(id: str, known: Collection[str]) -> str:
    nearest = process.extractOne(id, sorted(known), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return f"是不是“{nearest[0]}”？改正或删去" if nearest else "改为已有的id，或先把它加进去"


def _doubles(loaded: Loaded) -> Iterator[Problem]:
    seen: dict[tuple[str, str], Placed] = {}
    for place in loaded.entries:
        if place.id is None:
            continue
        shelf = "entries" if place.kind in _ENTRIES else place.kind
        first = seen.setdefault((shelf, place.id), place)
        if first is not place:
            file, (line, _) = first.document.file, first.document.place(first.path)
            key = ("code",) if place.kind == "districts" else ("id",)
            yield place.problem(key, f"“{place.id}”已用过（{file}第{line}行）；换一个id，或删去重复的条目")


def _related(register: _Register, place: Placed, related: tuple[str, ...]) -> Iterator[Problem]:
    yield from register.missing_each(place, "related", related, *_ENTRIES)
    if place.id in related:
        yield place.problem(("related", related.index(place.id)), "指向了自己；删去")


def _articles(register: _Register, place: Placed, refs: tuple[LawRef, ...]) -> Iterator[Problem]:
    for index, ref in enumerate(refs):
        yield from register.missing(place, ("law", index, "law"), ref.law, "laws")
        law = register.laws.get(ref.law)
        if law is not None and ref.article > law.articles:
            what = f"引用的条款不存在：{law.short}共{law.articles}条，没有第{ref.article}条"
            yield place.problem(("law", index, "article"), f"{what}；改为实际条号，或删去这条依据")


def _town(register: _Register, place: Placed, station: Station) -> Iterator[Problem]:
    district = register.districts.get(station.district)
    if district is None or not district.towns or station.town is None:
        return
    names = [name for town in district.towns for name in (town.name, town.code, *town.aliases)]
    if station.town not in names:
        yield place.problem(("town",), f"{district.name}没有“{station.town}”；{_nearest(station.town, names)}")


def _button(register: _Register, place: Placed, path: Path, button: MenuButton) -> Iterator[Problem]:
    if button.key is not None:
        yield from register.missing(place, (*path, "key"), button.key, "intents")
    for index, inner in enumerate(button.buttons):
        yield from _button(register, place, (*path, "buttons", index), inner)
    if button.buttons:
        return
    if button.type == "view" and button.url is None:
        yield place.problem(path, f"按钮“{button.name}”没有网址；补上 url")
    if button.type != "view" and button.key is None:
        yield place.problem(path, f"按钮“{button.name}”点了没有反应；补上 type 和 key，key 是 intents.yaml 的 id")
