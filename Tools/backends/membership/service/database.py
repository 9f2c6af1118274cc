"""The service's tables. SQLite or PostgreSQL."""

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger, Boolean, CheckConstraint, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text, UniqueConstraint, text,
)

from common.database import CommonDatabase as Database
from common.database import Time, metadata

__all__ = ["Database", "corporations", "logins", "present", "refresh_tokens", "users", "videos", "view_logs"]


def _seq():
    return Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True)


def _reference(name, column, **options):
    return Column(name, BigInteger().with_variant(Integer, "sqlite"), ForeignKey(column, **options), nullable=False)


corporations = Table(
    "corporations", metadata, _seq(),
    Column("name", String(255), nullable=False),
    Column("plan_type", Text, CheckConstraint("plan_type IN ('free', 'paid')"), nullable=False),
    Column("plan_expired_at", Time),
    Column("created_at", Time, nullable=False),
    Column("updated_at", Time, nullable=False),
    sqlite_autoincrement=True)
# `email_key` is the address in lower case (ASCII).
users = Table(
    "users", metadata, _seq(),
    Column("email", String(254), nullable=False),
    Column("email_key", String(254), nullable=False, unique=True),
    Column("password_hash", Text, nullable=False),
    Column("role", Text, CheckConstraint("role IN ('operator', 'admin', 'guest')"), nullable=False),
    Column("corporation_id", BigInteger().with_variant(Integer, "sqlite"), ForeignKey("corporations.seq")),
    Column("point", BigInteger, nullable=False, server_default=text("0")),
    Column("created_at", Time, nullable=False),
    Column("updated_at", Time, nullable=False),
    CheckConstraint("(role = 'operator') = (corporation_id IS NULL)"),
    sqlite_autoincrement=True)
videos = Table(
    "videos", metadata, _seq(),
    _reference("corporation_id", "corporations.seq"),
    Column("name", String(255), nullable=False),
    Column("file_path", String(1000), nullable=False),
    Column("deleted", Boolean, nullable=False),
    Column("created_at", Time, nullable=False),
    Column("updated_at", Time, nullable=False),
    sqlite_autoincrement=True)
view_logs = Table(
    "view_logs", metadata, _seq(),
    _reference("video_id", "videos.seq"),
    _reference("user_id", "users.seq", ondelete="CASCADE"),
    Column("created_at", Time, nullable=False),
    UniqueConstraint("user_id", "video_id"),
    sqlite_autoincrement=True)
# A login is a family of refresh tokens, of which one is unused. It ends when that one expires, or when it is revoked.
logins = Table(
    "logins", metadata, _seq(),
    _reference("user_id", "users.seq", ondelete="CASCADE"),
    Column("created_at", Time, nullable=False),
    Column("expires_at", Time, nullable=False, index=True),
    Column("revoked", Boolean, nullable=False, server_default=text("false")),
    sqlite_autoincrement=True)
refresh_tokens = Table(
    "refresh_tokens", metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    _reference("login_id", "logins.seq", ondelete="CASCADE"),
    Column("expires_at", Time, nullable=False, index=True),
    Column("used", Boolean, nullable=False, server_default=text("false")))
Index("idx_users_corporation_id", users.c.corporation_id, users.c.seq)
Index("idx_videos_corporation_id", videos.c.corporation_id, videos.c.deleted, videos.c.seq)
Index("idx_view_logs_video_id", view_logs.c.video_id)
Index("idx_logins_user_id", logins.c.user_id)
Index("idx_refresh_tokens_login_id", refresh_tokens.c.login_id)


def present():
    """Returns the time in UTC."""
    return datetime.now(UTC)
