"""What a person told lies sealed: every column that holds readable text is listed here, with why it may."""

import pytest
from sqlalchemy import JSON, Column, LargeBinary, String, Table

from bot.core.db import Sealed
from bot.migrations.tables import wanted

TABLES = tuple(wanted().tables.values())
SEALED = {
    "complaints": {
        "name", "phone", "address", "merchant", "merchant_address", "item", "date_text", "facts", "request_text",
        "external_number",
    },
    "complaint_events": {"note", "internal"},
    "complaint_links": {"other_number"},
    "reports": {
        "openid", "name", "phone", "address", "merchant", "merchant_address", "item", "date_text", "facts",
    },
    "report_events": {"note", "internal"},
    "inbox": {"said", "reply"},
    "conversations": {"state"},
    "unanswered": {"question"},
    "hand_overs": {"media"},
    "deliveries": {"text"},
    "evidence": {"media_id"},
    "followers": {"wrapped_key"},
    "report_keys": {"wrapped"},
    "wechat_tokens": {"token"},
}  # fmt: skip
PLAIN = {
    "followers": {"openid": "to answer; gone with the key", "key_id": "a random name", "scene": "the code scanned"},
    "wechat_tokens": {"app_id": "ours"},
    "audit_log": {"actor": "staff", "action": "a word", "subject": "a number", "reason": "staff's own words"},
    "inbox": {"key": "a hash", "kind": "a word"},
    "nonces": {"nonce": "WeChat's", "message_key": "a hash"},
    "unanswered": {"topic": "a word"},
    "hand_overs": {"reason": "a word", "state": "a word"},
    "complaints": {
        "number": "ours", "mode": "a word", "state": "a word", "topic": "a word", "district": "a code",
        "township": "a code", "request": "a word", "phone_hash": "a keyed hash",
    },
    "complaint_events": {
        "action": "a word", "from_state": "a word", "to_state": "a word", "by_role": "a word", "by_name": "staff",
    },
    "complaint_links": {"complaint_number": "ours"},
    "report_keys": {"key_id": "a random name"},
    "reports": {
        "number": "ours", "mode": "a word", "state": "a word", "reporter_hash": "a keyed hash", "district": "a code",
        "township": "a code",
    },
    "report_events": {
        "action": "a word", "from_state": "a word", "to_state": "a word", "by_role": "a word", "by_name": "staff",
        "law": "a word",
    },
    "deliveries": {"kind": "a word", "about": "a number", "state": "a word", "reason": "a word"},
    "evidence": {
        "draft": "a random name", "filing_number": "ours", "owner_kind": "a word", "media_kind": "a word",
        "state": "a word", "reason": "a word", "file_name": "a random name", "sha256": "a hash",
        "content_type": "a word",
    },
}  # fmt: skip


def readable(column: Column[object]) -> bool:
    return isinstance(column.type, String | JSON)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_readable_column_is_one_that_may_be_read(table: Table) -> None:
    assert {column.name for column in table.columns if readable(column)} == set(PLAIN.get(table.name, {}))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_what_is_personal_is_sealed(table: Table) -> None:
    sealed = {column.name for column in table.columns if isinstance(column.type, LargeBinary)}
    assert sealed == SEALED.get(table.name, set())
    assert Sealed is LargeBinary


def test_no_report_leads_to_a_person() -> None:
    """投诉举报处理办法 art. 37: nothing in the reports room refers to a follower, a complaint or a conversation."""
    for table in TABLES:
        if table.name.startswith("report"):
            targets = {key.column.table.name for key in table.foreign_keys}
            assert targets <= {"reports", "report_keys"}
        else:
            assert not [key for key in table.foreign_keys if key.column.table.name.startswith("report")]


def test_every_listed_column_is_still_there() -> None:
    there = {table.name: {column.name for column in table.columns} for table in TABLES}
    for listed in (SEALED, PLAIN):
        for table, columns in listed.items():
            assert set(columns) <= there[table]
