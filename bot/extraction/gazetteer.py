"""The names by which places are called, and where a text really means them."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import IntEnum

from bot.extraction.model import District, Place
from bot.extraction.outside import names_outside

MOST_HITS = 60

_NOWHERE = Place(None, None, None, None, None)
_TOWN_TITLE = re.compile(r"(?:街道|(?:回族|彝族|苗族)+乡|[镇乡])$")
_AT = re.compile(r"(?:[在到去来自于从回住是]|位于|地址[：: ]?|们|我|赶)$")
_NOT_A_PLACE_AFTER = re.compile(
    r"[北南东西中]?(?:路|大道|大街|巷|小区|花园)|小面|火锅|白药|茅台|烤鸭|拉面|泡菜|[酒菜茶鸭鸡粉味]|米线|银行|时间|移动|联通|电信|卫视"
)
_ON_THE_STREET = re.compile(r"街(?!道)|集镇|镇上|乡下|那边|这边|赶集|坝子")
# 大关 is a mark that prices pass, and 威信 how people mistype 微信.
OTHER_MEANING = {
    "大关": re.compile(r"[元万亿千百破过了这险]大关|把大关|大关键"),
    "威信": re.compile(
        r"[加有没用发转失立讲扫我你他她过以]威信|威信(?:群|号|转|支付|红包|扫|好友|公众|聊|上|里|联系|付|小程序|朋友圈|客服)"
    ),
}


class Kind(IntEnum):
    """What sort of name was used, weakest first."""

    HOME = 0
    STEM = 1
    LANDMARK = 2
    OUTSIDE = 3
    DISTRICT = 4
    TOWN = 5


@dataclass(frozen=True, slots=True)
class Name:
    """A name and the places it may mean. `plain` when it means nothing else: it has its title (镇雄县, 宜宾市)."""

    kind: Kind
    places: tuple[Place, ...]
    plain: bool
    needs_county: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A name met in a text at `start:end`; `places` are those it may mean there."""

    name: Name
    start: int
    end: int
    text: str
    places: tuple[Place, ...]

    @property
    def kind(self) -> Kind:
        return self.name.kind

    @property
    def district(self) -> str | None:
        return self.places[0].district if len({place.district for place in self.places}) == 1 else None


class Names:
    """All names of places, found in one pass over a text."""

    def __init__(self, districts: Iterable[District]) -> None:
        self._names = _collect(districts)
        longest_first = sorted(self._names, key=lambda name: (-len(name), name))
        self._pattern = re.compile(
            "|".join(rf"(?<!\d){name}(?!\d)" if name.isdigit() else name for name in map(re.escape, longest_first))
        )

    def hits(self, text: str) -> list[Hit]:
        """The places named in the text, in order, without names that mean something else there."""
        met = [
            Hit(self._names[match[0]], match.start(), match.end(), match[0], self._names[match[0]].places)
            for _, match in zip(range(MOST_HITS), self._pattern.finditer(text), strict=False)
        ]
        counties = {hit.district for hit in met if hit.kind is Kind.DISTRICT and not _means_other(hit, text)}
        return [
            meant
            for before, hit in zip([None, *met], met, strict=False)
            if (meant := _meant(hit, before, counties, text)) is not None
        ]


def _meant(hit: Hit, before: Hit | None, counties: set[str | None], text: str) -> Hit | None:
    """The hit with only the places it can mean beside its neighbours; None when it is no place at all."""
    joined = before is not None and hit.start - before.end <= 1
    if hit.kind is Kind.OUTSIDE:
        return hit if hit.name.plain or _stands_as_place(hit, joined, text) else None
    if hit.kind is Kind.DISTRICT:
        return None if _means_other(hit, text) else hit
    if hit.kind in (Kind.TOWN, Kind.STEM):
        if joined and before is not None and before.kind is Kind.OUTSIDE:
            return None
        agreeing = tuple(place for place in hit.places if place.district in counties)
        if agreeing and (hit.kind is Kind.TOWN or joined or _on_the_street(hit, text)):
            return replace(hit, places=agreeing, name=replace(hit.name, kind=Kind.TOWN, needs_county=False))
        if hit.kind is Kind.STEM and not _on_the_street(hit, text) and text.strip() != hit.text:
            return None
    return hit


def _means_other(hit: Hit, text: str) -> bool:
    other = OTHER_MEANING.get(hit.text)
    return other is not None and any(
        found.start() < hit.end and hit.start < found.end()
        for found in other.finditer(text, max(0, hit.start - 1), hit.end + 4)
    )


def _stands_as_place(hit: Hit, joined: bool, text: str) -> bool:
    if _NOT_A_PLACE_AFTER.match(text, hit.end):
        return False
    return joined or hit.start == 0 or bool(_AT.search(text[max(0, hit.start - 4) : hit.start]))


def _on_the_street(hit: Hit, text: str) -> bool:
    return bool(_ON_THE_STREET.match(text, hit.end))


def _collect(districts: Iterable[District]) -> dict[str, Name]:
    outside = {name.name: name for name in names_outside()}
    towns: defaultdict[str, list[Place]] = defaultdict(list)
    stems: defaultdict[str, list[Place]] = defaultdict(list)
    names: dict[str, Name] = {}
    titles: set[str] = set()
    for district in districts:
        whole = Place(district.code, district.name, None, None, None)
        names.update({name: Name(Kind.LANDMARK, (whole,), plain=False) for name in district.landmarks})
        names.update({name: Name(Kind.DISTRICT, (whole,), plain=False) for name in district.aliases})
        names[district.name] = Name(Kind.DISTRICT, (whole,), plain=True)
        for town in district.towns:
            place = replace(whole, township=town.code, township_name=town.name)
            titles.add(town.name)
            for name in {town.name, *town.aliases}:
                towns[name].append(place)
            stems[_TOWN_TITLE.sub("", town.name)].append(place)
    for name, places in towns.items():
        stem = _TOWN_TITLE.sub("", name)
        elsewhere = any(f"{stem}{title}" in outside for title in ("市", "县"))
        names[name] = Name(Kind.TOWN, tuple(places), plain=name in titles, needs_county=elsewhere)
    for stem, places in stems.items():
        if len(stem) > 1 and stem not in names:
            names[stem] = Name(Kind.STEM, tuple(places), plain=False, needs_county=True)
    names.update({name: Name(Kind.HOME, (_NOWHERE,), plain=True) for name in ("昭通市", "昭通")})
    for there in outside.values():
        names.setdefault(there.name, Name(Kind.OUTSIDE, (replace(_NOWHERE, outside=there.full),), plain=there.titled))
    return names
