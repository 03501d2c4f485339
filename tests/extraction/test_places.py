import pytest

from bot.extraction import Gazetteer


def told(gazetteer: Gazetteer, text: str) -> tuple[str | None, str | None, str | None, tuple[str, ...], bool] | None:
    found = gazetteer.find(text)
    if found is None:
        return None
    place = found.value
    return place.district_name, place.township_name, place.outside, place.candidates, found.sure


@pytest.mark.parametrize(
    ("text", "district", "township"),
    [
        ("镇雄", "镇雄县", None),
        ("泼机", "镇雄县", "泼机镇"),
        ("昭通市镇雄县泼机镇街上", "镇雄县", "泼机镇"),
        ("水富县", "水富市", None),
        ("水富太平", "水富市", "太平镇"),
        ("昭阳区太平街上", "昭阳区", "太平街道"),
        ("威信旧城", "威信县", "旧城镇"),
        ("盐津普洱镇", "盐津县", "普洱镇"),
        ("昭通城里", "昭阳区", None),
        ("彝良牛街", "彝良县", "牛街镇"),
        ("我家住鲁甸县文屏街道，在昭阳区买的", "昭阳区", None),
        ("在镇雄买了四川泡菜", "镇雄县", None),
        ("我在威信买的手机", "威信县", None),
    ],
)
def test_a_place_is_found_by_the_names_people_use(
    gazetteer: Gazetteer, text: str, district: str, township: str | None
) -> None:
    assert told(gazetteer, text) == (district, township, None, (), True)


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("太平", ("530602", "530681")),
        ("太平街上", ("530602", "530681")),
        ("旧城", ("530629",)),
        ("普洱镇", ("530623",)),
    ],
)
def test_a_name_of_several_meanings_gives_candidates(
    gazetteer: Gazetteer, text: str, candidates: tuple[str, ...]
) -> None:
    assert told(gazetteer, text) == (None, None, None, candidates, False)


@pytest.mark.parametrize(
    ("text", "outside"),
    [
        ("四川宜宾", "四川省宜宾市"),
        ("昆明", "云南省昆明市"),
        ("普洱市", "云南省普洱市"),
        ("四川省宜宾市高县", "四川省宜宾市高县"),
        ("贵州威宁", "贵州省毕节市威宁彝族回族苗族自治县"),
        ("宜宾市太平镇", "四川省宜宾市"),
        ("我是镇雄人，在宜宾买了家具", "四川省宜宾市"),
        ("凉山州", "四川省凉山彝族自治州"),
    ],
)
def test_a_place_outside_is_named_in_full(gazetteer: Gazetteer, text: str, outside: str) -> None:
    assert told(gazetteer, text) == (None, None, outside, (), True)


def test_the_city_alone_leaves_the_district_open(gazetteer: Gazetteer) -> None:
    assert told(gazetteer, "昭通") == (None, None, None, (), True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "突破万元大关",
        "我加威信转账给他",
        "云南白药牙膏",
        "上海路的店",
        "我在新店买的",
        "可以古法酿造",
        "15306301234",
    ],
)
def test_words_that_only_look_like_places_are_none(gazetteer: Gazetteer, text: str) -> None:
    assert gazetteer.find(text) is None


@pytest.mark.parametrize("text", ["在鲁甸和巧家都有店", "洒渔苹果", "我是镇雄人，买到了假烟想问怎么办"])
def test_an_uncertain_place_is_asked_about(gazetteer: Gazetteer, text: str) -> None:
    found = gazetteer.find(text)
    assert found is not None
    assert not found.sure
