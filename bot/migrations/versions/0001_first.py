"""First: the tables of every room, and three logs to which rows are only ever added."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | None = None
branch_labels: None = None
depends_on: None = None

APPEND_ONLY = ("audit_log", "complaint_events", "report_events")

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
SEALED = sa.LargeBinary()


def must(name: str, kind: Any, *more: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, *more, nullable=False)


def may(name: str, kind: Any, *more: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, *more, nullable=True)


def table(name: str, *columns: sa.schema.SchemaItem, key: tuple[str, ...] = ("id",), **indexes: list[str]) -> None:
    """A table whose constraints have names of their own; each index is given as its columns."""
    grows = [sa.Column("id", ID, autoincrement=True, nullable=False)] if key == ("id",) else []
    op.create_table(name, *grows, *columns, sa.PrimaryKeyConstraint(*key, name=f"pk_{name}"))
    for index, indexed in indexes.items():
        op.create_index(index, name, indexed, unique=index.startswith("uq_"))


def upgrade() -> None:
    ground()
    wechat()
    followers()
    staff()
    conversations()
    complaints()
    reports()
    outbox()
    evidence()
    for name in APPEND_ONLY:
        refuse_changes(name)


def ground() -> None:
    table("filing_series", must("day", sa.Date()), must("last", sa.Integer()), key=("day",))


def wechat() -> None:
    table(
        "wechat_tokens",
        must("app_id", sa.String(32)),
        may("token", SEALED),
        may("expires_at", MOMENT),
        may("forced_at", MOMENT),
        may("lease_until", MOMENT),
        may("pause_until", MOMENT),
        key=("app_id",),
    )


def followers() -> None:
    table(
        "followers",
        may("openid", sa.String(64)),
        must("key_id", sa.String(32)),
        may("wrapped_key", SEALED),
        must("subscribed", sa.Boolean()),
        may("scene", sa.String(64)),
        must("first_seen_at", MOMENT),
        must("last_seen_at", MOMENT),
        may("window_until", MOMENT),
        must("window_left", sa.Integer()),
        may("erased_at", MOMENT),
        uq_followers_openid=["openid"],
    )


def staff() -> None:
    table(
        "audit_log",
        must("at", MOMENT),
        must("actor", sa.String(64)),
        must("action", sa.String(64)),
        must("subject", sa.String(64)),
        may("reason", sa.Text()),
        ix_audit_log_at=["at"],
        ix_audit_log_subject=["subject"],
    )


def conversations() -> None:
    table(
        "inbox",
        must("key", sa.String(40)),
        may("person_id", ID, sa.ForeignKey("followers.id", name="fk_inbox_person_id")),
        must("kind", sa.String(16)),
        may("said", SEALED),
        may("reply", SEALED),
        must("private", sa.Boolean()),
        must("at", MOMENT),
        sa.UniqueConstraint("key", name="uq_inbox_key"),
        ix_inbox_person_id=["person_id", "at"],
    )
    table(
        "nonces",
        must("nonce", sa.String(64)),
        must("message_key", sa.String(40)),
        must("at", MOMENT),
        key=("nonce",),
    )
    table(
        "conversations",
        must("person_id", ID, sa.ForeignKey("followers.id", name="fk_conversations_person_id")),
        must("state", SEALED),
        must("updated_at", MOMENT),
        key=("person_id",),
    )
    table(
        "unanswered",
        must("person_id", ID, sa.ForeignKey("followers.id", name="fk_unanswered_person_id")),
        must("question", SEALED),
        may("topic", sa.String(40)),
        must("at", MOMENT),
        ix_unanswered_at=["at"],
    )
    table(
        "hand_overs",
        must("person_id", ID, sa.ForeignKey("followers.id", name="fk_hand_overs_person_id")),
        must("reason", sa.String(16)),
        must("state", sa.String(16)),
        may("media", SEALED),
        must("at", MOMENT),
        ix_hand_overs_person_id=["person_id"],
        ix_hand_overs_at=["at"],
    )


def complaints() -> None:
    table(
        "complaints",
        must("number", sa.String(20)),
        must("person_id", ID, sa.ForeignKey("followers.id", name="fk_complaints_person_id")),
        must("mode", sa.String(16)),
        must("state", sa.String(24)),
        may("topic", sa.String(40)),
        may("district", sa.String(12)),
        may("township", sa.String(12)),
        may("amount", sa.BigInteger()),
        may("bought_on", sa.Date()),
        must("request", sa.String(16)),
        must("consent", sa.Boolean()),
        must("publish", sa.Boolean()),
        must("entrust", sa.Boolean()),
        may("phone_hash", sa.String(64)),
        must("name", SEALED),
        must("phone", SEALED),
        must("address", SEALED),
        must("merchant", SEALED),
        must("merchant_address", SEALED),
        may("item", SEALED),
        may("date_text", SEALED),
        must("facts", SEALED),
        may("request_text", SEALED),
        may("external_number", SEALED),
        must("created_at", MOMENT),
        must("updated_at", MOMENT),
        may("received_at", MOMENT),
        may("accept_by", sa.Date()),
        must("accept_by_provisional", sa.Boolean()),
        may("identity_by", sa.Date()),
        may("accepted_at", MOMENT),
        may("mediate_by", sa.Date()),
        must("mediate_by_provisional", sa.Boolean()),
        may("clock_stopped_on", sa.Date()),
        must("suspended_days", sa.Integer()),
        may("tell_by", sa.Date()),
        sa.UniqueConstraint("number", name="uq_complaints_number"),
        ix_complaints_person_id=["person_id"],
        ix_complaints_phone_hash=["phone_hash"],
        ix_complaints_state_district=["state", "district"],
        ix_complaints_created_at=["created_at"],
    )
    table(
        "complaint_events",
        must("complaint_id", ID, sa.ForeignKey("complaints.id", name="fk_complaint_events_complaint_id")),
        must("at", MOMENT),
        must("action", sa.String(32)),
        may("from_state", sa.String(24)),
        must("to_state", sa.String(24)),
        must("by_role", sa.String(16)),
        may("by_name", sa.String(64)),
        may("article", sa.Integer()),
        may("ground", sa.Integer()),
        may("note", SEALED),
        may("internal", SEALED),
        ix_complaint_events_complaint_id=["complaint_id"],
    )
    table(
        "complaint_links",
        must(
            "complaint_number",
            sa.String(20),
            sa.ForeignKey("complaints.number", name="fk_complaint_links_complaint_number"),
        ),
        must("other_number", SEALED),
        ix_complaint_links_complaint_number=["complaint_number"],
    )


def reports() -> None:
    table(
        "report_keys",
        must("key_id", sa.String(32)),
        may("wrapped", SEALED),
        must("created_at", MOMENT),
        sa.UniqueConstraint("key_id", name="uq_report_keys_key_id"),
        ix_report_keys_created_at=["created_at"],
    )
    table(
        "reports",
        must("number", sa.String(20)),
        must("key_id", ID, sa.ForeignKey("report_keys.id", name="fk_reports_key_id")),
        must("mode", sa.String(16)),
        must("state", sa.String(24)),
        must("anonymous", sa.Boolean()),
        may("reporter_hash", sa.String(64)),
        may("district", sa.String(12)),
        may("township", sa.String(12)),
        may("bought_on", sa.Date()),
        may("openid", SEALED),
        may("name", SEALED),
        may("phone", SEALED),
        may("address", SEALED),
        must("merchant", SEALED),
        must("merchant_address", SEALED),
        may("item", SEALED),
        may("date_text", SEALED),
        must("facts", SEALED),
        must("created_at", MOMENT),
        must("updated_at", MOMENT),
        may("received_at", MOMENT),
        may("check_by", sa.Date()),
        must("check_by_provisional", sa.Boolean()),
        must("extended", sa.Boolean()),
        may("clock_stopped_on", sa.Date()),
        must("stopped_workdays", sa.Integer()),
        may("result_told_at", MOMENT),
        sa.UniqueConstraint("number", name="uq_reports_number"),
        sa.UniqueConstraint("key_id", name="uq_reports_key_id"),
        ix_reports_reporter_hash=["reporter_hash"],
        ix_reports_state_district=["state", "district"],
    )
    table(
        "report_events",
        must("report_id", ID, sa.ForeignKey("reports.id", name="fk_report_events_report_id")),
        must("at", MOMENT),
        must("action", sa.String(32)),
        may("from_state", sa.String(24)),
        must("to_state", sa.String(24)),
        must("by_role", sa.String(16)),
        may("by_name", sa.String(64)),
        must("law", sa.String(40)),
        must("article", sa.Integer()),
        may("note", SEALED),
        may("internal", SEALED),
        ix_report_events_report_id=["report_id"],
    )


def outbox() -> None:
    table(
        "deliveries",
        must("person_id", ID, sa.ForeignKey("followers.id", name="fk_deliveries_person_id")),
        must("kind", sa.String(24)),
        may("about", sa.String(20)),
        must("text", SEALED),
        must("state", sa.String(16)),
        may("reason", sa.String(32)),
        must("attempts", sa.Integer()),
        must("next_try_at", MOMENT),
        may("lease_until", MOMENT),
        may("not_after", MOMENT),
        must("created_at", MOMENT),
        may("settled_at", MOMENT),
        ix_deliveries_about=["about"],
        ix_deliveries_person_id=["person_id", "state"],
        ix_deliveries_state=["state", "next_try_at"],
    )


def evidence() -> None:
    table(
        "evidence",
        must("draft", sa.String(40)),
        may("filing_number", sa.String(20)),
        must("owner_kind", sa.String(8)),
        must("owner_id", sa.BigInteger()),
        must("media_kind", sa.String(8)),
        may("media_id", SEALED),
        must("state", sa.String(16)),
        may("reason", sa.String(32)),
        may("lease_until", MOMENT),
        must("attempts", sa.Integer()),
        must("next_try_at", MOMENT),
        may("file_name", sa.String(80)),
        may("sha256", sa.String(64)),
        may("content_type", sa.String(32)),
        may("size", sa.Integer()),
        must("created_at", MOMENT),
        ix_evidence_draft=["draft"],
        ix_evidence_filing_number=["filing_number"],
        ix_evidence_owner_kind=["owner_kind", "owner_id"],
        ix_evidence_state=["state", "next_try_at"],
    )


def refuse_changes(name: str) -> None:
    """Rows of this table are added and read, never changed and never removed."""
    if op.get_bind().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {name}_no_{event.lower()} BEFORE {event} ON {name} "
                f"BEGIN SELECT RAISE(ABORT, '{name} is append-only'); END"
            )
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {name}_append_only BEFORE UPDATE OR DELETE ON {name} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    for name in (
        "evidence",
        "deliveries",
        "report_events",
        "reports",
        "report_keys",
        "complaint_links",
        "complaint_events",
        "complaints",
        "hand_overs",
        "unanswered",
        "conversations",
        "nonces",
        "inbox",
        "audit_log",
        "followers",
        "wechat_tokens",
        "filing_series",
    ):
        op.drop_table(name)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")
