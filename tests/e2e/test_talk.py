"""A person talks to a real installation over HTTP: the whole way from the phone to the database and back."""

import os
import pwd
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from simulator.client import Control, Phone
from tests.e2e.harness import Installation, installed, until
from tests.e2e.talking import COMPLAINT, REPORT, Words, file, numbers_in

QUESTION = "店里买的东西坏了，能退能换吗"
PATIENCE_SECONDS = 30.0
LEARNS_IN_SECONDS = 90.0
pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def plain_office(tmp_path_factory: pytest.TempPathFactory, trained: Path) -> Iterator[Installation]:
    """An installation whose account has no AES key."""
    with installed(tmp_path_factory.mktemp("plain"), trained, mode="plain", worker=False) as made:
        yield made


@pytest.fixture(params=["aes", "plain"])
def either_phone(request: pytest.FixtureRequest) -> Phone:
    """A stranger's phone, before an account in safe mode and before one in plain mode."""
    given: Installation = request.getfixturevalue("office" if request.param == "aes" else "plain_office")
    return given.control.new_follower("新朋友")


def test_the_address_passes_the_check_of_the_platform(control: Control) -> None:
    assert control.verify()


def test_a_question_gets_its_answer_with_the_basis_and_ways_on(either_phone: Phone, words: Words) -> None:
    [heard] = either_phone.say(QUESTION)
    assert words.said("entry.basis", heard)
    assert words.texts["way.complain"] in [choice.label for choice in either_phone.choices()]


def test_a_tapped_choice_and_its_typed_number_say_the_same(either_phone: Phone, control: Control, words: Words) -> None:
    either_phone.say(QUESTION)
    labels = [choice.label for choice in either_phone.choices()]
    steps = words.texts["way.steps"]
    tapped = either_phone.choose(steps)
    either_phone.say(QUESTION)
    assert tapped == either_phone.say(str(labels.index(steps) + 1))
    assert words.said("entry.evidence", tapped[0])


def test_a_message_delivered_twice_is_answered_once(either_phone: Phone) -> None:
    did = either_phone.act("say", text=QUESTION, twice=True)
    first, second = did.replies
    assert first == second == did.heard[0]
    assert either_phone.heard() == did.heard


def test_a_late_repeat_hears_what_was_said_before(either_phone: Phone, words: Words) -> None:
    [begun] = either_phone.say(words.texts["way.complain"])
    assert words.asked(begun) == "consent"
    assert either_phone.again().heard == [begun]


def test_an_answer_lost_on_its_way_is_heard_from_the_retry(office: Installation, phone: Phone, words: Words) -> None:
    phone.say(words.texts["way.complain"])
    office.control.fail("callback", drop_after=True)
    did = phone.act("say", text=COMPLAINT["consent"])
    assert [attempt["outcome"] for attempt in did.tries] == ["lost", "answered"]
    assert words.asked(did.heard[0]) == "facts", "the consent was taken twice"


def test_a_complaint_with_a_photo_is_filed_kept_and_sent_back_as_material(
    office: Installation, phone: Phone, words: Words, jpeg: bytes
) -> None:
    told = file(phone, words, COMPLAINT, photo=jpeg)
    [number] = numbers_in(told)
    assert words.said("receipt.assist", told)

    material = phone.wait_for(words.sign("material.complaint"), PATIENCE_SECONDS)
    assert all(COMPLAINT[field] in material for field in ("merchant", "name", "phone", "address", "facts"))
    assert [entry["way"] for entry in phone.transcript() if entry["text"] == material] == ["custom"]

    until(lambda: _photo_states(office, number) == ["kept"], PATIENCE_SECONDS, "the photo is kept")
    kept = [path.read_bytes() for path in (office.var / "media").rglob("*") if path.is_file()]
    assert kept, "no file was stored"
    assert not any(b"JFIF" in content or b"\xff\xd8\xff" in content[:64] for content in kept), "a photo lies unsealed"


def test_personal_data_shows_only_with_a_reason_that_is_noted(office: Installation, phone: Phone, words: Words) -> None:
    [number] = numbers_in(file(phone, words, COMPLAINT))
    shown = office.cli_json("complaint", "show", number)
    assert shown["number"] == number
    assert (shown["state"], shown["merchant"], shown["amount_yuan"]) == ("filed", COMPLAINT["merchant"], 15_000)
    assert (shown["name"], shown["phone"]) == ("王**", "138****5678")
    assert COMPLAINT["address"] not in str(shown)

    revealed = office.cli_json("complaint", "show", number, "--reveal", "当事人来电核实")
    assert [revealed[field] for field in ("name", "phone", "address", "facts")] == [
        COMPLAINT[field] for field in ("name", "phone", "address", "facts")
    ]
    noted = _rows(office, "SELECT actor, action, reason FROM audit_log WHERE subject = ?", number)
    account = pwd.getpwuid(os.getuid()).pw_name
    assert noted == [(account, "cli:complaint:reveal", "当事人来电核实")]


