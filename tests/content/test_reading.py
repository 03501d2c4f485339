"""A file is read as text with its places, and nothing in it can hurt."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.reading import MAX_BYTES, read


def problems(raw: bytes | str) -> list[str]:
    return [str(p) for p in read("k.yaml", raw.encode() if isinstance(raw, str) else raw).problems]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("no", "no"),
        ("12:30", "12:30"),
        ("0870", "0870"),
        ("2026-11-24", "2026-11-24"),
        ("1e3", "1e3"),
        ("null", None),
        ("~", None),
        ("", None),
        ("'null'", "null"),
        ('"~"', "~"),
        ("''", ""),
        ("|-\n  null", "null"),
        ("[~, '~', x]", [None, "~", "x"]),
        ("a # 注", "a"),
        ("定金*能退&吗", "定金*能退&吗"),
    ],
)
def test_every_scalar_is_text_and_only_plain_nothing_is_none(written: str, value: object) -> None:
    document = read("k.yaml", f"a: {written}\n".encode())
    assert (document.data, document.problems) == ({"a": value}, [])


def test_places_count_lines_and_characters_from_one() -> None:
    document = read("k.yaml", "版本: 1\nlist:\n  - 名字: 张三\n    问: [一, 二]\n".encode())
    assert document.place(("list", 0, "名字")) == (3, 9)
    assert document.key_place(("list", 0, "问")) == (4, 5)
    assert document.place(("list", 0, "问", 1)) == (4, 12)
    assert document.place(("list", 0, "没有", 3)) == (3, 5)


def test_byte_order_mark_of_windows_editors_is_no_matter() -> None:
    assert read("k.yaml", "\ufeffversion: 1".encode()).data == {"version": "1"}


def test_windows_line_ends_read_alike() -> None:
    assert read("k.yaml", b"a: x\r\nb:\r\n  - y\r\n").data == {"a": "x", "b": ["y"]}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("a: 1\nb: 2\na: 3", "k.yaml:3:1: 键“a”写了两次（第1行已有）；删去一个"),
        ("a:\n\tb: 1", "k.yaml:2:1: 缩进用了制表符（Tab）"),
        ("a:\n  b: 1\n  \tc: 1", "k.yaml:3:3: 缩进用了制表符"),
        ("a: 1\nb: 中文".encode("gbk"), "k.yaml:2:4: 不是UTF-8编码；在编辑器里另存为UTF-8"),
        ("a: 1\nb: x\x07", "k.yaml:2:5: 有看不见的控制字符"),
        ("a: &x 1\nb: *x", "k.yaml:1:4: 不支持 & 和 *"),
        ("a: 1\nb: *x", "k.yaml:2:4: 不支持 & 和 *"),
        ("a: 1\n*x : 2", "k.yaml:2:1: 不支持 & 和 *"),
        ("a: *", "k.yaml:1:5: 不支持 & 和 *"),
        ("a: !!python/object/apply:os.system [ls]", "k.yaml:1:4: 不支持以 ! 打头的标签"),
        ("a: 问: 答", "k.yaml:1:5: 一行里有两个“: ”；把含冒号的整句用引号括起来"),
        ("a: @x", "k.yaml:1:4: 这个字符不能打头"),
        ('a: "x', "k.yaml:1:6: 引号或括号没有闭合"),
        ("a:\n  - x\n - y", "k.yaml:3:2: 缩进没有对齐"),
        ("a: [1, 2", "k.yaml:2:1: 方括号或花括号里缺逗号或没有闭合"),
        ("? [a]\n: b", "k.yaml:1:3: 键必须是一个词"),
        ("a: 1\n---\nb: 1", "k.yaml:2:1: 文件里有第二份文档（---）"),
        ("", "k.yaml:1:1: 文件是空的"),
        ("# 只有注\n", "k.yaml:1:1: 文件是空的"),
    ],
)
def test_a_fault_of_form_is_told_with_place_and_mend(raw: str | bytes, expected: str) -> None:
    found = problems(raw)
    assert len(found) == 1
    assert found[0].startswith(expected)
    assert "；" in found[0]


@pytest.mark.parametrize(
    "bomb",
    [
        pytest.param(b"[" * 1_000_000, id="depth in brackets"),
        pytest.param(b"- " * 1_000_000, id="depth in dashes"),
        pytest.param(b"{a: " * 500_000, id="depth in braces"),
        pytest.param(b"a: &a [x]\nb: &b [*a,*a]\nc: [*b,*b]", id="billion laughs"),
        pytest.param(b"a: &a [*a]", id="endless"),
        pytest.param(b"- x\n" * 400_000, id="count"),
        pytest.param(b"x" * (MAX_BYTES + 1), id="size"),
        pytest.param(b"a:\n" + b"\t\n" * 100_000, id="tabs"),
    ],
)
def test_bombs_are_refused_in_a_few_words(bomb: bytes) -> None:
    document = read("k.yaml", bomb)
    assert document.data is None
    assert 1 <= len(document.problems) <= 20


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_nothing_raises(raw: bytes) -> None:
    document = read("k.yaml", raw)
    assert document.data is not None or document.problems or raw.strip()


@settings(max_examples=500, deadline=None)
@given(st.text(alphabet="abc:-[]{}&*!|>'\"#%@,? \n\t~null1", max_size=80))
def test_nothing_that_looks_like_yaml_raises(text: str) -> None:
    assert read("k.yaml", text.encode()).file == "k.yaml"
