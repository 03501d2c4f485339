"""A photo is fetched within its three days, checked, sealed, kept; or it is clear why not."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session, sessionmaker

from bot.core import clock
from bot.core.crypto import Unreadable, new_key, unseal_bytes
from bot.core.db import transaction
from bot.core.files import Files
from bot.evidence import fetching, records
from bot.evidence.model import EVIDENCE, EvidenceState
from bot.wechat import client as client_module
from bot.wechat.client import Media, WeChatApi
from simulator.client import Control, Phone
from simulator.media import silence
from tests.evidence import samples
from tests.wechat.platform import MEDIA, sent_media

pytestmark = pytest.mark.database


@dataclass
class Album:
    """The evidence of one person whose phone is in our hand, and the folder it is kept in."""

    sessions: sessionmaker[Session]
    api: WeChatApi
    phone: Phone
    folder: Path
    key: bytes = field(default_factory=new_key)
    now: datetime = field(default_factory=clock.now)

    @property
    def files(self) -> Files:
        return Files(f"file://{self.folder}")

    def kept(self) -> list[Path]:
        return [path for path in self.folder.rglob("*") if path.is_file()]

    def photo(self, content: bytes) -> int:
        self.phone.photo(content)
        return self.commit("image")

    def voice(self, content: bytes) -> int:
        self.phone.voice(data=content)
        return self.commit("voice")

    def commit(self, media_kind: str, owner_kind: str = "person") -> int:
        with transaction(self.sessions) as session:
            return records.commit(
                session,
                draft="d" * 32,
                owner_kind=owner_kind,
                owner_id=1,
                key=self.key,
                media_kind=media_kind,
                media_id=sent_media(self.phone),
                now=self.now,
            )

    def fetch(self, evidence_id: int, later: timedelta = timedelta(), api: object = None) -> str:
        return fetching.fetch(
            self.sessions,
            self.files,
            api or self.api,
            evidence_id,
            self.key,
            self.now + later,  # type: ignore[arg-type]
        )

    def row(self, evidence_id: int) -> Row:  # type: ignore[type-arg]
        with transaction(self.sessions) as session:
            return session.execute(select(EVIDENCE).where(EVIDENCE.c.id == evidence_id)).one()

    def change(self, evidence_id: int, **values: object) -> None:
        with transaction(self.sessions) as session:
            session.execute(update(EVIDENCE).where(EVIDENCE.c.id == evidence_id).values(**values))

    def discard(self) -> None:
        with transaction(self.sessions) as session:
            records.discard(session, "d" * 32)

    def clear(self, later: timedelta = timedelta()) -> int:
        return fetching.clear_discarded(self.sessions, self.files, self.now + later, 10)


@pytest.fixture
def album(sessions: sessionmaker[Session], api: WeChatApi, phone: Phone, tmp_path: Path) -> Album:
    folder = tmp_path / "media"
    folder.mkdir()
    return Album(sessions, api, phone, folder)


def test_a_photo_is_kept_sealed_under_its_owners_key(album: Album) -> None:
    evidence = album.photo(samples.photo())
    assert album.fetch(evidence) == EvidenceState.KEPT
    row = album.row(evidence)
    sealed = album.files.get(row.file_name)
    content = unseal_bytes(album.key, sealed)
    assert content.startswith(b"\xff\xd8\xff")
    assert b"SECRET" not in content
    assert (row.content_type, row.size) == ("image/jpeg", len(content))
    assert row.sha256 == hashlib.sha256(content).hexdigest()
    assert row.media_id is None
    with pytest.raises(Unreadable):
        unseal_bytes(new_key(), sealed)


def test_a_reports_photo_is_kept_without_what_would_find_its_twin_in_a_complaint(album: Album) -> None:
    album.phone.photo(samples.photo())
    evidence = album.commit("image", "report")
    assert album.fetch(evidence) == EvidenceState.KEPT
    row = album.row(evidence)
    assert (row.sha256, row.size, row.content_type) == (None, None, "image/jpeg")
    assert row.next_try_at == row.created_at


def test_a_reports_photo_is_tried_again_at_a_moment_nobody_can_count_back_from(album: Album, control: Control) -> None:
    album.phone.photo(samples.photo())
    evidence = album.commit("image", "report")
    control.fail(MEDIA, http=503, times=2)
    pauses = set()
    for later in (timedelta(), timedelta(minutes=4)):
        assert album.fetch(evidence, later) == EvidenceState.WAITING
        pauses.add(album.row(evidence).next_try_at - album.now - later)
    assert not pauses & {fetching.FIRST_PAUSE, 2 * fetching.FIRST_PAUSE}
    assert all(fetching.FIRST_PAUSE < pause < 6 * fetching.FIRST_PAUSE for pause in pauses)


def test_a_reports_photo_is_tried_for_three_whole_days(album: Album) -> None:
    album.phone.photo(samples.photo())
    evidence = album.commit("image", "report")
    assert album.fetch(evidence, timedelta(days=3, seconds=-1)) != EvidenceState.LOST


def test_a_photo_whose_place_cannot_be_read_is_lost_and_settled(album: Album) -> None:
    evidence = album.photo(samples.photo())
    album.change(evidence, media_id=b"broken")
    assert album.fetch(evidence) == EvidenceState.LOST
    assert album.row(evidence).reason == "unreadable"


def test_a_voice_is_kept(album: Album) -> None:
    evidence = album.voice(silence())
    assert album.fetch(evidence) == EvidenceState.KEPT
    assert album.row(evidence).content_type == "audio/amr"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (samples.bomb(60_000, 60_000), "too_many_pixels"),
        ("名叫 photo.jpg 的文字".encode(), "not_picture"),
        (silence(), "not_picture"),
    ],
)
def test_what_is_no_photo_is_refused_and_nothing_kept(album: Album, content: bytes, reason: str) -> None:
    evidence = album.photo(content)
    assert album.fetch(evidence) == EvidenceState.REFUSED
    assert album.row(evidence).reason == reason
    assert album.kept() == []


def test_a_photo_of_no_bytes_is_refused(album: Album) -> None:
    class Empty:
        def fetch_media(self, media_id: str) -> Media:
            return Media(b"", "image/jpeg")

    evidence = album.photo(samples.photo())
    assert album.fetch(evidence, api=Empty()) == EvidenceState.REFUSED
    assert album.row(evidence).reason == "empty"


def test_a_photo_beyond_the_limit_is_refused(album: Album, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "MEDIA_LIMIT_BYTES", 100)
    evidence = album.photo(samples.photo())
    assert album.fetch(evidence) == EvidenceState.REFUSED
    assert album.row(evidence).reason == "too_large"


def test_a_photo_that_wechat_has_no_more_is_lost(album: Album, control: Control) -> None:
    evidence = album.photo(samples.photo())
    control.advance(4 * 86_400)
    assert album.fetch(evidence) == EvidenceState.LOST
    assert album.row(evidence).reason == "gone"


@pytest.mark.parametrize(
    "how",
    [{"errcode": -1}, {"errcode": 40164}, {"errcode": 48001}, {"http": 502}, {"html": True}, {"drop_after": True}],
)
def test_what_goes_wrong_today_is_tried_again(album: Album, control: Control, how: dict[str, object]) -> None:
    evidence = album.photo(samples.photo())
    control.fail(MEDIA, **how)
    assert album.fetch(evidence) == EvidenceState.WAITING
    assert album.fetch(evidence, timedelta(seconds=59)) == EvidenceState.WAITING
    assert album.fetch(evidence, timedelta(seconds=60)) == EvidenceState.KEPT
    assert control.counts()[MEDIA] == 2


def test_tries_grow_apart_and_end_after_three_days(album: Album, control: Control) -> None:
    evidence, later, tries = album.photo(samples.photo()), timedelta(), 0
    control.fail(MEDIA, http=503, times=1_000)
    while album.fetch(evidence, later) == EvidenceState.WAITING:
        tries += 1
        later = album.row(evidence).next_try_at - album.now
    assert album.row(evidence).reason == "too_late"
    assert later >= timedelta(days=3)
    assert 70 < tries < 90


def test_a_photo_poked_twice_is_fetched_once(album: Album, control: Control) -> None:
    evidence = album.photo(samples.photo())
    album.fetch(evidence)
    assert album.fetch(evidence) == EvidenceState.KEPT
    assert control.counts()[MEDIA] == 1


def test_eight_pokes_at_once_fetch_it_once(album: Album, control: Control) -> None:
    evidence = album.photo(samples.photo())
    control.fail(MEDIA, delay=0.2)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: album.fetch(evidence), range(8)))
    assert album.row(evidence).state == EvidenceState.KEPT
    assert control.counts()[MEDIA] == 1
    assert len(album.kept()) == 1


def test_a_fetcher_that_died_is_taken_over_after_its_lease(album: Album) -> None:
    evidence = album.photo(samples.photo())
    album.change(evidence, state=EvidenceState.FETCHING, attempts=1, lease_until=album.now + fetching.LEASE)
    assert album.fetch(evidence) == EvidenceState.FETCHING
    with transaction(album.sessions) as session:
        assert fetching.due(session, album.now, 10) == []
        assert fetching.due(session, album.now + fetching.LEASE, 10) == [evidence]
    assert album.fetch(evidence, fetching.LEASE) == EvidenceState.KEPT


def test_a_fetcher_overtaken_by_another_spoils_nothing(album: Album) -> None:
    evidence = album.photo(samples.photo())

    class Slow:
        def fetch_media(self, media_id: str) -> Media:
            assert album.fetch(evidence, fetching.LEASE) == EvidenceState.KEPT
            return Media(b"nonsense", "image/jpeg")

    album.fetch(evidence, api=Slow())
    row = album.row(evidence)
    assert row.state == EvidenceState.KEPT
    assert hashlib.sha256(unseal_bytes(album.key, album.files.get(row.file_name))).hexdigest() == row.sha256


def test_what_was_discarded_is_not_fetched(album: Album, control: Control) -> None:
    evidence = album.photo(samples.photo())
    album.discard()
    assert album.fetch(evidence) == EvidenceState.DISCARDED
    assert MEDIA not in control.counts()


def test_what_was_discarded_is_cleared_away_file_and_row(album: Album) -> None:
    evidence = album.photo(samples.photo())
    album.fetch(evidence)
    album.discard()
    assert len(album.kept()) == 1
    assert album.clear() == 1
    assert album.kept() == []
    assert album.fetch(evidence) == EvidenceState.DISCARDED


def test_a_discarding_rolled_back_loses_nothing(album: Album) -> None:
    evidence = album.photo(samples.photo())
    album.fetch(evidence)
    with album.sessions() as session:
        records.discard(session, "d" * 32)
        session.rollback()
    assert album.clear() == 0
    assert len(album.kept()) == 1


def test_a_photo_discarded_while_it_is_fetched_is_cleared_once_the_fetcher_is_done(album: Album) -> None:
    evidence = album.photo(samples.photo())

    class Discarded:
        def fetch_media(self, media_id: str) -> Media:
            album.discard()
            assert album.clear() == 0
            return album.api.fetch_media(media_id)

    album.fetch(evidence, api=Discarded())
    assert album.row(evidence).state == EvidenceState.DISCARDED
    assert album.clear(fetching.LEASE) == 1
    assert album.kept() == []


def test_a_photo_cleared_away_under_a_fetcher_that_overslept_leaves_no_file(album: Album) -> None:
    evidence = album.photo(samples.photo())

    class Overslept:
        def fetch_media(self, media_id: str) -> Media:
            album.discard()
            album.clear(fetching.LEASE)
            return album.api.fetch_media(media_id)

    album.fetch(evidence, api=Overslept())
    assert album.kept() == []


def test_a_piece_that_is_gone_is_no_error(album: Album) -> None:
    assert album.fetch(12_345) == EvidenceState.DISCARDED