def test_what_a_person_said_lies_nowhere_in_the_clear(office: Installation, phone: Phone, words: Words) -> None:
    secret = COMPLAINT | {"name": "钱多多", "phone": "13987654321", "address": "巧家县白鹤滩街道某巷9号"}
    file(phone, words, secret)
    lying = b"".join(path.read_bytes() for path in [*office.var.glob("bot.db*"), *office.folder.glob("*.log")])
    assert [field for field in ("name", "phone", "address", "facts") if secret[field].encode() in lying] == []
    assert phone.openid not in "".join(office.logs().values())


def test_a_report_is_filed_without_a_name(office: Installation, phone: Phone, words: Words) -> None:
    told = file(phone, words, REPORT, begins=words.texts["way.report"])
    [number] = numbers_in(told)
    assert words.said("receipt.report_anonymous", told)
    shown = office.cli_json("report", "show", number, "--reveal", "核查线索")
    assert shown["facts"] == REPORT["facts"]
    assert phone.openid not in str(shown)


def test_the_menu_is_published_and_its_buttons_answer(office: Installation, phone: Phone, words: Words) -> None:
    office.cli("menu", "check")
    office.cli("menu", "push")
    [*_, call] = office.control.calls("/cgi-bin/menu/create")
    assert (call["errcode"], call["flags"]) == (0, [])
    assert words.texts["way.complain"] in call["body"]
    [heard] = phone.tap("complain")
    assert words.asked(heard) == "consent"


def test_a_mended_answer_is_heard_without_a_restart(own_office: Installation, words: Words) -> None:
    phone = own_office.control.new_follower("新朋友")
    [before] = phone.say(QUESTION)
    old = before.splitlines()[0]
    new = "这一句是刚才改好的。"
    [tips] = [path for path in own_office.knowledge.rglob("*.yaml") if old in path.read_text("utf-8")]
    good = tips.read_text("utf-8").replace(old, new, 1)

    tips.write_text(good, "utf-8")
    until(lambda: new in phone.say(QUESTION)[0], LEARNS_IN_SECONDS, "the phone hears the new answer")

    tips.write_text(good.replace("    topic: refund_dispute\n", "    topic: [refund_dispute\n", 1), "utf-8")
    until(lambda: _status(own_office) == "degraded", PATIENCE_SECONDS, "/readyz tells of the broken file")
    told = own_office.readiness()
    assert told["knowledge_problems"] > 0
    place = rf"knowledge/{tips.relative_to(own_office.knowledge)}:\d+:\d+"
    assert any(re.fullmatch(place, one) for one in told["places"]), told
    assert new in phone.say(QUESTION)[0]

    tips.write_text(good, "utf-8")
    until(lambda: _status(own_office) == "ready", PATIENCE_SECONDS, "/readyz is ready again")
    assert new in phone.say(QUESTION)[0]


def test_an_erased_person_stays_erased_after_a_restore(own_office: Installation, words: Words) -> None:
    phone = own_office.control.new_follower("要删的人")
    other = own_office.control.new_follower("不删的人")
    [number] = numbers_in(file(phone, words, COMPLAINT))
    [kept] = numbers_in(file(other, words, COMPLAINT))
    archive = own_office.folder / "backup.tar.gz"
    own_office.cli("backup", str(archive))

    phone.say(words.texts["way.delete_data"])
    assert phone.choose(words.texts["way.erase"]) == [words.texts["privacy.erased"]]
    assert _person_of(own_office, number) == (None, None, None)

    own_office.stop()
    own_office.cli("restore", str(archive), "--yes")
    own_office.start_web()
    assert _person_of(own_office, number) == (None, None, None), "the backup brought an erased person back"
    assert _person_of(own_office, kept) == (COMPLAINT["name"], COMPLAINT["phone"], COMPLAINT["address"])
    [heard] = phone.say(words.texts["way.my_filings"])
    assert words.said("progress.none", heard)
    assert kept in other.say(words.texts["way.my_filings"])[0]


def _photo_states(office: Installation, number: str) -> list[str]:
    return [photo["state"] for photo in office.cli_json("complaint", "show", number)["evidence"]]


def _person_of(office: Installation, number: str) -> tuple[str | None, ...]:
    shown = office.cli_json("complaint", "show", number, "--reveal", "核对删除")
    return shown["name"], shown["phone"], shown["address"]


def _status(office: Installation) -> str | None:
    readiness = office.readiness()
    return readiness["status"] if readiness else None


def _rows(office: Installation, query: str, *values: str) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(office.var / "bot.db")) as database:
        return database.execute(query, values).fetchall()
