"""Words and sounds: how a message is read before it is matched."""

import stat
from pathlib import Path

import jieba
import pytest

from bot.core.text import normalise
from bot.guidance.corpus import corpus_of
from bot.guidance.features import Lexicon, Terms, pairs
from bot.guidance.segmenter import Segmenter
from bot.guidance.sounds import Sounds
from bot.guidance.spotter import Spotter
from bot.guidance.words import HEAD, TAIL, Reader, Reading
from tests.guidance.conftest import made


@pytest.fixture(scope="module")
def reader(cache_dir: Path) -> Reader:
    return Reader(corpus_of(made()).vocabulary, Sounds.of_dictionary(), cache_dir)


def _read(reader: Reader, text: str) -> Reading:
    return reader.read(normalise(text))


def test_variants_are_read_as_their_word(reader: Reader) -> None:
    assert _read(reader, "7天无理由咋个退").plain == "七天无理由怎么退"


def test_fillers_are_left_out_unless_nothing_else_is_said(reader: Reader) -> None:
    assert _read(reader, "请问一下，快递丢了").plain == "快递丢了"
    assert _read(reader, "请问").plain == "请问"


def test_staff_words_are_cut_whole(reader: Reader) -> None:
    assert "退一赔三" in _read(reader, "我要求退一赔三").words


def test_spaces_between_characters_mean_nothing(reader: Reader) -> None:
    assert _read(reader, "退 货 运 费").plain == "退货运费"


def test_amounts_are_all_one_number_but_hotlines_stay(reader: Reader) -> None:
    assert _read(reader, "花了3500元打12315").plain == "花了0元打12315"


def test_a_story_is_read_by_its_head_and_its_tail(reader: Reader) -> None:
    read = _read(reader, "头" + "中间的话很长" * 300 + "尾")
    assert len(read.plain) <= HEAD + TAIL + 1
    assert (read.plain[0], read.plain[-1]) == ("头", "尾")


def test_homophones_and_the_accent_of_the_region_sound_alike() -> None:
    sounds = Sounds.of_dictionary()
    assert sounds.spell("定金") == sounds.spell("订金")
    assert sounds.spell("市场牛奶") == sounds.spell("四仓流来")
    assert sounds.spell("app退") != sounds.spell("app回")


def test_the_dictionary_lies_in_a_folder_nobody_else_can_enter(reader: Reader, cache_dir: Path) -> None:
    assert stat.S_IMODE(cache_dir.stat().st_mode) == 0o700
    assert list(cache_dir.glob("jieba-*.npz"))


def test_a_damaged_dictionary_cache_is_made_anew(tmp_path: Path, reader: Reader) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / "jieba-0.42.1.npz").write_bytes(b"not an archive")
    again = Reader(corpus_of(made()).vocabulary, reader.sounds, tmp_path)
    assert _read(again, "我要求退一赔三").words == _read(reader, "我要求退一赔三").words
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700


def test_the_spotter_sees_every_phrase_also_within_another() -> None:
    assert Spotter(["药", "农药", "喝农药", "酒"]).seen("他喝农药了") == {"药", "农药", "喝农药"}


def test_the_spotter_wants_the_whole_phrase() -> None:
    spotter = Spotter(["农药中毒", "了", ""])
    assert spotter.seen("买了农药没有中毒") == {"了"}
    assert spotter.seen("") == set()


@pytest.mark.parametrize(
    "plain",
    [
        "市场监管局的电话是多少",
        "研究生命起源 结婚的和尚未结婚的",
        "app充值0元退不了 打12315没人接",
        "ok绷k歌abc买t恤3d眼镜",
        "爨巘龘虋 㐀𠀀 ひらがな мясо",
        "长春市长春药店 南京市长江大桥",
        "",
        " ",
    ],
)
def test_words_are_cut_as_jieba_cuts_them(plain: str, cache_dir: Path) -> None:
    by_jieba = [word for word in jieba.Tokenizer().cut(plain, HMM=False) if not word.isspace()]
    assert Segmenter.of(cache_dir, ()).cut(plain) == by_jieba


def test_neighbours_are_no_pair_across_a_mark() -> None:
    assert pairs("退货吗 能退") == ["退货", "货吗", "能退"]
    assert pairs("") == []


def test_a_term_that_no_document_has_weighs_nothing() -> None:
    lexicon = Lexicon.of([{"退": 1, "货": 1}, {"赔": 1}])
    ids, weights = Terms.of(lexicon, [{"退": 1}, {"退": 2, "货": 1}]).weigh({"货": 1, "赔": 3, "鞋": 1, "退": 1})
    assert [lexicon.terms[n] for n in ids] == ["货", "赔", "", "退"]
    assert weights[0] > weights[3] > 0
    assert weights[1] == weights[2] == 0
